"""Contrast as WCAG counts it, and colours that are moved until they have it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.render.contrast import blend, contrast, ink_for, readable
from tests import colours_seen

pytestmark = pytest.mark.unit
COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(COLOURS, COLOURS)
def test_contrast_is_what_another_count_of_it_says(one: str, other: str) -> None:
    assert contrast(one, other) == pytest.approx(colours_seen.contrast(one, other))


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#ffffff", "#000000", 21),
        ("#777777", "#ffffff", 4.48),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_what_the_standard_gives_for_known_pairs(
    one: str, other: str, ratio: float
) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


@given(COLOURS, COLOURS, st.floats(1, 4.5))
def test_what_is_made_readable_is_readable(
    colour: str, ground: str, ratio: float
) -> None:
    assert contrast(readable(colour, ground, ratio), ground) >= ratio


@given(COLOURS, COLOURS)
def test_what_is_readable_already_stays_as_it_is(colour: str, ground: str) -> None:
    assert readable(colour, ground, contrast(colour, ground)) == colour


def test_where_nothing_has_that_contrast_the_best_is_taken() -> None:
    assert readable("#808080", "#808080", 7.0) == ink_for("#808080") == "#000000"


@given(COLOURS)
def test_black_or_white_can_be_read_on_every_colour(ground: str) -> None:
    assert contrast(ink_for(ground), ground) >= 4.5


@pytest.mark.parametrize(
    ("share", "mixed"), [(0.0, "#000000"), (0.5, "#805010"), (1.0, "#ffa020")]
)
def test_blending_goes_from_the_lower_colour_to_the_upper(
    share: float, mixed: str
) -> None:
    assert blend("#000000", "#ffa020", share) == mixed
