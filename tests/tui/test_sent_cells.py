"""What the terminal was sent adds up to the picture, whatever was done."""

from collections.abc import Iterator

import pytest

from memscope.tui.driver import SteadyApp
from memscope.tui.sent import cells_of
from tests.tui.stage import Stage, scope_on
from tests.tui.synthetic import process, snapshot

pytestmark = pytest.mark.tui

KEYS = (
    *("j", "j", "right", "down", "m", "pagedown", "home", "m", "end", "k"),
    *("tab", "tab", "tab", "z", "z", "shift+tab", "a", "s", "S", "D", "H", "l", "0"),
    *("plus", "minus", "slash", "h", "e", "escape", "g", "h", "escape", "v", "V"),
    *("y", "escape", "question_mark", "escape", "L", "L", "T", "b", "enter", "i", "i"),
)


def not_shown(stage: Stage) -> Iterator[int]:
    """Yield the lines of which the terminal shows something else."""
    assert isinstance(stage.app, SteadyApp)
    strips = stage.app.screen._compositor.render_strips()
    for y, strip in enumerate(strips):
        if stage.app.sent._lines.get(y) != cells_of(strip):
            yield y


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_what_was_sent_adds_up_to_the_picture(size: tuple[int, int]) -> None:
    looks = [snapshot(process()) for _ in range(len(KEYS))]
    async with scope_on(*looks, size=size) as stage:
        wrong = []
        for number, key in enumerate(KEYS):
            await stage.press(key)
            if number % 8 == 7:
                await stage.next_look()
            wrong += [(key, y) for y in not_shown(stage)]

        assert wrong == []


async def test_after_the_size_changed_too() -> None:
    async with scope_on(snapshot(process()), size=(160, 45)) as stage:
        for width, height in ((80, 24), (200, 60), (40, 12), (120, 36)):
            await stage.pilot.resize_terminal(width, height)
            await stage.press("j")

            assert list(not_shown(stage)) == []
