"""Names of styles become colours that can be told apart, on dark and light ground."""

import pytest
from rich.style import Style

from memscope.model.kinds import Kind, Segment
from memscope.model.page import PageState
from memscope.render.inks import DARK, LIGHT, Inks, ink_on
from memscope.render.schemes import SCHEMES
from memscope.tui.colours import DARK_NAME, LIGHT_NAME, style_of, theme_name, themes
from tests.colours_seen import contrast

pytestmark = pytest.mark.unit
THEMES = [theme_name(setting) for setting in SCHEMES]
ROLES = ("spine", "shade", "bar", "track", "band", "ink")
KEYS = [
    *(kind.value for kind in Kind),
    *(f"segment-{one.value}" for one in Segment),
    *(f"page-{state.value}" for state in PageState),
    "library",
]


def colours(style: Style) -> tuple[str, str]:
    assert style.color is not None
    assert style.bgcolor is not None
    return style.color.name, style.bgcolor.name


@pytest.mark.parametrize(("name", "inks"), [(DARK_NAME, DARK), (LIGHT_NAME, LIGHT)])
def test_without_a_style_text_is_ordinary_text_on_paper(name: str, inks: Inks) -> None:
    style = style_of("", name)

    assert colours(style) == (inks.text, inks.paper)
    assert not style.bold


def test_of_several_names_the_later_one_wins_and_the_others_stay() -> None:
    style = style_of("strong good muted cursor", DARK_NAME)

    assert style.bold
    assert colours(style)[1] == DARK.cursor
    assert colours(style_of("muted good", DARK_NAME))[0] == DARK.good


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("role", ROLES)
def test_every_kind_segment_and_page_has_every_colour(theme: str, role: str) -> None:
    plain = colours(style_of("", theme))

    assert [
        key for key in KEYS if colours(style_of(f"{role}.{key}", theme)) == plain
    ] == []


def test_a_letter_is_read_on_the_full_colour_of_its_kind() -> None:
    pairs = {key: colours(style_of(f"spine.{key}", DARK_NAME)) for key in KEYS}

    assert {text for text, _ground in pairs.values()} == {"#000000", "#ffffff"}
    assert {key: pair for key, pair in pairs.items() if contrast(*pair) < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["muted", "accent", "good", "warn", "bad", "tag"])
def test_words_in_a_colour_are_read_on_their_ground(theme: str, name: str) -> None:
    assert contrast(*colours(style_of(name, theme))) > 4


@pytest.mark.parametrize("theme", THEMES)
def test_a_bar_is_seen_on_its_track(theme: str) -> None:
    bar, beside = colours(style_of("bar.heap", theme))
    _text, track = colours(style_of("track.heap", theme))

    assert beside == track
    assert contrast(bar, track) > 1.5


def test_the_pointer_and_what_is_fresh_are_seen_on_any_colour() -> None:
    pointer = style_of("spine.heap pointer", DARK_NAME)

    assert colours(pointer) == (DARK.paper, DARK.text)
    assert style_of("spine.heap fresh", DARK_NAME).reverse


@pytest.mark.parametrize("name", ["nonsense", "[bold red]", "$accent"])
def test_a_name_that_is_no_style_is_an_error_and_never_markup(name: str) -> None:
    with pytest.raises(AttributeError):
        style_of(name, DARK_NAME)


def test_a_colour_of_nothing_is_an_error() -> None:
    with pytest.raises(KeyError):
        style_of("bar.nothing", DARK_NAME)


def test_the_dark_theme_comes_first_and_each_has_the_inks_of_its_ground() -> None:
    dark, light, *_others = themes()

    assert (dark.name, dark.dark) == (DARK_NAME, True)
    assert (light.name, light.dark) == (LIGHT_NAME, False)
    assert (dark.surface, light.surface) == (DARK.paper, LIGHT.paper)
    assert (dark.error, light.error) == (DARK.bad, LIGHT.bad)
    assert dark.variables.keys() == light.variables.keys()


@pytest.mark.parametrize(
    ("ground", "ink"),
    [("#ffffff", "#111111"), ("#000000", "#ffffff"), ("#e69f00", "#111111")],
)
def test_ink_on_a_ground_is_the_one_that_is_read_better(ground: str, ink: str) -> None:
    assert ink_on(ground) == ink
