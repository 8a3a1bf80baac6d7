"""Ink can be read on every colour that we fill cells with."""

import re
from dataclasses import fields

import pytest

from memscope.render.contrast import luminance
from memscope.render.inks import DARK, HIGH_CONTRAST, LIGHT, Inks, ink_on
from memscope.render.palette import KIND_STYLES, SEGMENT_STYLES
from tests.colours_seen import contrast

pytestmark = pytest.mark.unit

BLACK, WHITE = "#111111", "#ffffff"


@pytest.mark.parametrize(
    ("colour", "ink"),
    [
        ("#000000", WHITE),
        ("#ffffff", BLACK),
        ("#FFFF00", BLACK),
        ("#0000ff", WHITE),
        ("#00ff00", BLACK),
        ("#ff0000", BLACK),
        ("#7a0000", WHITE),
    ],
)
def test_each_part_of_a_colour_counts_as_the_eye_does(colour: str, ink: str) -> None:
    assert ink_on(colour) == ink


def test_the_letters_of_all_kinds_and_segments_can_be_read() -> None:
    colours = {one.colour for one in KIND_STYLES.values()}
    colours |= {one.colour for one in SEGMENT_STYLES.values()}

    weak = [one for one in colours if contrast(ink_on(one), one) < 4.2]

    assert weak == []


@pytest.mark.parametrize("inks", [DARK, LIGHT, HIGH_CONTRAST])
def test_every_ink_is_a_colour_of_six_digits(inks: Inks) -> None:
    named = {one.name: getattr(inks, one.name) for one in fields(Inks)}
    del named["is_dark"], named["contrast"]

    assert [
        one for one in named.values() if not re.fullmatch("#[0-9a-f]{6}", one)
    ] == []


@pytest.mark.parametrize("inks", [DARK, LIGHT, HIGH_CONTRAST])
@pytest.mark.parametrize("ground", ["ground", "paper", "cursor", "resting"])
def test_text_can_be_read_on_every_ground(inks: Inks, ground: str) -> None:
    assert contrast(inks.text, getattr(inks, ground)) >= 4.5
    assert (luminance(inks.paper) < 0.2) is inks.is_dark
