"""Whole texts, as people save and paste them."""

from pathlib import Path

import pytest

from memscope.model.flaw import CUT_LINE, CUT_RECORD, PROCESSES
from memscope.parse.maps import parse_maps
from memscope.parse.saved.records import SavedProcess
from memscope.parse.saved.text import parse_saved
from memscope.parse.smaps import parse_smaps
from tests.data.captured import CAPTURES, having, name_of

pytestmark = pytest.mark.unit

SMAPS = (CAPTURES / "python" / "smaps").read_bytes()
MAPS = (CAPTURES / "python" / "maps").read_bytes()
OTHER = (CAPTURES / "threads-glibc" / "smaps").read_bytes()


def only(data: bytes) -> SavedProcess:
    (process,) = parse_saved(data)
    return process


def why(process: SavedProcess) -> set[str]:
    return {flaw.why for flaw in process.flaws}


def each_line(data: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    lines = data.removesuffix(b"\n").split(b"\n")
    return b"".join(before + line + after + b"\n" for line in lines)


COLOURED = SMAPS.replace(b"Rss:", b"\x1b[1;31mRss:\x1b[0m").replace(
    b"[heap]", b"\x1b[32m[heap]\x1b[m"
)


@pytest.mark.parametrize("capture", having("smaps", "stat"), ids=name_of)
def test_what_the_kernel_wrote_is_read_as_ever(capture: Path) -> None:
    data = (capture / "smaps").read_bytes()

    found = only(data)

    if "made" not in capture.name:
        assert found.table == parse_smaps(data)
        assert not found.flaws


@pytest.mark.parametrize(
    "data",
    [
        each_line(SMAPS, b"2026-11-30T12:00:00.123456789Z stdout F "),
        each_line(SMAPS, b"> > "),
        each_line(SMAPS, after=b"\r"),
        COLOURED,
        b"$ cat /proc/$(pidof python3)/smaps\n" + SMAPS + b"$ \n",
        each_line(SMAPS, b"[pod/web-7d9/app] "),
        SMAPS.replace(b"    ", b"\t"),
        b"Hello,\n\nthis is what it says:\n\n" + SMAPS + b"\nThanks\n",
        SMAPS.removesuffix(b"\n"),
        SMAPS.replace(b"\nRss:", b"\n\0Rss:"),
        each_line(SMAPS, after=b"\n"),
    ],
    ids=range(11),
)
def test_what_stands_around_it_changes_nothing(data: bytes) -> None:
    found = only(data)

    assert found.table == parse_smaps(SMAPS)
    assert not found.flaws


def test_mail_breaks_lines_before_the_path() -> None:
    lines = MAPS.split(b"\n")
    broken = b"".join(
        line[:73].rstrip() + b"\n" + (b"> " + line[73:] + b"\n" if line[73:] else b"")
        for line in lines
    )

    assert only(broken).table.vmas == parse_maps(MAPS)


@pytest.mark.parametrize(
    "data",
    [
        b"==> /proc/71/smaps <==\n" + SMAPS + b"\n==> /proc/72/smaps <==\n" + OTHER,
        each_line(SMAPS, b"/proc/71/smaps:") + each_line(OTHER, b"/proc/72/smaps:"),
        b"# cat /proc/71/smaps\n" + SMAPS + b"# cat /proc/72/smaps\n" + OTHER,
    ],
    ids=["tail", "grep", "shell"],
)
def test_several_processes_with_a_word_between(data: bytes) -> None:
    first, second = parse_saved(data)

    assert (first.pid, second.pid) == (71, 72)
    assert first.table == parse_smaps(SMAPS)
    assert second.table == parse_smaps(OTHER)
    assert not [*first.flaws, *second.flaws]


def test_several_processes_without_a_word_are_told_apart() -> None:
    first, second = parse_saved(SMAPS + OTHER)

    assert first.table == parse_smaps(SMAPS)
    assert second.table == parse_smaps(OTHER)
    assert [flaw.what for flaw in first.flaws] == [PROCESSES]


def test_status_goes_with_the_map_beside_it() -> None:
    status = (CAPTURES / "python" / "status").read_bytes()
    other = (CAPTURES / "threads-glibc" / "status").read_bytes()

    for data in (status + SMAPS + other + OTHER, SMAPS + status + OTHER + other):
        first, second = parse_saved(data)

        assert first.status.fields["Name"] == "python3"
        assert second.status.fields["Name"] != "python3"
        assert (len(first.table.vmas), len(second.table.vmas)) == (43, 32)


def test_all_files_of_one_process_are_one_process() -> None:
    folder = CAPTURES / "python"
    names = ("maps", "smaps", "status", "limits")

    found = only(b"".join((folder / name).read_bytes() for name in names))

    assert found.table == parse_smaps(SMAPS)
    assert found.limits
    assert not found.flaws


def test_the_rollup_is_a_sum_and_no_mapping() -> None:
    text = b"1000-2000 ---p 00000000 00:00 0    [rollup]\nRss:  8 kB\nPss: 5 kB\n"

    found = only(text)

    assert not found.table.vmas
    assert found.sums == {"Rss": 8192, "Pss": 5120}


@pytest.mark.parametrize(
    "size", [*range(1, 400), *range(len(SMAPS) - 300, len(SMAPS) - 1)]
)
def test_a_text_that_is_cut_says_so(size: int) -> None:
    whole = parse_smaps(SMAPS)
    for found in parse_saved(SMAPS[:size]):
        count = len(found.table.vmas)
        assert found.table.vmas == whole.vmas[:count]
        if count < len(whole.vmas):
            assert not found.is_whole
        for usage, full in zip(found.table.usages, whole.usages, strict=False):
            assert usage.resident in (None, full.resident)
            assert usage.swapped in (None, full.swapped)


def test_it_says_where_it_was_cut() -> None:
    found = only(SMAPS[:9000])

    numbers = {flaw.why: flaw.number for flaw in found.flaws}
    assert numbers[CUT_LINE] == SMAPS[:9000].count(b"\n") + 1
    assert CUT_RECORD in numbers


def test_lines_twice_are_counted_once() -> None:
    lines = MAPS.split(b"\n")

    found = only(b"\n".join([*lines[:20], *lines[10:]]))

    assert found.table.vmas == parse_maps(MAPS)
    assert found.is_whole


def test_old_androids_tell_names_among_the_numbers() -> None:
    text = (
        b"1000-2000 rw-p 00000000 00:00 0 \nName:           [anon:libc_malloc]\n"
        b"Size:                  4 kB\nRss:                   4 kB\n"
    )

    assert only(text).table.vmas[0].path == "[anon:libc_malloc]"


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"\0" * 100_000, b"a" * 10**6, b"0" * 10**6, b"-" * 10**6,
             b"1-" * 10**6, b"Rss: 1 kB\n" * 1000, b"# nothing\n", b"\x1b[" * 10**5]
)  # fmt: skip
def test_what_tells_of_no_process_is_none(data: bytes) -> None:
    assert parse_saved(data) == []
