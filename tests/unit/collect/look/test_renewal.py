"""Measuring what changed gives what measuring everything gives."""

from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.analyze.classify import classify
from memscope.analyze.spans import Span
from memscope.collect.look import regions
from memscope.collect.look.regions import regions_of, sums_of
from memscope.collect.look.renewal import with_new_pages
from memscope.model.kinds import Kind
from memscope.model.ranges import Ranges
from memscope.model.region import Region, RegionUsage, Vma
from memscope.parse.pagemap import Pages
from memscope.parse.smaps import Smaps
from memscope.proc.fs import ProcDir

pytestmark = pytest.mark.unit

NOWHERE = ProcDir(0, -1)
PAGE = 0x1000
COUNT = 120
VMAS = [
    Vma(at * 0x10000, at * 0x10000 + 4 * PAGE, "rw-p", 0, "00:00", 0, "")
    for at in range(1, COUNT + 1)
]
# Every fortieth mapping is in two pieces, as one with .data and .bss in it.
CUT = [Span(vma.start, vma.start + PAGE, Kind.DATA) for vma in VMAS[::40]]
PIECES = classify(VMAS, [CUT], start_brk=None)

PLAIN: tuple[str, ...] = ("rd", "wr")
LOCKED: tuple[str, ...] = ("rd", "wr", "lo")

numbers = st.dictionaries(
    st.integers(0, COUNT - 1), st.sampled_from([0, PAGE, 2 * PAGE, None]), max_size=30
)
places = st.sets(st.integers(0, COUNT - 1))


def table(changes: dict[int, int | None]) -> Smaps:
    usages = [known(PAGE)] * COUNT
    flags = [PLAIN] * COUNT
    for at, resident in changes.items():
        usages[at] = known(resident)
        if at % 3 == 0:
            flags[at] = LOCKED
    return Smaps(VMAS, usages, flags, None)


@cache
def known(resident: int | None) -> RegionUsage:
    return RegionUsage(resident, resident, 0, resident, 0, 0)


def pages(places: set[int]) -> Pages:
    starts = [VMAS[at].start + (at % 4) * PAGE for at in sorted(places)]
    return Pages(resident=Ranges(starts, [start + PAGE for start in starts]))


def measured(
    table: Smaps, before: tuple[Region, ...] = (), resident: Pages | None = None
) -> tuple[Region, ...]:
    """Give each piece what smaps says of its mapping, which is whole or cut."""
    usages = [
        table.usages[piece.vma]
        if VMAS[piece.vma].start == piece.start and VMAS[piece.vma].end == piece.end
        else RegionUsage(resident=piece.start % 7)
        for piece in PIECES
    ]
    return regions_of(NOWHERE, table, PIECES, resident, before, usages=usages)


@given(numbers, numbers, places)
def test_numbers_that_changed_are_taken_over_and_nothing_else_is_lost(
    first: dict[int, int | None], second: dict[int, int | None], present: set[int]
) -> None:
    old, new = table(first), table(second)
    before = measured(old, (), pages(set()))

    found = measured(new, before, pages(present))

    assert found == measured(new, (), pages(present))


@given(places, places)
def test_pages_that_came_or_went_are_measured_and_nothing_else_is_lost(
    first: set[int], second: set[int]
) -> None:
    plain, old, new = Smaps(VMAS, [], [], None), pages(first), pages(second)
    before = regions_of(NOWHERE, plain, PIECES, old)

    found, more = with_new_pages(NOWHERE, plain, PIECES, before, old, new)

    assert found == regions_of(NOWHERE, plain, PIECES, new)
    assert more == new.resident.total - old.resident.total


@pytest.mark.parametrize("count", [1, 999, 1000, 5000])
def test_many_are_summed_up_like_few(count: int) -> None:
    usages = [
        RegionUsage(at % 7, 2, 3, at % 5, 1, 0, huge=0, lazy_free=0, anon_huge=0)
        for at in range(count)
    ]
    resident = sum(at % 7 for at in range(count))
    private = sum(at % 5 for at in range(count))

    assert sums_of(usages) == {
        "resident": resident,
        "proportional": 2 * count,
        "unique": private,
        "swapped": count,
        "huge": 0,
        "lazy_free": 0,
        "anon_huge": 0,
        "ksm": None,
    }
    assert sums_of([*usages, known(None)])["resident"] is None


def test_regions_that_say_the_same_are_the_same_objects() -> None:
    old, new = table({}), table({50: 2 * PAGE})
    before = measured(old)

    found = measured(new, before)

    pairs = zip(before, found, strict=True)
    changed = [at for at, (one, other) in enumerate(pairs) if one is not other]
    assert [before[at].vma for at in changed] == [(VMAS[50].start, VMAS[50].end)]


@pytest.mark.parametrize(("is_there", "said"), [(False, 0), (True, None)])
def test_what_is_on_swap_of_shared_memory_no_page_table_says(
    monkeypatch: pytest.MonkeyPatch, is_there: bool, said: int | None
) -> None:
    monkeypatch.setattr(regions, "has_swap", lambda: is_there)
    shared = Vma(0x1000, 0x3000, "rw-s", 0, "00:01", 7, "/memfd:x (deleted)")
    vmas = [shared, *VMAS[:1]]
    pieces = classify(vmas, [], start_brk=None)

    found = regions_of(
        NOWHERE, Smaps(vmas, [], [], None), pieces, Pages(Ranges([0x1000], [0x2000]))
    )

    assert [one.usage.resident for one in found] == [PAGE, 0]
    assert [one.usage.swapped for one in found] == [said, 0]


def test_of_neighbours_one_address_is_the_end_and_the_start() -> None:
    found = measured(table({}))
    pairs = [pair for pair in pairwise(found) if pair[0].end == pair[1].start]

    assert len(pairs) == len(CUT)
    assert all(one.end is after.start for one, after in pairs)
