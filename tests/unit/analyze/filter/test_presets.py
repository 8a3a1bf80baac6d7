import pytest

from memscope.analyze.filter.parse import parse
from memscope.analyze.filter.presets import (
    PRESETS,
    Preset,
    pointer_after,
    preset_of,
    reading_for,
)
from memscope.analyze.space.reading import AS_FIRST, Axis, Order

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("preset", PRESETS, ids=lambda one: one.digit)
def test_a_digit_alone_is_a_preset_that_can_be_read(preset: Preset) -> None:
    assert preset_of(preset.digit) is preset
    assert preset_of(preset.digit + "7") is None
    assert not parse(preset.text).misread


def test_a_preset_says_how_memory_is_read() -> None:
    big = preset_of("3")
    reading = reading_for(parse(""), AS_FIRST, big)
    assert (reading.order, reading.axis) == (Order.UNTOUCHED, Axis.MAPPED)


def test_a_filter_says_since_when() -> None:
    five = reading_for(parse("grew>0 since:5m"), AS_FIRST, None)
    assert (five.window_s, five.since, five.order) == (300, "", Order.ADDRESS)
    marked = reading_for(parse("grew>0 since:b"), AS_FIRST, None)
    assert (marked.window_s, marked.since) == (None, "bookmark")
    assert marked.filter == "grew>0 since:b"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("67f9f8d7bf000", "7f9f8d7bf000"),
        ("6 0x7f9f8d7bf000", "0x7f9f8d7bf000"),
        ("6", None),
        ("6abc", None),
        ("7f9f8d7bf000", None),
    ],
)
def test_the_last_one_takes_a_pointer(text: str, address: str | None) -> None:
    assert pointer_after(text) == address
