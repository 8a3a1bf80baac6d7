"""Styled lines become strips, and no text of a process passes Textual's markup."""

import pytest

from memscope.render.inks import DARK, LIGHT
from memscope.render.runs import Line, Run, line
from memscope.tui.colours import DARK_NAME, LIGHT_NAME
from memscope.tui.widgets.drawn import DrawnLines, to_strip
from tests.unit.tui.widgets.alone import alone

pytestmark = pytest.mark.unit
HOSTILE = ["[heap]", "[bold red]x[/]", "[/]", "[@click=q]y", "$accent"]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_markup_is_drawn_as_it_is(text: str) -> None:
    strip = to_strip(line(Run(text, "strong"), " end"), DARK_NAME)

    assert strip.text == f"{text} end"
    assert strip.cell_length == len(text) + 4


def test_a_strip_is_as_wide_as_its_cells_not_its_characters() -> None:
    assert to_strip(line("ヒープ"), DARK_NAME).cell_length == 6


def test_an_empty_line_is_an_empty_strip() -> None:
    strip = to_strip((), DARK_NAME)

    assert (strip.text, strip.cell_length) == ("", 0)


def test_every_run_wears_its_own_style() -> None:
    plain, strong = to_strip(line("a", Run("b", "strong bad")), DARK_NAME)

    assert plain.style is not None
    assert strong.style is not None
    assert not plain.style.bold
    assert strong.style.bold
    assert strong.style.color is not None
    assert strong.style.color.name == DARK.bad


def test_the_theme_decides_the_colours() -> None:
    (segment,) = to_strip(line("a"), LIGHT_NAME)

    assert segment.style is not None
    assert segment.style.bgcolor is not None
    assert segment.style.bgcolor.name == LIGHT.paper


class Numbers(DrawnLines):
    """Draws so many lines, each with its number and the width it was drawn at."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count
        self.drawn = 0
        self.below = 0

    def lines(self, width: int) -> list[Line]:
        self.drawn += 1
        return [line(f"[{at}] at {width}") for at in range(self.count)]

    def tell_rest(self, below: int) -> None:
        self.below = below


async def test_lines_are_made_once_for_a_width_and_again_when_asked() -> None:
    pane = Numbers(3)
    async with alone(pane, size=(40, 5)) as (app, pilot):
        assert [one.rstrip() for one in app.text()] == [
            "[0] at 40", "[1] at 40", "[2] at 40", "", "",
        ]  # fmt: skip
        drawn = pane.drawn
        pane.refresh()
        await pilot.pause()
        assert pane.drawn == drawn

        pane.redraw()
        await pilot.resize_terminal(30, 5)
        await pilot.pause()

        assert app.text()[0].rstrip() == "[0] at 30"


async def test_a_pane_hears_how_many_lines_are_out_of_sight() -> None:
    pane = Numbers(9)
    async with alone(pane, size=(40, 5)) as (app, pilot):
        assert pane.below == 4

        pane.scroll_to(y=3, animate=False, immediate=True)
        await pilot.pause()

        assert pane.below == 1
        assert app.text()[0].startswith("[3]")


async def test_brackets_in_a_title_are_just_brackets() -> None:
    pane = Numbers(1)
    async with alone(pane):
        pane.set_title("[bold]x[/] [heap]")
        assert pane._border_title is not None
        assert pane._border_title.plain == "[bold]x[/] [heap]"

        pane.set_title("")
        assert pane._border_title is None
