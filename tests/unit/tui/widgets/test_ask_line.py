"""A line to type into hands on what was typed, and its prompt is no markup."""

import pytest
from textual.widgets import Input, Static

from memscope.tui.widgets.ask_line import AskLine
from tests.unit.tui.widgets.alone import alone

pytestmark = pytest.mark.unit


def answers(heard: list[object]) -> list[str]:
    return [one.text for one in heard if isinstance(one, AskLine.Entered)]


@pytest.mark.parametrize("typed", ["7f00", "", "[/]", "  a b "])
async def test_enter_hands_on_exactly_what_was_typed(typed: str) -> None:
    ask = AskLine(lambda: "address")
    async with alone(ask, AskLine.Entered, Input.Submitted) as (app, pilot):
        ask.open()
        await pilot.pause()
        ask.query_one(Input).value = typed
        await pilot.press("enter")

        assert answers(list(app.heard)) == [typed]
        # Whoever asks hears of the answer alone, not of the input that it came from.
        assert len(app.heard) == 1


async def test_what_it_begins_with_can_be_changed() -> None:
    ask = AskLine(lambda: "address", "ab")
    async with alone(ask, AskLine.Entered) as (app, pilot):
        ask.display = False
        ask.open()
        await pilot.pause()
        assert ask.display
        await pilot.press("end", "c", "enter")

        assert answers(list(app.heard)) == ["abc"]


async def test_the_prompt_is_asked_for_again_and_is_no_markup() -> None:
    words = ["[bold]where[/]"]
    ask = AskLine(lambda: words[-1])
    async with alone(ask) as (_app, pilot):
        prompt = ask.query_one("#ask-prompt", Static)
        assert prompt.visual is not None
        assert str(prompt.render()) == "[bold]where[/]"

        words.append("[heap] どこ")
        ask.redraw()
        await pilot.pause()

        assert str(prompt.render()) == "[heap] どこ"
