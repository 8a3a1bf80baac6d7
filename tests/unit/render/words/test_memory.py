"""Words for what memory is made of."""

import pytest
from msgspec.structs import replace

from memscope.analyze.totals import Total
from memscope.model.address import Address
from memscope.model.kinds import Kind, Segment
from memscope.model.process import Process
from memscope.model.region import Backing, ProcessUsage, Region, RegionUsage
from memscope.render.words.memory import (
    kinds_words,
    memory_words,
    nodes_words,
    same_bytes,
    share_words,
)

pytestmark = pytest.mark.unit

MIB = 1 << 20
SPAN = Address(0x1000), Address(0x1000 + 64 * MIB)
PLAIN = Region(
    *(*SPAN, "rw-p", 0, "00:00", 0, "", SPAN, Segment.HEAP, Kind.ANON),
    usage=RegionUsage(resident=64 * MIB),
)


def with_usage(region: Region = PLAIN, **numbers: int) -> Region:
    return replace(region, usage=RegionUsage(resident=64 * MIB, **numbers))


def test_of_ordinary_memory_nothing_is_said() -> None:
    assert memory_words(PLAIN) == []
    assert memory_words(with_usage(huge=0, copies=0, lazy_free=0)) == []


def test_huge_pages_have_words() -> None:
    huge = with_usage(huge=64 * MIB)
    said = "in huge pages (32 × 2 MiB): touching one byte takes 2 MiB"

    assert memory_words(huge) == [said]
    assert memory_words(replace(huge, flags=("rd", "hg"))) == [f"{said}; advised (hg)"]
    (of_pool,) = memory_words(replace(huge, flags=("rd", "ht")))
    assert "hugetlbfs" in of_pool


def test_of_a_file_in_huge_pages_it_is_not_said_that_a_touch_takes_one() -> None:
    (said,) = memory_words(replace(with_usage(huge=4 * MIB), inode=7))

    assert said == "mapped in huge pages (2 × 2 MiB)"


def test_what_was_written_to_a_file_and_is_not_there_yet_has_words() -> None:
    numbers = with_usage(clean=MIB, dirty=3 * MIB)
    shared = replace(numbers, perms="rw-s", inode=7, backing=Backing.DISK)

    assert memory_words(shared) == [
        "1 MiB of it clean: the kernel can drop it and read it again",
        "3 MiB of it dirty: to be written to the file first",
    ]
    assert len(memory_words(replace(shared, perms="rw-p"))) == 1
    assert memory_words(replace(shared, backing=Backing.RAM)) == [
        "a file that lives in RAM: only swap can take it"
    ]


def test_a_file_in_ram_has_more_than_is_mapped_here() -> None:
    region = replace(PLAIN, backing=Backing.RAM, allocated=128 * MIB)

    assert memory_words(region) == [
        "a file that lives in RAM: 128 MiB allocated, 64 MiB mapped here"
    ]


def test_what_of_a_file_is_in_ram_need_not_be_mapped_here() -> None:
    region = replace(PLAIN, backing=Backing.DISK, cached=128 * MIB)

    said = "128 MiB of this part of the file in RAM, mapped here or not"
    assert memory_words(region) == [said]
    assert memory_words(replace(region, cached=0)) == [
        "nothing of this part of the file is in RAM"
    ]
    in_ram = replace(region, backing=Backing.RAM, allocated=64 * MIB)
    assert said not in memory_words(in_ram)


def test_regions_of_the_same_bytes_are_named_once() -> None:
    one = replace(PLAIN, aliases=(Address(0x9000),))
    other = replace(PLAIN, start=Address(0x9000), aliases=(Address(0x1000),))

    assert memory_words(one) == ["the same bytes as at 000000009000"]
    assert memory_words(one, 8) == ["the same bytes as at 00009000"]
    assert same_bytes([one, other], 8) == ["mapped several times: 00001000, 00009000"]


def test_a_share_that_is_known_in_part_is_said_in_part() -> None:
    known = Total(2, 0, 0, 5 * MIB)
    part = Total(2, 0, 0, None, known_share=MIB, unknown_share=10 * MIB)

    assert share_words(known) == "5 MiB its share"
    assert share_words(part) == "1 MiB its share, and 10 MiB of unknown share"


def test_what_is_in_ram_is_told_by_what_is_behind_it() -> None:
    usage = ProcessUsage(anonymous=7 * MIB, file=31 * MIB, shmem=0, clean=30 * MIB)

    assert kinds_words(usage) == (
        "anonymous 7 MiB · files 31 MiB (30 MiB clean) · shared memory 0 B"
    )
    assert kinds_words(ProcessUsage(anonymous=1)) == ""


def test_where_there_are_several_nodes_each_has_its_part() -> None:
    split = replace(PLAIN, numa_={1: 2 * MIB, 0: 62 * MIB})
    there = replace(PLAIN, numa_={1: 64 * MIB})

    assert memory_words(split) == ["by NUMA node: 0: 62 MiB · 1: 2 MiB"]
    assert memory_words(there) == ["by NUMA node: 1: 64 MiB"]
    assert memory_words(replace(PLAIN, numa_={})) == []
    assert memory_words(replace(PLAIN, numa_={0: 0})) == []


def test_a_process_has_the_sums_of_its_mappings() -> None:
    def process(*regions: Region) -> Process:
        bare = (1, 0, 5, "x", None, (), "S", None)
        return Process(*bare, ProcessUsage(), threads=(), regions=regions)

    here, there = replace(PLAIN, numa_={0: MIB}), replace(PLAIN, numa_={0: MIB, 1: MIB})

    assert nodes_words(process(here, there, PLAIN)) == "0: 2 MiB · 1: 1 MiB"
    assert nodes_words(process(here, PLAIN)) == ""
    assert nodes_words(process(PLAIN)) == ""
