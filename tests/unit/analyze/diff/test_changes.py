"""What happened between two looks: every event that the screen can name."""

import pytest
from msgspec.structs import replace

from memscope.analyze.diff.changes import changes_between, match_regions
from memscope.model.diff import Change, Difference, ThreadChange
from memscope.model.kinds import Kind
from memscope.model.process import Process, Thread
from memscope.model.region import Region, RegionUsage
from tests.tui.synthetic import process
from tests.unit.analyze.pages import SIZE
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

AT = 0x5000_0000
HEAP = region(Kind.HEAP, AT, 4, path="[heap]")


def look(*regions: Region, threads: tuple[Thread, ...] = ()) -> Process:
    return replace(process(), regions=regions, threads=threads)


def happened(
    before: Region, after: Region
) -> list[tuple[Difference | ThreadChange, int | None]]:
    found = changes_between(look(before), look(after))
    return [(one.what, one.delta) for one in found]


def resident(size: int | None) -> Region:
    return replace(HEAP, usage=RegionUsage(resident=size))


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        (HEAP, HEAP, []),
        (HEAP, replace(HEAP, end=AT + 6 * SIZE), [(Difference.GREW, 2 * SIZE)]),
        (HEAP, replace(HEAP, end=AT + 3 * SIZE), [(Difference.SHRANK, -SIZE)]),
        (HEAP, replace(HEAP, start=AT - SIZE), [(Difference.GREW, SIZE)]),
        (resident(SIZE), resident(3 * SIZE), [(Difference.TOUCHED, 2 * SIZE)]),
        (resident(SIZE), resident(0), [(Difference.RELEASED, -SIZE)]),
        (resident(SIZE), resident(SIZE), []),
        (resident(None), resident(SIZE), []),
        (resident(SIZE), resident(None), []),
        (HEAP, replace(HEAP, perms="r--p"), [(Difference.PERMISSIONS, 0)]),
    ],
)
def test_a_region_that_stays_tells_what_happened_to_it(
    before: Region, after: Region, what: list[tuple[Difference | ThreadChange, int]]
) -> None:
    assert happened(before, after) == what


def test_several_things_may_happen_at_once() -> None:
    after = replace(resident(5 * SIZE), end=AT + 6 * SIZE, perms="rwxp")

    found = [what for what, _delta in happened(resident(SIZE), after)]

    assert found == [Difference.GREW, Difference.PERMISSIONS, Difference.TOUCHED]


def test_new_permissions_say_what_they_were() -> None:
    before = replace(HEAP, thread=7, label="mine")

    found = changes_between(look(before), look(replace(before, perms="r--p")))

    what = Difference.PERMISSIONS
    assert found == (Change(what, Kind.HEAP, "mine", AT, 0, 7, "rw-p", "r--p"),)


def test_what_comes_and_goes_is_told_in_order_of_address() -> None:
    low, high = region(Kind.ANON, AT - 8 * SIZE, 2), region(Kind.FILE, AT + 8 * SIZE, 1)

    found = changes_between(look(HEAP, high), look(low, HEAP))

    assert found == (
        Change(Difference.APPEARED, Kind.ANON, low.label, low.start, 2 * SIZE),
        Change(Difference.GONE, Kind.FILE, high.label, high.start, -SIZE),
    )


@pytest.mark.parametrize(
    "other",
    [
        replace(HEAP, start=AT - SIZE, end=AT + 5 * SIZE),
        replace(HEAP, kind=Kind.ANON),
        replace(HEAP, path="[other]"),
    ],
)
def test_another_place_kind_or_path_is_another_region(other: Region) -> None:
    assert match_regions([HEAP], [other]) == ([], [HEAP], [other])


def test_of_two_regions_each_finds_its_own() -> None:
    upper = region(Kind.HEAP, AT + 8 * SIZE, 2, path="[heap]")
    grown = replace(upper, start=upper.start - SIZE)

    pairs, gone, appeared = match_regions([HEAP, upper], [HEAP, grown])

    assert pairs == [(HEAP, HEAP), (upper, grown)]
    assert gone == appeared == []


def test_threads_come_first() -> None:
    old, stays, new = (Thread(tid, f"t{tid}", "S", 0) for tid in (7, 8, 9))

    found = changes_between(
        look(HEAP, threads=(old, stays)), look(threads=(stays, new))
    )

    assert found[:2] == (
        Change(ThreadChange.STARTED, None, "t9", None, None, 9),
        Change(ThreadChange.ENDED, None, "t7", None, None, 7),
    )
    assert [one.what for one in found[2:]] == [Difference.GONE]
