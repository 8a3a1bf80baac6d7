"""Bars: any two of one pane have lengths in the ratio of their bytes."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from memscope.analyze.space.axis import Scale
from memscope.analyze.space.reading import Axis
from memscope.analyze.space.row import Amounts
from memscope.render.runs import Line, Run, plain, width_of
from memscope.render.space.bar import CHARACTERS, HAIR, HALF, OWN, RowBar, bar_runs
from memscope.render.space.overlay import laid_over

pytestmark = pytest.mark.unit

MIB = 1 << 20
SIZES = st.integers(0, 1 << 40)


def bar(
    resident: int | None,
    mapped: int,
    width: int = 24,
    *,
    own: int | None = None,
    shared: int | None = None,
    end: int = 128 * MIB,
    grew: int = 0,
    glow: int = 0,
    is_low: bool = False,
) -> Line:
    amounts = Amounts(mapped, resident, own, shared)
    scale = Scale(Axis.RESIDENT, end)
    return bar_runs(RowBar(amounts, "anon", grew, glow, is_low), scale, width)


def halves(line: Line, *levels: str) -> int:
    """Count the half cells of a bar; those of some steps of its colour, or all."""
    count = 0
    for text, style in line:
        left, _blank, behind = style.partition(" back.anon.")
        left = left.removeprefix("fore.anon.")
        for one in text:
            if one == HALF:
                count += left in levels or not levels
                count += bool(behind) and (behind in levels or not levels)
            elif one in CHARACTERS.values():
                count += 2 * (left in levels or not levels)
    return count


@given(st.tuples(SIZES, SIZES), st.integers(1, 48))
def test_lengths_are_in_the_ratio_of_the_bytes(
    sizes: tuple[int, int], width: int
) -> None:
    end = max(*sizes, 4096)
    lengths = [halves(bar(size, size, width, end=end)) for size in sizes]

    for length, size in zip(lengths, sizes, strict=True):
        assert abs(length - size * width * 2 / end) <= 0.5


@given(st.lists(st.integers(0, 64), min_size=3, max_size=3), st.integers(4, 48))
def test_the_parts_of_a_bar_add_up(parts: list[int], width: int) -> None:
    own, shared, rest = (part * MIB for part in parts)
    mapped = own + shared + rest
    drawn = bar(own + shared, mapped, width, own=own, shared=shared, end=192 * MIB)

    assert width_of(drawn) == width
    assume(HAIR not in plain(drawn))
    assert abs(halves(drawn, "4") - own * width / (96 * MIB)) <= 0.5
    assert abs(halves(drawn, "4", "1") - (own + shared) * width / (96 * MIB)) <= 0.5
    assert abs(halves(drawn) - mapped * width / (96 * MIB)) <= 0.5


def test_something_too_small_is_a_hair_line_and_never_a_block() -> None:
    assert plain(bar(24, 4096)) == HAIR + " " * 23
    assert plain(bar(0, 4096)) == HAIR + " " * 23
    assert bar(24, 4096)[0].style == f"fore.anon.{OWN}"
    assert bar(0, 4096)[0].style == "fore.anon.0"
    assert plain(bar(24, 128 * MIB)) == HAIR + "░" * 23
    assert plain(bar(0, 0)) == " " * 24


def test_what_is_unknown_is_neither_own_nor_untouched() -> None:
    assert plain(bar(None, 64 * MIB)).strip() == "·"
    assert halves(bar(64 * MIB, 64 * MIB), "3") == 24
    assert halves(bar(64 * MIB, 64 * MIB), OWN) == 0


def test_beyond_the_axis_it_says_how_far() -> None:
    drawn = bar(2 * MIB, 512 * MIB)

    assert plain(drawn).endswith("░512M▸")
    assert "▸" not in plain(bar(2 * MIB, 128 * MIB))
    assert plain(bar(2 * MIB, 512 * MIB, 3)) == f"{HAIR}░▸"


def test_what_is_new_is_the_end_of_what_is_resident() -> None:
    drawn = bar(64 * MIB, 96 * MIB, own=64 * MIB, grew=16 * MIB)

    assert plain(drawn) == "█" * 9 + "+" * 3 + "░" * 6 + " " * 6
    assert "new4" in bar(64 * MIB, 64 * MIB, grew=16 * MIB, glow=4)[1].style
    assert "+" not in plain(bar(64 * MIB, 64 * MIB, grew=-16 * MIB))


def test_an_open_group_s_bar_is_a_low_line() -> None:
    drawn = bar(64 * MIB, 96 * MIB, own=32 * MIB, shared=32 * MIB, is_low=True)

    assert plain(drawn) == "▂" * 12 + "▁" * 6 + " " * 6
    assert plain(bar(4096, 96 * MIB, is_low=True)).startswith("▖▁")


def test_a_text_laid_over_keeps_what_is_behind_it_and_no_more() -> None:
    drawn = bar(32 * MIB, 64 * MIB, own=32 * MIB)

    over = laid_over(drawn, "◀ SP", 10, "strong")

    assert plain(over) == "█" * 6 + "░" * 4 + "◀ SP" + " " * 10
    assert over[2:4] == (
        Run("◀ ", "back.anon.0 strong"),
        Run("SP", "strong"),
    )
    assert laid_over(drawn, "x" * 25, 0, "strong") == drawn
    assert plain(laid_over(drawn, "abcd", 40, "")).endswith(" abcd")
