import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.render.bars import bar
from memscope.render.runs import Run, plain, width_of

pytestmark = pytest.mark.unit


def test_half_of_it_fills_half_the_width() -> None:
    assert bar(50, 100, 4, "heap") == (
        Run("██", "bar.heap"),
        Run("  ", "track.heap"),
    )


def test_a_trace_is_drawn_as_a_trace_and_not_as_nothing() -> None:
    assert plain(bar(1, 1_000_000, 4, "stack")).startswith("▏")


def test_almost_all_is_not_drawn_as_all() -> None:
    assert plain(bar(999_999, 1_000_000, 4, "stack")) == "███▉"


def test_all_is_full_and_nothing_is_empty() -> None:
    assert plain(bar(7, 7, 3, "heap")) == "███"
    assert plain(bar(0, 7, 3, "heap")) == "   "


def test_unknown_looks_like_no_number() -> None:
    assert bar(None, 100, 3, "heap") == (Run("···", "faint"),)


@given(st.integers(0, 1 << 50), st.integers(0, 1 << 50), st.integers(0, 30))
def test_a_bar_is_as_wide_as_asked(part: int, whole: int, width: int) -> None:
    assert width_of(bar(part, whole, width, "heap")) == width
