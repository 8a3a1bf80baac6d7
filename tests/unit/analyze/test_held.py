import pytest
from msgspec.structs import replace

from memscope.analyze.held import with_mapped
from memscope.model.held import Held, HeldKind
from memscope.model.region import RegionUsage
from tests.unit.analyze.test_limits import row

pytestmark = pytest.mark.unit

PAGE = 4096
MEMFD = Held(
    kind=HeldKind.MEMFD,
    path="/memfd:x",
    device="00:01",
    inode=7,
    size=64 * PAGE,
    allocated=16 * PAGE,
    links=0,
)
SHOWN = replace(
    row(0x1000, 0x5000, "/memfd:x (deleted)"),
    device="00:01",
    inode=7,
    usage=RegionUsage(resident=PAGE),
)


def test_what_is_mapped_of_a_file_is_told_beside_it() -> None:
    (found,) = with_mapped([MEMFD], [row(0, 0x1000), SHOWN])

    assert (found.mapped, found.resident) == (4 * PAGE, PAGE)
    assert found.unmapped == 15 * PAGE


def test_a_file_that_is_not_mapped_is_nowhere_in_rss() -> None:
    (found,) = with_mapped([MEMFD], [row(0, 0x1000)])

    assert (found.mapped, found.resident, found.unmapped) == (0, 0, 16 * PAGE)


def test_without_a_map_that_is_unknown() -> None:
    (found,) = with_mapped([MEMFD], [])

    assert (found.resident, found.unmapped) == (None, None)


def test_a_page_that_is_mapped_twice_is_there_once() -> None:
    usage = RegionUsage(resident=12 * PAGE)
    twice = [replace(SHOWN, usage=usage)] * 2

    assert with_mapped([MEMFD], twice)[0].resident == 16 * PAGE


def test_private_copies_are_not_the_files() -> None:
    copied = replace(SHOWN, usage=RegionUsage(resident=3 * PAGE, copies=PAGE))

    assert with_mapped([MEMFD], [copied])[0].resident == 2 * PAGE


def test_the_largest_comes_first() -> None:
    small = replace(MEMFD, inode=8, allocated=PAGE)
    unknown = replace(MEMFD, inode=9, allocated=None)

    found = with_mapped([small, unknown, MEMFD], [])

    assert [one.inode for one in found] == [7, 8, 9]


def test_a_deleted_file_on_a_disk_is_no_memory() -> None:
    assert MEMFD.is_memory
    assert MEMFD.is_unnamed
    assert not replace(MEMFD, kind=HeldKind.DELETED).is_memory
    assert not replace(MEMFD, kind=HeldKind.TMPFS, links=1).is_unnamed
