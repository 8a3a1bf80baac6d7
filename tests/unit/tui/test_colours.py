"""Names of styles become colours; later names win, and every name has some."""

import pytest
from rich.color import Color

from memscope.model.kinds import Kind, Segment
from memscope.model.page import PageState
from memscope.render.inks import DARK, LIGHT, Inks
from memscope.tui.colours import DARK_NAME, LIGHT_NAME, blend, style_of, themes

pytestmark = pytest.mark.unit

THEMES = [(DARK_NAME, DARK), (LIGHT_NAME, LIGHT)]


def hex_of(colour: Color | None) -> str:
    assert colour is not None
    assert colour.triplet is not None
    return colour.triplet.hex


@pytest.mark.parametrize(
    ("share", "mixed"),
    [(0.0, "#000000"), (1.0, "#ff8001"), (0.5, "#804000"), (0.22, "#381c00")],
)
def test_a_share_of_the_second_colour_is_mixed_in(share: float, mixed: str) -> None:
    assert blend("#000000", "#ff8001", share) == mixed


@pytest.mark.parametrize(("theme", "inks"), THEMES)
def test_ordinary_text_has_the_ink_and_the_paper_of_its_theme(
    theme: str, inks: Inks
) -> None:
    style = style_of("", theme)

    assert (hex_of(style.color), hex_of(style.bgcolor)) == (inks.text, inks.paper)
    assert not style.bold


@pytest.mark.parametrize(("theme", "inks"), THEMES)
def test_of_several_names_the_last_one_wins(theme: str, inks: Inks) -> None:
    assert hex_of(style_of("good bad", theme).color) == inks.bad
    assert hex_of(style_of("bad good", theme).color) == inks.good
    both = style_of("strong bad cursor", theme)
    assert both.bold
    assert (hex_of(both.color), hex_of(both.bgcolor)) == (inks.bad, inks.cursor)


def test_the_cursor_is_another_one_without_the_focus() -> None:
    assert hex_of(style_of("cursor", DARK_NAME).bgcolor) == DARK.cursor
    assert hex_of(style_of("resting", DARK_NAME).bgcolor) == DARK.resting


@pytest.mark.parametrize(("theme", "inks"), THEMES)
@pytest.mark.parametrize("role", ["spine", "shade", "bar", "track", "band", "ink"])
def test_every_kind_segment_and_state_has_every_role(
    role: str, theme: str, inks: Inks
) -> None:
    keys = [one.value for one in Kind]
    keys += [f"segment-{one.value}" for one in Segment]
    keys += [f"page-{one.value}" for one in PageState]

    for key in (*keys, "library"):
        style = style_of(f"{role}.{key}", theme)
        is_of_ground = role in ("spine", "shade", "bar", "track", "band")
        assert (hex_of(style.bgcolor) != inks.paper) is is_of_ground, key


def test_a_track_is_the_ground_of_its_bar_and_a_band_only_a_hint() -> None:
    bar, track = (style_of(f"{one}.heap", DARK_NAME) for one in ("bar", "track"))
    band, shade = (style_of(f"{one}.heap", DARK_NAME) for one in ("band", "shade"))

    grounds = [hex_of(one.bgcolor) for one in (band, track, shade)]
    assert hex_of(bar.bgcolor) == grounds[1]
    assert len(set(grounds)) == 3


@pytest.mark.parametrize(
    ("names", "theme"),
    [("nonsense", DARK_NAME), ("spine.nonsense", DARK_NAME), ("good", "another")],
)
def test_a_name_that_nobody_knows_is_an_error_and_no_colour(
    names: str, theme: str
) -> None:
    with pytest.raises((AttributeError, KeyError)):
        style_of(names, theme)


def test_the_dark_theme_is_the_first_and_says_so() -> None:
    dark, light = themes()

    assert (dark.name, dark.dark, dark.surface) == (DARK_NAME, True, DARK.paper)
    assert (light.name, light.dark, light.surface) == (LIGHT_NAME, False, LIGHT.paper)
