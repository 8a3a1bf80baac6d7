"""Since when pages are there: at the first look unknown, later by the look before."""

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.analyze.space.ages import EXACT, PageAges, aged, spans_of, states_of
from memscope.model.page import CODES, PageMap, PagePiece, PageState
from memscope.model.ranges import Ranges

pytestmark = pytest.mark.unit
PAGE, BASE = 4096, 0x10_0000
ABSENT, OWN = PageState.ABSENT, PageState.EXCLUSIVE


def pages(*states: PageState, start: int = BASE) -> PageMap:
    """Return a look at a region of so many pages."""
    codes = bytes(CODES[one] for one in states)
    words = array("Q", [0] * len(codes))
    piece = PagePiece(start, codes, words)
    return PageMap(start, start + len(codes) * PAGE, PAGE, (piece,))


def look(
    at: float, before: PageAges | None, *states: PageState, start: int = BASE
) -> PageAges:
    """Look once more."""
    seen = pages(*states, start=start)
    return aged([seen], (seen.start, seen.end), 0, at, before)


def ages(of: PageAges) -> list[float | None]:
    """Return the age of every page that is there."""
    return [of.age(one) for window in of.windows for one in window.stamps if one]


def test_what_is_there_at_the_first_look_has_no_known_age() -> None:
    first = look(100.0, None, OWN, ABSENT, PageState.SWAPPED)

    assert ages(first) == [None, None]
    assert list(first.windows[0].stamps) == [1, 0, 1]


def test_what_comes_later_ages_and_what_goes_is_forgotten() -> None:
    first = look(100.0, None, OWN, ABSENT, ABSENT)
    second = look(102.0, first, OWN, OWN, ABSENT)
    third = look(107.0, second, ABSENT, OWN, OWN)
    fourth = look(109.0, third, OWN, OWN, OWN)

    assert ages(second) == [None, pytest.approx(0.0, abs=0.2)]
    assert ages(fourth) == pytest.approx([0.0, 7.0, 2.0], abs=0.2)


def test_what_came_while_nobody_looked_is_as_old_as_it_may_be() -> None:
    first = look(100.0, None, ABSENT)
    later = look(400.0, first, OWN)

    assert ages(later) == pytest.approx([300.0], abs=0.2)


def test_a_region_that_moved_its_bounds_keeps_its_ages() -> None:
    first = look(100.0, None, OWN, OWN)
    grown = look(101.0, first, OWN, OWN, OWN, start=BASE - PAGE)

    assert ages(grown) == [pytest.approx(0.0, abs=0.2), None, None]


def test_a_stamp_of_an_age_is_that_of_the_first_page_which_is_no_older() -> None:
    first = look(100.0, None, ABSENT, ABSENT)
    second = look(105.0, first, OWN, ABSENT)
    third = look(112.0, second, OWN, OWN)

    found = third.windows[0].stamps
    assert found[0] >= third.stamp_of(8.0) > 1
    assert found[0] < third.stamp_of(6.0) <= found[1]
    assert third.stamp_of(1e6) == 2


@given(st.integers(1, 1 << 20), st.integers(0, PAGE - 1))
def test_spans_are_whole_pages_that_lie_in_the_region(count: int, inside: int) -> None:
    start, end = BASE + inside, BASE + count * PAGE
    spans, block = spans_of(min(start, end - 1), end, PAGE)

    assert spans[-1][1] == end
    assert all(low < high for low, high in spans)
    assert spans == sorted(spans)
    looked_at = sum(high - low for low, high in spans) // PAGE
    assert looked_at <= EXACT
    assert (block == 0) == (count <= EXACT)
    if block:
        assert len({high % block for _low, high in spans}) == 1
    else:
        assert looked_at == count


def test_states_name_every_page_read_or_not() -> None:
    seen = pages(OWN, OWN)
    more = PageMap(
        BASE,
        BASE + 4 * PAGE,
        PAGE,
        seen.pieces,
        Ranges([BASE + 3 * PAGE], [BASE + 4 * PAGE]),
    )

    unknown = CODES[PageState.UNKNOWN]
    assert list(states_of(more)) == [CODES[OWN], CODES[OWN], CODES[ABSENT], unknown]
