"""Reading the map: in one consistent picture, or with a gap that says why not."""

import os
from pathlib import Path

import pytest

from memscope.collect.look import maps
from memscope.collect.look.look import Detail, ReadMap
from memscope.collect.look.maps import read_map
from memscope.collect.look.watched import Kept
from memscope.errors import ProcessGone
from memscope.model.snapshot import Gap
from memscope.proc.fs import ProcDir, ProcFs
from tests.data.captured import CAPTURES
from tests.unit.proc.fake_proc import fake_proc

pytestmark = pytest.mark.unit

MAPS = b"1000-2000 rw-p 00000000 00:00 0 \n3000-4000 rw-p 00000000 00:00 0 \n"
SMAPS = (CAPTURES / "threads-musl" / "smaps").read_bytes()


def read(
    proc: ProcFs,
    detail: Detail = Detail.MAP,
    known: Kept[ReadMap | None] | None = None,
) -> tuple[ReadMap | None, list[Gap]]:
    with proc.process(42) as directory:
        return read_map(directory, 42, detail, known or Kept())


def test_the_cheap_file_is_read_unless_asked_for_more(tmp_path: Path) -> None:
    proc = fake_proc(tmp_path, 42, stat=b"", maps=MAPS, smaps=SMAPS)

    cheap, no_gaps = read(proc)
    dear, _ = read(proc, Detail.MEMORY)

    assert cheap is not None
    assert dear is not None
    assert (len(cheap.table.vmas), cheap.table.usages) == (2, [])
    assert len(dear.table.usages) == len(dear.table.vmas) == 16
    assert no_gaps == []


def test_a_map_that_did_not_change_is_not_parsed_again(tmp_path: Path) -> None:
    proc = fake_proc(tmp_path, 42, stat=b"", maps=MAPS)
    known = Kept[ReadMap | None]()
    first, _ = read(proc, known=known)

    second, _ = read(proc, known=known)

    assert second is first


def test_an_empty_map_is_never_the_one_from_before(tmp_path: Path) -> None:
    proc = fake_proc(tmp_path, 42, stat=b"", maps=b"", smaps=SMAPS)
    known = Kept[ReadMap | None]()
    read(proc, Detail.MEMORY, known)

    empty, _ = read(proc, known=known)

    assert empty is not None
    assert empty.table.vmas == []


def test_without_smaps_the_map_alone_is_read_with_a_gap(tmp_path: Path) -> None:
    proc = fake_proc(tmp_path, 42, stat=b"", maps=MAPS)

    found, gaps = read(proc, Detail.MEMORY)

    assert found is not None
    assert [(gap.what, gap.why) for gap in gaps] == [
        ("smaps", "not provided by this kernel")
    ]


def test_smaps_of_an_unknown_form_does_not_hide_the_map(tmp_path: Path) -> None:
    proc = fake_proc(tmp_path, 42, stat=b"", maps=MAPS, smaps=MAPS + b"nonsense\n")

    found, (gap,) = read(proc, Detail.MEMORY)

    assert found is not None
    assert len(found.table.vmas) == 2
    assert gap.why == "smaps:3: cannot parse b'nonsense'"


def test_a_map_of_an_unknown_form_is_a_gap(tmp_path: Path) -> None:
    proc = fake_proc(tmp_path, 42, stat=b"", maps=b"nonsense\n")

    found, (gap,) = read(proc)

    assert found is None
    assert (gap.what, gap.pid) == ("maps", 42)


def test_what_we_may_not_read_is_a_gap_with_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise PermissionError(13, "Permission denied")

    proc = fake_proc(tmp_path, 42, stat=b"", maps=MAPS)
    with proc.process(42) as directory:
        monkeypatch.setattr(os, "open", refuse)
        found, (gap,) = read_map(directory, 42, Detail.MAP, Kept())
        monkeypatch.undo()

    assert found is None
    assert (gap.what, gap.why) == ("memory map", "permission denied")
    assert gap.remedy


def test_a_process_that_ended_is_no_gap_but_gone(tmp_path: Path) -> None:
    proc = fake_proc(tmp_path, 42, stat=b"")

    with proc.process(42) as directory:
        (tmp_path / "42/stat").unlink()
        with pytest.raises(ProcessGone):
            read_map(directory, 42, Detail.MEMORY, Kept())


TORN = b"1000-3000 rw-p 0 0:0 0 \n2000-4000 rw-p 0 0:0 0 \n"


def test_a_map_that_changed_while_it_was_read_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures = iter([TORN, TORN, MAPS])
    monkeypatch.setattr(ProcDir, "read", lambda *_: next(pictures))

    found, gaps = read(fake_proc(tmp_path, 42, stat=b""))

    assert found is not None
    assert (len(found.table.vmas), gaps) == (2, [])


def test_a_map_that_never_comes_to_rest_is_a_gap(tmp_path: Path) -> None:
    found, (gap,) = read(fake_proc(tmp_path, 42, stat=b"", maps=TORN))

    assert found is None
    assert gap.why == "it changed faster than it could be read"


def test_an_escaped_newline_is_undone_only_when_the_kernel_confirms_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = b"1000-2000 r--p 0 0:1 7 /a\\012b\n2000-3000 r--p 0 0:1 8 /c\\012d\n"
    names = {0x1000: "/a\nb", 0x2000: "/c\\012d"}
    monkeypatch.setattr(maps, "name_at", lambda _, address: names[address])

    found, _ = read(fake_proc(tmp_path, 42, stat=b"", maps=rows))

    assert found is not None
    assert [vma.path for vma in found.table.vmas] == ["/a\nb", "/c\\012d"]


@pytest.mark.parametrize("answer", [None, "/moved/in/meanwhile"])
def test_without_a_fitting_answer_the_escape_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str | None
) -> None:
    monkeypatch.setattr(maps, "name_at", lambda *_: answer)
    proc = fake_proc(tmp_path, 42, stat=b"", maps=b"1000-2000 r--p 0 0:1 7 /a\\012b\n")

    found, _ = read(proc)

    assert found is not None
    assert found.table.vmas[0].path == "/a\\012b"


def test_bounds_are_those_of_the_mappings(tmp_path: Path) -> None:
    rows = b"1000-2000 r--p 0 0:1 7 /a\n3000-5000 r--p 0 0:1 8 /c\n"
    found, _ = read(fake_proc(tmp_path, 42, stat=b"", maps=rows))

    assert found is not None
    assert list(found.bounds) == [(0x1000, 0x2000), (0x3000, 0x5000)]
    assert list(found.bounds[:-1]) == [(0x1000, 0x2000)]
    assert (len(found.bounds), found.bounds[-1][1]) == (2, 0x5000)
