"""Boxes of the main screen: what is typed in one burst goes where its keys say."""

import pytest
from textual.events import Key
from textual.keys import _character_to_key

from memscope.analyze.space.row import What
from memscope.tui.widgets.filter_line import FilterLine
from memscope.tui.widgets.goto_line import GotoLine
from tests.tui.stage import Stage, scope_on

pytestmark = pytest.mark.tui
NAMES = {"\r": "enter", "\x1b": "escape", "\t": "tab"}


async def typed(stage: Stage, text: str) -> None:
    """Send the keys as a terminal does that has read all of them at once."""
    driver = stage.app._driver
    assert driver is not None
    for one in text:
        name = one if one.isalnum() else NAMES.get(one) or _character_to_key(one)
        driver.send_message(Key(name, one))
    await stage.settle()


def shown(stage: Stage) -> int:
    """Return how many regions are in the rows of the table."""
    return sum(
        len(row.regions)
        for row in stage.table.rows.rows()
        if row.what in (What.GROUP, What.PROCESS)
    )


async def test_a_box_opened_after_another_keeps_what_is_typed() -> None:
    async with scope_on() as stage:
        for opener, box in (("/", FilterLine), ("g", GotoLine)):
            line = stage.scope.query_one(box)
            for first in ("/x\r", "gh\r", "ya", "bhere\r"):
                stage.scope.query_one(FilterLine).ask("")

                await typed(stage, f"{first}{opener}mx")

                # A new filter begins with the one that holds.
                before = "x" if first == "/x\r" and opener == "/" else ""
                assert line.typed.text == f"{before}mx"
                assert stage.app.focused is line
                await typed(stage, "\x1b")


async def test_a_filter_is_applied_and_left_with_the_keys_that_follow() -> None:
    async with scope_on() as stage:
        count = shown(stage)
        await typed(stage, "/kind:heap\r")
        assert 0 < shown(stage) < count
        await typed(stage, "/\x1b")
        assert shown(stage) == count
