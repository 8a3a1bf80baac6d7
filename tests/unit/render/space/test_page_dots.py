"""Pages as dots: the highest first, light where new, dark where never touched."""

from array import array

import pytest

from memscope.analyze.space.ages import PageAges, aged
from memscope.model.page import CODES, PageMap, PagePiece, PageState
from memscope.render.runs import plain
from memscope.render.space.page_dots import (
    dot_words,
    dots_lines,
    dots_of,
    legend_lines,
    scale_line,
)

pytestmark = pytest.mark.unit
PAGE, BASE = 4096, 0x10_0000
ABSENT, OWN = PageState.ABSENT, PageState.EXCLUSIVE


def looked(
    *looks: list[PageState], times: tuple[float, ...], block: int = 0
) -> PageAges:
    """Look several times."""
    found: PageAges | None = None
    for at, states in zip(times, looks, strict=True):
        codes = bytes(CODES[one] for one in states)
        piece = PagePiece(BASE, codes, array("Q", [0] * len(codes)))
        end = BASE + len(codes) * PAGE
        seen = PageMap(BASE, end, PAGE, (piece,))
        found = aged([seen], (BASE, end), block, at, found)
    assert found is not None
    return found


def test_the_first_dot_is_the_highest_page() -> None:
    ages = looked([OWN, ABSENT, ABSENT], times=(1.0,))
    dots = dots_of(ages, "heap", columns=8, lines=2)

    assert [dot.level for dot in dots.dots] == ["0", "0", "2"]
    assert dots.dots[-1].low == BASE
    assert dots.per_dot == 1
    assert plain(scale_line(dots)) == "pages 3  1 dot = 1 page"


def test_levels_go_from_old_to_new() -> None:
    steps = [[OWN] * n + [ABSENT] * (5 - n) for n in (1, 2, 3, 4, 5)]
    looks = [step for step in steps for _twice in "ab"]
    ages = looked(*looks[1:], times=(0, 5, 295, 300, 365, 371, 377, 380, 385))
    dots = dots_of(ages, "heap", columns=8, lines=2)

    assert [dot.level for dot in dots.dots] == ["new", "new", "3", "2", "2"]
    young = looked(*looks[1:4], steps[1], times=(0, 5, 10, 50))
    assert dots_of(young, "heap", columns=8, lines=2).dots[3].level == "4"


def test_one_new_page_makes_a_dot_light_and_one_touched_no_dark_one() -> None:
    ages = looked([ABSENT] * 7 + [OWN], [OWN] + [ABSENT] * 6 + [OWN], times=(0, 2))
    dots = dots_of(ages, "heap", columns=1, lines=1)

    assert [(dot.touched, dot.new, dot.level) for dot in dots.dots] == [
        (1, 0, "2"),
        (1, 1, "new"),
    ]
    assert dots.per_dot == 4


def test_what_may_not_be_known_is_no_zero() -> None:
    dots = dots_of(looked([PageState.UNKNOWN], times=(0,)), "heap", columns=4, lines=1)

    assert dots.dots[0].level == "u"
    assert "never" not in "".join(plain(one) for one in legend_lines(dots, 40))


def test_swapped_pages_and_guards_have_colours_of_their_own() -> None:
    states = [PageState.GUARD, PageState.SWAPPED]
    dots = dots_of(looked(states, times=(0,)), "heap", columns=2, lines=1)

    styles = [run.style for line in dots_lines(dots) for run in line]
    assert styles == ["fore.page-swapped.4", "fore.guard.2"]


def test_a_sample_says_so() -> None:
    ages = looked([OWN] * 4, times=(0,), block=8 * PAGE)
    dots = dots_of(ages, "heap", columns=4, lines=1)

    assert dots.per_dot == 8
    assert "4 of every 8 pages" in plain(legend_lines(dots, 60)[-1])


def test_a_cell_has_two_dots_and_none_beyond_the_last() -> None:
    ages = looked([OWN, ABSENT, OWN], times=(0,))
    dots = dots_of(ages, "heap", columns=2, lines=2)

    assert dots.height == 1
    upper, lower = dots.at(0, 0), dots.at(0, 0, is_lower=True)
    assert upper is not None
    assert lower is not None
    assert (upper.low, lower.low) == (BASE + 2 * PAGE, BASE)
    assert dots.at(1, 0, is_lower=True) is None
    assert dots.at(2, 0) is None
    assert dots.at(-1, 0) is None
    assert dots.at(0, 1) is None


def test_the_words_of_a_dot() -> None:
    ages = looked([OWN] * 3 + [ABSENT], [OWN] * 4, times=(0, 2))
    one = dots_of(ages, "heap", columns=4, lines=1).dots[1]
    all_ = dots_of(ages, "heap", columns=1, lines=1).dots[0]

    assert dot_words(one, 30, 12, PAGE) == "000000102000 · exclusive: its own, in RAM"
    assert dot_words(all_, 30, 12, PAGE) == (
        "000000102000 · 2 pages · 2 touched · 1 new in 30 s"
    )


def test_of_a_file_nobody_says_that_a_page_was_never_touched() -> None:
    ages = looked([PageState.UNMAPPED, PageState.FILE], times=(0,))
    dots = dots_of(ages, "file", columns=4, lines=1)

    assert plain(legend_lines(dots, 60)[0]) == "■ touched ■ not mapped here"
