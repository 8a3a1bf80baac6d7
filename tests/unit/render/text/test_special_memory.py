"""Swapped, merged and huge memory: from what the kernel writes to what is shown.

Neither swap nor KSM may be switched on for a test, so these are the kernel's own words,
as Linux 6.18 writes them.
"""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from memscope.analyze.space.amounts import amounts_of
from memscope.analyze.space.row import RowKey, SpaceRow, What
from memscope.codec.snapshot import encode_snapshot
from memscope.collect.look.regions import usage_of
from memscope.model.address import Address
from memscope.model.kinds import Kind, Segment
from memscope.model.place import Place
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.model.snapshot import Snapshot, System
from memscope.parse.smaps import parse_smaps
from memscope.render.runs import plain
from memscope.render.space.facts import RegionFacts
from memscope.render.space.header import HeaderFacts, header
from memscope.render.space.how import How
from memscope.render.space.region import region_picture
from memscope.render.text.where import where_lines
from memscope.render.words.memory import usage_words

pytestmark = pytest.mark.unit

KIB, MIB = 1 << 10, 1 << 20
SWAPPED = {"Rss": 4096, "Pss": 4096, "Private_Dirty": 4096, "Swap": 12288}
MERGED = {"Rss": 8192, "Pss": 16, "Shared_Dirty": 8192, "KSM": 8192}
OF_SHMEM = {"Rss": 8192, "Pss": 4096, "Shared_Dirty": 8192, "ShmemPmdMapped": 8192}
OF_POOL = {"Private_Hugetlb": 4096}
NAMES = (
    *("Rss", "Pss", "Pss_Dirty", "Shared_Clean", "Shared_Dirty", "Private_Clean"),
    *("Private_Dirty", "Referenced", "Anonymous", "KSM", "LazyFree", "AnonHugePages"),
    *("ShmemPmdMapped", "FilePmdMapped", "Shared_Hugetlb", "Private_Hugetlb", "Swap"),
    *("SwapPss", "Locked"),
)
ROW = "7f0000000000-7f0001000000"


def record(said: dict[str, int], row: str, flags: str) -> bytes:
    numbers = "".join(f"{name + ':':<15}{said.get(name, 0):>9} kB\n" for name in NAMES)
    head, tail = "Size:              16384 kB\n", "THPeligible:           0\n"
    return f"{row}\n{head}{numbers}{tail}VmFlags: {flags} \n".encode()


def seen(said: dict[str, int], *, flags: str, file: str = "") -> Snapshot:
    """Return a snapshot of a process with one mapping, of which smaps says this."""
    row = f"{ROW} rw-s 00000000 00:01 42      {file}"
    table = parse_smaps(
        record(said, row if file else f"{ROW} rw-p 00000000 00:00 0 ", flags)
    )
    (vma,), (usage,), (words,) = table.vmas, table.usages, table.flags
    start, end = Address(vma.start), Address(vma.end)
    kind = Kind.SHARED if file else Kind.ANON
    region = Region(
        *(start, end, vma.perms, 0, vma.device, vma.inode, vma.path, (start, end)),
        *(Segment.SHARED if file else Segment.HEAP, kind),
        label="some memory",
        usage=usage,
        flags=words,
    )
    whole = usage_of(table, table.usages, (region,), None)
    process = Process(
        *(7, 1, 5, "demo", None, (), "S", None),
        *(whole, (), (region,)),
    )
    system = System("6.18.44", "x86_64", 4096)
    return Snapshot(datetime(2026, 11, 22, tzinfo=UTC), 1.0, system, (process,))


def where(snapshot: Snapshot) -> str:
    process = snapshot.processes[0]
    region = process.regions[0]
    place = Place(
        *(region.start, region, 0, None, None, None, None, None, None, None),
        *(None, None),
    )
    return "\n".join(map(plain, where_lines(process, place)))


def pane(snapshot: Snapshot, width: int = 42) -> str:
    """Return what the region pane says of it after a close look, in one line."""
    process = snapshot.processes[0]
    region = process.regions[0]
    key = RowKey(process.identity, What.REGION, start=region.start)
    row = SpaceRow(
        *(key, What.REGION, 0, process, region.start, region.end),
        *([region], 1, amounts_of([region])),
    )
    lines = region_picture(RegionFacts(row, measured=region), None, width).lines
    return " ".join(" ".join(map(plain, lines)).split())


def head(snapshot: Snapshot) -> str:
    """Return what the line of numbers at the top says after a close look."""
    process = snapshot.processes[0]
    facts = HeaderFacts(process, measured=process.usage)
    return " ".join(map(plain, header(facts, How(), 160).lines))


def written(snapshot: Snapshot) -> tuple[Any, Any]:
    """Return the numbers of the region and of the process in JSON."""
    (process,) = json.loads(encode_snapshot(snapshot))["processes"]
    return process["regions"][0]["usage"], process["usage"]


def test_what_is_on_swap_is_said_beside_what_is_in_ram() -> None:
    snapshot = seen(SWAPPED, flags="rd wr mr mw me ac")
    region, process = written(snapshot)

    assert "16 MiB, 4 MiB of it in RAM, 12 MiB swapped" in where(snapshot)
    assert "swapped 12.0M 12,582,912 B" in pane(snapshot)
    assert "swap 12.0M" in head(snapshot)
    assert "12 MiB swapped" in usage_words(snapshot.processes[0])
    assert (region["resident"], region["swapped"]) == (4 * MIB, 12 * MIB)
    assert process["swapped"] == 12 * MIB


def test_merged_memory_is_shared_and_its_flag_has_words() -> None:
    snapshot = seen(MERGED, flags="rd wr mr mw me ac mg")
    region, process = written(snapshot)

    for text in (where(snapshot), pane(snapshot)):
        assert "the kernel may merge equal pages (KSM) (mg)" in " ".join(text.split())
    assert "own 0 0 B shared 8.0M 8,388,608 B" in pane(snapshot)
    assert (region["private"], region["shared"]) == (0, 8 * MIB)
    assert region["proportional"] == 16 * KIB
    assert process["own"] is None
    assert "private 0  shared 8.0M" in head(snapshot)


def test_shared_memory_in_huge_pages_is_not_said_to_take_one_for_a_touch() -> None:
    snapshot = seen(OF_SHMEM, flags="rd wr sh mr mw me ms", file="/memfd:ring")

    for text in (where(snapshot), pane(snapshot)):
        assert "mapped in huge pages (4 × 2 MiB)" in text
        assert "touching" not in text
    assert [one["huge"] for one in written(snapshot)] == [8 * MIB, 8 * MIB]


def test_pages_set_aside_are_in_ram_and_in_huge_pages() -> None:
    snapshot = seen(OF_POOL, flags="rd wr mr mw me de ht")
    region, process = written(snapshot)

    for text in (where(snapshot), pane(snapshot)):
        words = " ".join(text.split())
        assert "4 MiB in huge pages set aside (hugetlbfs); ps leaves them out" in words
        assert "touching" not in words
    assert region["resident"] == region["huge"] == region["private"] == 4 * MIB
    assert process["resident"] == 4 * MIB


def test_what_is_its_own_is_at_least_what_is_mapped_once() -> None:
    (process,) = seen(SWAPPED, flags="rd wr").processes
    asked = replace(process.usage, anonymous=4 * MIB)
    known = replace(asked, own=4 * MIB)

    assert "at least 4 MiB its own" in usage_words(replace(process, usage=asked))
    assert "at least" not in usage_words(process)
    assert "at least" not in usage_words(replace(process, usage=known))
