"""ASCII alone, and no colours: who gets it, and what is left then."""

from collections.abc import Iterator

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.color import Color
from textual.events import CursorPosition
from textual.widgets import Static

from memscope.render.runs import Run, line
from memscope.tui.app import MemscopeApp
from memscope.tui.colours import DARK_NAME
from memscope.tui.plain import (
    NO_COLOUR,
    AsciiFilter,
    ColourlessFilter,
    colourless,
    draw_in_ascii,
    is_ascii,
    wants_ascii,
)
from memscope.tui.settings.file import SettingsFile
from memscope.tui.widgets.drawn import to_strip

pytestmark = pytest.mark.unit
BLACK = Color(0, 0, 0)


@pytest.fixture(autouse=True)
def _signs_again() -> Iterator[None]:
    yield
    draw_in_ascii(False)


@pytest.mark.parametrize(
    ("glyphs", "environment", "wanted"),
    [
        ("auto", {"LANG": "en_US.UTF-8"}, False),
        ("auto", {"LANG": "ja_JP.utf8"}, False),
        ("auto", {"LANG": "C"}, True),
        ("auto", {"LANG": "C", "LC_CTYPE": "C.UTF-8"}, True),
        ("auto", {"LC_ALL": "POSIX", "LANG": "en_US.UTF-8"}, True),
        ("auto", {"LC_ALL": "de_DE.ISO-8859-1"}, True),
        ("auto", {"LC_ALL": "C.UTF-8", "LANG": "C"}, False),
        ("auto", {}, False),
        ("auto", {"LANG": "en_US.UTF-8", "TERM": "linux"}, True),
        ("auto", {"LANG": "C", "TEXTUAL_DRIVER": "x:WebDriver"}, False),
        ("unicode", {"LANG": "C"}, False),
        ("ascii", {"LANG": "en_US.UTF-8"}, True),
    ],
)
def test_setting_locale_and_terminal_decide(
    glyphs: str, environment: dict[str, str], wanted: bool
) -> None:
    assert wants_ascii(glyphs, environment) is wanted


def test_every_line_of_ours_is_told_in_ascii() -> None:
    drawn = line(Run("├─ ", "faint"), Run("  ", "spine.heap"))
    draw_in_ascii(True)

    assert to_strip(drawn, DARK_NAME).text == "|- ##"


def test_without_colours_bold_reverse_and_letters_say_everything() -> None:
    strip = to_strip(
        line(Run(" H ", "spine.heap"), Run("  ", "shade.heap"), Run("x", "strong bad")),
        NO_COLOUR,
    )

    letter, bar, word = strip
    assert (letter.text, bar.text) == (" H ", "▒▒")
    assert letter.style is not None
    assert letter.style.reverse
    assert bar.style is not None
    assert not bar.style.reverse
    assert word.style is not None
    assert word.style.bold
    assert all(one.style and one.style.color is None for one in strip)


def test_the_selected_row_is_reversed_and_a_letter_on_it_once_more() -> None:
    assert colourless("muted cursor").reverse
    assert not colourless("spine.heap cursor").reverse
    assert colourless("title").bold


def test_what_textual_draws_passes_the_filters() -> None:
    drawn = [Segment("╭─ x", Style(color="red", bold=True)), Segment("ヒープ")]

    (frame, words) = AsciiFilter().apply(drawn, BLACK)
    assert (frame.text, words.text) == ("+- x", "ヒープ")
    (frame, _words) = ColourlessFilter().apply(drawn, BLACK)
    assert frame.style == Style(bold=True)


class Framed(MemscopeApp):
    """One text in a frame of Textual's."""

    CSS_PATH = None  # type: ignore[assignment] # the style sheet is of our screens

    CSS = "#framed { border: round red; }"

    def compose(self) -> ComposeResult:
        """The text."""
        yield Static("… x", id="framed", markup=False)


def text_of(app: App[int]) -> str:
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in strips)


async def test_where_signs_are_two_cells_wide_ascii_takes_over() -> None:
    app = Framed(lambda _app: None)
    async with app.run_test(size=(20, 4)) as pilot:
        assert "╭" in text_of(app)
        app.post_message(CursorPosition(1, 0))
        await pilot.pause()
        assert not is_ascii()

        app.post_message(CursorPosition(2, 0))
        await pilot.pause()
        assert is_ascii()
        assert "+---" in text_of(app)
        assert "~ x" in text_of(app)


async def test_who_asks_for_signs_gets_them_however_wide_they_are() -> None:
    kept = SettingsFile()
    kept.use(glyphs="unicode")
    app = Framed(lambda _app: None, kept)
    async with app.run_test(size=(20, 4)) as pilot:
        app.post_message(CursorPosition(2, 0))
        await pilot.pause()

        assert not is_ascii()


async def test_no_color_is_stronger_than_a_theme(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = Framed(lambda _app: None)
    async with app.run_test(size=(20, 4)):
        assert app.theme == NO_COLOUR
        app.action_other_theme()

        assert app.theme == NO_COLOUR
        styles = [
            one.style
            for strip in app.screen._compositor.render_strips()
            for one in strip
        ]
        assert all(style is None or style.color is None for style in styles)


async def test_t_goes_through_all_themes_and_remembers() -> None:
    app = Framed(lambda _app: None)
    async with app.run_test(size=(20, 4)) as pilot:
        seen = []
        for _press in range(5):
            await pilot.press("T")
            seen.append(app.theme)

    assert len(set(seen)) == 5
    assert seen[-1] == DARK_NAME
    assert app.kept.settings.theme == "dark"
