from pathlib import Path

import pytest

from memscope.analyze.listing.ram import machine_ram
from memscope.model.listing import MachineRam, RamPart, RamShare
from memscope.parse.meminfo import parse_meminfo
from tests.data.captured import CAPTURES, having, name_of

pytestmark = pytest.mark.unit

KIB = 1024
MAPPED = RamShare(anonymous=5 * KIB, file=3 * KIB, shmem=2 * KIB)


def ram_of(meminfo: dict[str, int]) -> MachineRam:
    ram = machine_ram(meminfo, MAPPED)
    assert ram is not None
    return ram


def part(ram: MachineRam, name: str) -> RamPart:
    (found,) = (one for one in ram.parts if one.name == name)
    return found


@pytest.mark.parametrize("capture", having("meminfo"), ids=name_of)
def test_the_parts_add_up_to_all_of_it(capture: Path) -> None:
    numbers = parse_meminfo((capture / "meminfo").read_bytes())

    ram = ram_of(numbers)

    assert sum(one.size or 0 for one in ram.parts) == ram.total == numbers["MemTotal"]
    assert ram.available == numbers["MemAvailable"]


def test_no_page_is_in_two_of_them() -> None:
    data = (CAPTURES / "made-old-rollup" / "meminfo").read_bytes()

    ram = ram_of(parse_meminfo(data))

    sizes = {one.name: (one.size or 0) // KIB for one in ram.parts}
    assert sizes == {
        "anonymous": 1_500_000,
        "files": 2_900_000,
        "shmem": 200_000,
        "slab": 300_000,
        "page-tables": 20_000,
        "kernel-stacks": 10_000,
        "per-cpu": 0,
        "hugetlb": 204_800,
        "free": 2_000_000,
        "unknown": 865_200,
    }
    assert part(ram, "per-cpu").size is None
    assert part(ram, "slab").reclaimable == 250_000 * KIB
    assert (ram.swap_total, ram.swap_free) == (4_000_000 * KIB, 3_000_000 * KIB)


def test_what_processes_map_stands_beside_it() -> None:
    ram = ram_of({"MemTotal": 100 * KIB, "AnonPages": 6 * KIB})

    assert part(ram, "anonymous").in_processes == 5 * KIB
    assert part(ram, "files").in_processes == 3 * KIB
    assert part(ram, "shmem").in_processes == 2 * KIB
    assert part(ram, "slab").in_processes is None
    assert part(ram, "unknown").size == 94 * KIB


def test_counters_that_add_up_to_more_leave_no_negative_rest() -> None:
    ram = ram_of({"MemTotal": 100 * KIB, "MemFree": 80 * KIB, "AnonPages": 30 * KIB})

    assert part(ram, "unknown").size is None


def test_all_pools_of_huge_pages_count_and_pages_compressed_for_swap() -> None:
    meminfo = {"MemTotal": 9 * KIB, "Hugetlb": 4 * KIB, "HugePages_Total": 1,
               "Hugepagesize": KIB, "Zswap": 2 * KIB, "PageTables": KIB,
               "SecPageTables": KIB}  # fmt: skip

    ram = ram_of(meminfo)

    assert part(ram, "hugetlb").size == 4 * KIB
    assert part(ram, "zswap").size == 2 * KIB
    assert part(ram, "page-tables").size == 2 * KIB
    assert part(ram, "unknown").size == KIB


def test_without_a_total_there_is_nothing_to_divide() -> None:
    assert machine_ram({"MemFree": 1}, MAPPED) is None
