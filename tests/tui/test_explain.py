"""`?` explains what is under the cursor or the mouse, `??` everything."""

import pytest

from memscope.i18n import set_language
from memscope.tui.explain import topics_at
from memscope.tui.screens.explain import ExplainScreen
from memscope.tui.screens.help import HelpScreen
from tests.tui.stage import press, scope_on
from tests.tui.synthetic import process, snapshot
from tests.tui.test_home_screen import home, text_of

pytestmark = pytest.mark.tui


async def test_the_row_under_the_cursor_is_explained_with_the_keys_of_the_screen() -> (
    None
):
    async with home(focus="processes") as (pilot, _desk):
        await press(pilot, "question_mark")

        text = text_of(pilot)
        assert "8 large" in text
        assert "without stopping it" in text
        assert "filter the processes" in text
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, ExplainScreen)


async def test_what_may_not_be_read_is_told_with_its_remedy() -> None:
    async with home(focus="processes") as (pilot, _desk):
        await press(pilot, "end", "question_mark")

        assert "as its owner or as root" in " ".join(text_of(pilot).split())


async def test_the_head_under_the_mouse_is_explained_until_a_key_is_used() -> None:
    async with home(focus="processes") as (pilot, _desk):
        lines = text_of(pilot).splitlines()
        y = next(at for at, one in enumerate(lines) if "virtual" in one)
        await pilot.hover(offset=(lines[y].index("virtual") + 1, y))
        await press(pilot, "question_mark")
        assert "VIRT in top" in text_of(pilot)

        await press(pilot, "escape", "down", "question_mark")
        assert "VIRT in top" not in text_of(pilot)


async def test_a_second_question_mark_lists_everything() -> None:
    async with home() as (pilot, _desk):
        await press(pilot, "question_mark", "question_mark")

        assert isinstance(pilot.app.screen, HelpScreen)
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, HelpScreen | ExplainScreen)


@pytest.mark.parametrize("code", ["en", "ja"])
async def test_every_cell_with_something_in_it_answers_to_the_mouse(code: str) -> None:
    set_language(code)
    async with scope_on(snapshot(process()), size=(160, 40)) as stage:
        silent = []
        for y, strip in enumerate(stage.app.screen._compositor.render_strips()):
            x = 0
            for segment in strip:
                at, x = x, x + segment.cell_length
                if segment.text.strip() and not topics_at(stage.app.screen, at, y):
                    silent.append((y, segment.text.strip()))
        assert silent == []


async def test_what_a_column_is_a_cell_below_its_head_says() -> None:
    set_language("en")
    async with scope_on(snapshot(process()), size=(200, 60)) as stage:
        screen = stage.app.screen
        lines = stage.text().splitlines()
        y = next(at for at, one in enumerate(lines) if "heap (brk)" in one)
        for text, title in (("rw-p", "perms"), ("412K", "resident"), ("█", "bar")):
            found = topics_at(screen, lines[y].index(text), y)
            assert title in [one.title for one in found], text


async def test_a_key_at_the_bottom_is_explained_where_it_stands() -> None:
    set_language("en")
    async with scope_on(snapshot(process())) as stage:
        y = stage.app.screen.size.height - 1
        x = stage.text().splitlines()[y].index("filter")
        (topic,) = topics_at(stage.app.screen, x, y)
        assert topic.title == "/"
        assert "ready-made questions" in topic.sentences[0]
