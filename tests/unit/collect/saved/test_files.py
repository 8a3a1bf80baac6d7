"""Files and folders of other machines, packed or not, within bounds."""

import gzip
import io
from pathlib import Path

import pytest

from memscope.collect.saved import files
from memscope.collect.saved.files import (
    holds_processes,
    is_known,
    read_folder,
    read_text,
    text_of,
)
from memscope.errors import BadFile
from tests.data.captured import CAPTURES

pytestmark = pytest.mark.unit

SMAPS = (CAPTURES / "python" / "smaps").read_bytes()


def read(data: bytes) -> bytes:
    return read_text(io.BytesIO(data), "x")


def test_text_is_read_packed_or_not() -> None:
    packed = gzip.compress(SMAPS)

    assert read(SMAPS) == read(packed) == SMAPS
    assert SMAPS.startswith(read(packed[:3000]))
    assert read(packed[:100] + b"spoilt" + packed[106:]) != SMAPS


def test_what_never_ends_is_not_read_to_the_end() -> None:
    with Path("/dev/zero").open("rb") as file:
        assert read_text(file, "x") == b""


def test_what_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST", 1 << 12)

    for data in (SMAPS, gzip.compress(SMAPS)):
        with pytest.raises(BadFile, match="x: larger than any text"):
            read(data)


def test_a_folder_of_one_process_and_of_several(tmp_path: Path) -> None:
    for pid, name in ((77, "python"), (5, "threads-glibc")):
        folder = tmp_path / str(pid)
        folder.mkdir()
        for file in ("maps", "status", "limits", "stat"):
            data = (CAPTURES / name / file).read_bytes()
            (folder / f"{file}.txt.gz").write_bytes(gzip.compress(data))

    several = read_folder(str(tmp_path))
    (one,) = read_folder(str(tmp_path / "77"))

    assert [text.pid for text in several] == [5, 77]
    assert one.pid == 77
    (process,) = one.processes
    assert process.status.fields["Name"] == "python3"
    assert process.limits
    assert "stat" in one.others
    assert holds_processes(tmp_path)
    assert not holds_processes(CAPTURES)
    assert read_folder(str(CAPTURES)) == []


def test_the_beginning_tells_whether_it_may_be_one() -> None:
    for name in ("smaps", "maps", "status", "limits"):
        assert is_known((CAPTURES / "python" / name).read_bytes()[:4096])
    assert not is_known(b"# A page\n\nwith text\n")
    assert text_of(b"nothing", "a/b") == []
    assert text_of(SMAPS, "a/b/")[0].name == "b"
