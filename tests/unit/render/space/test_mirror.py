import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memscope.render.runs import plain, width_of
from memscope.render.space.mirror import BarPiece, bar_to_left, bar_to_right

pytestmark = pytest.mark.unit

PIECES = st.lists(
    st.builds(
        BarPiece, st.integers(0, 1 << 40), st.sampled_from(["own", "shared", "tip"])
    ),
    max_size=3,
)


def test_a_bar_is_as_long_as_its_size_on_the_axis() -> None:
    assert plain(bar_to_right([BarPiece(5, "own")], 10, 10, "heap")) == "█████     "
    assert plain(bar_to_left([BarPiece(5, "own")], 10, 10, "heap")) == "     █████"


def test_parts_follow_one_another_outwards() -> None:
    pieces = [BarPiece(2, "shared"), BarPiece(4, "own"), BarPiece(1, "tip")]

    assert plain(bar_to_right(pieces, 10, 10, "heap")) == "▒▒████+   "
    assert plain(bar_to_left(pieces, 10, 10, "heap")) == "   +████▒▒"


def test_something_too_small_is_a_hair_and_never_a_block() -> None:
    assert plain(bar_to_right([BarPiece(1, "own")], 1 << 30, 4, "heap")) == "▏   "
    assert plain(bar_to_left([BarPiece(1, "own")], 1 << 30, 4, "heap")) == "   ▕"


def test_nothing_is_nothing() -> None:
    assert plain(bar_to_right([BarPiece(0, "own")], 10, 3, "heap")) == "   "
    assert plain(bar_to_right([], 0, 3, "heap")) == "   "


def test_an_end_within_a_cell_is_drawn_in_reverse_where_it_points_left() -> None:
    (blank, end, full) = bar_to_left([BarPiece(6, "own")], 16, 4, "heap")[:3]

    assert (blank.text, end.text) == ("  ", "▐")
    assert full.text == "█"
    (_blank, turned, *_rest) = bar_to_left([BarPiece(7, "own")], 16, 4, "heap")
    assert turned.text == "▎"
    assert turned.style.endswith("reverse")


@settings(max_examples=40)
@given(PIECES, st.integers(1, 1 << 41), st.integers(1, 60))
def test_a_bar_fills_its_width_in_both_directions(
    pieces: list[BarPiece], top: int, width: int
) -> None:
    assert width_of(bar_to_right(pieces, top, width, "heap")) == width
    assert width_of(bar_to_left(pieces, top, width, "heap")) == width


@settings(max_examples=40)
@given(st.integers(0, 1 << 30), st.integers(0, 1 << 30))
def test_two_bars_on_one_axis_are_as_long_as_their_sizes(one: int, other: int) -> None:
    def eighths(size: int) -> int:
        text = plain(bar_to_right([BarPiece(size, "own")], 1 << 30, 32, "heap"))
        return sum(" ▏▎▍▌▋▊▉█".index(character) for character in text)

    for size in (one, other):
        assert abs(eighths(size) - max(size * 256 / (1 << 30), size > 0)) <= 0.5
