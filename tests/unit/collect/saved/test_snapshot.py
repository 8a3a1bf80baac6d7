"""A saved text becomes a snapshot that says what it does not know."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from memscope.codec.snapshot import decode_snapshot, encode_snapshot
from memscope.collect.saved.files import read_folder, text_of
from memscope.collect.saved.snapshot import snapshot_of_saved
from memscope.model.kinds import Confidence, Kind
from memscope.model.snapshot import Snapshot
from tests.data.captured import CAPTURES, SAVED, having, name_of

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 30, tzinfo=UTC)
SMAPS = (CAPTURES / "python" / "smaps").read_bytes()
SHOWMAP = (SAVED / "showmap-addresses.txt").read_bytes()
SUMS = (SAVED / "showmap.txt").read_bytes()


def look(data: bytes) -> Snapshot:
    return snapshot_of_saved(text_of(data, "a.smaps"), NOW)


def gaps(snapshot: Snapshot) -> set[str]:
    return {gap.what for gap in snapshot.gaps}


@pytest.mark.parametrize("capture", having("maps"), ids=name_of)
def test_any_map_of_any_kernel_is_labelled_and_never_certain(capture: Path) -> None:
    (process,) = look((capture / "maps").read_bytes()).processes

    assert process.regions
    assert all(one.confidence is not Confidence.CERTAIN for one in process.regions)
    assert process.usage.resident is None


def test_it_survives_the_format() -> None:
    for data in (SMAPS, SHOWMAP, SUMS, SMAPS[:5000]):
        snapshot = look(data)

        assert decode_snapshot(encode_snapshot(snapshot)) == snapshot


def test_what_a_file_cannot_tell_is_a_gap() -> None:
    assert gaps(look(SMAPS)) == {
        "process id", "memory and files of the process", "threads of the process",
    }  # fmt: skip
    (process,) = look(SMAPS).processes
    assert (process.name, process.state, process.threads) == ("a.smaps", "?", ())


def test_sums_of_a_part_are_no_sums_of_the_process() -> None:
    (whole,) = look(SMAPS).processes
    (part,) = look(SMAPS[:20_000]).processes

    assert whole.usage.resident == sum(one.usage.resident or 0 for one in whole.regions)
    assert part.usage.resident is None
    assert part.usage.virtual is None
    assert part.usage.proportional_known is not None


def test_a_folder_tells_more() -> None:
    (process,) = snapshot_of_saved(read_folder(str(CAPTURES / "python")), NOW).processes

    assert process.name == "python3"
    assert process.start_ticks
    assert process.usage.peak
    assert process.limits
    assert {one.kind for one in process.regions} >= {
        Kind.HEAP, Kind.STACK, Kind.CODE, Kind.RODATA, Kind.DATA, Kind.BSS, Kind.RELRO,
    }  # fmt: skip


def test_showmap_with_addresses() -> None:
    snapshot = look(SHOWMAP)
    (process,) = snapshot.processes

    assert [one.usage.resident for one in process.regions] == [
        300 << 10, 128 << 10, 16 << 10, 64 << 10,
    ]  # fmt: skip
    assert process.usage.resident == 508 << 10
    assert process.usage.swapped == 12 << 10
    assert process.regions[3].kind is Kind.STACK
    assert "permissions of the regions" in gaps(snapshot)
    assert "the rest of the memory map" not in gaps(snapshot)


def test_showmap_without_addresses_has_sums_alone() -> None:
    snapshot = look(SUMS)
    (process,) = snapshot.processes

    assert process.regions == ()
    assert process.usage.resident == 508 << 10
    assert process.usage.virtual == 8976 << 10
    assert "addresses of the regions" in gaps(snapshot)


def test_a_showmap_that_was_cut_says_so() -> None:
    snapshot = look(SHOWMAP[: SHOWMAP.index(b"[stack]")])

    assert "the rest of the memory map" in gaps(snapshot)


def test_files_of_pmap_have_numbers_of_ours() -> None:
    text = (
        b"42:   app --port 1\n"
        b"0000560000000000      8K r---- app\n0000560000002000      8K r-x-- app\n"
        b"0000560000004000      8K rw--- app\n"
        b"0000560000006000      4K rw---   [ anon ]\n"
        b"00007f0000000000     16K r---- data.bin\n"
        b"00007ff000000000    132K rw---   [ stack ]\n"
        b" total              176K\n"
    )  # fmt: skip
    snapshot = look(text)
    (process,) = snapshot.processes

    assert (process.pid, process.name) == (42, "app")
    assert process.cmdline == ("app", "--port", "1")
    assert [one.kind for one in process.regions] == [
        Kind.RODATA, Kind.CODE, Kind.DATA, Kind.BSS, Kind.FILE, Kind.STACK,
    ]  # fmt: skip
    assert [one.inode for one in process.regions] == [1, 1, 1, 0, 2, 0]
    assert {one.device for one in process.regions} == {""}
    assert process.usage.virtual == 176 << 10
    assert process.usage.anonymous is None
    assert "devices, inodes and offsets of files" in gaps(snapshot)


def test_two_processes_of_one_number_are_told_apart() -> None:
    title = b"7: a\n0000560000000000      8K r---- app\n total 8K\n"

    numbers = [
        one.pid for one in look(title + title.replace(b"5600", b"5700")).processes
    ]

    assert numbers[0] == 7
    assert len(set(numbers)) == 2


def test_a_forest_of_hostile_ranges_takes_no_time() -> None:
    text = (
        b"0-ffffffffffff0000 rw-p 00000000 00:00 0 \n"
        b"fffffffffffff000-fffffffffffff fff rw-p 0 0:0 0\n"
        b"7f0000000000-7fffffffffff rw-p 00000000 00:00 0    /usr/lib/libc.so.6\n"
    )

    (process,) = look(text).processes

    assert len(process.regions) <= 3
