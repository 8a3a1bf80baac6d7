"""Enter in the box of `g` always answers: it goes there, or says why it cannot."""

import pytest

from memscope.analyze.goto.letters import LETTERS
from memscope.model.snapshot import Snapshot
from memscope.tui.widgets.bars import KeyBar
from memscope.tui.widgets.goto_line import GotoLine
from tests.tui.stage import Stage, scope_on
from tests.tui.synthetic import snapshot

pytestmark = pytest.mark.tui
NAMES = {"/": "slash"}


def said(stage: Stage) -> str:
    return stage.scope.query_one(KeyBar).said


async def test_every_letter_and_every_wrong_text_goes_there_or_says_why() -> None:
    async with scope_on() as stage:
        line = stage.scope.query_one(GotoLine)
        texts = [*(one.letter for one in LETTERS), "", "zzz", "0xdead", "/no/file"]
        for text in texts:
            stage.scope.query_one(KeyBar).be_quiet()
            await stage.press("g", *(NAMES.get(one, one) for one in text), "enter")

            if line.display:
                assert said(stage).endswith("esc closes this line"), text
                assert stage.app.focused is line
                await stage.press("escape")
            else:
                assert not said(stage), text
            assert not line.display


async def test_where_nothing_is_new_it_says_so_and_stays_open() -> None:
    async with scope_on() as stage:
        await stage.press("g", "n", "enter")

        assert "nothing appeared since the first look" in said(stage)
        await stage.press("backspace", "h", "enter")
        assert stage.selected.key.kind == "heap"


async def test_without_a_process_no_box_opens_and_no_question_is_offered() -> None:
    nobody: Snapshot = snapshot()
    async with scope_on(nobody) as stage:
        for key in ("g", "slash"):
            await stage.press(key)
            assert stage.app.focused not in [*stage.scope.query(GotoLine)]
            assert "no process" in said(stage)
        stage.scope.query_one(KeyBar).be_quiet()
        await stage.settle()
        assert "what grew" not in stage.text()
