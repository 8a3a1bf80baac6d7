"""Another size while a box is open: nothing of the size before is left over."""

import pytest

from tests.tui.stage import Stage, scope_on
from tests.tui.synthetic import process, snapshot

pytestmark = pytest.mark.tui

BOXES = {
    "go to": ("g", "h"),
    "copy": ("y",),
    "palette": ("ctrl+p", "s"),
}
SIZES = [(80, 24), (160, 40)]


async def drawn_anew(stage: Stage) -> str:
    """Return what is on the screen once everything has been drawn again."""
    stage.scope.redraw()
    redraw = getattr(stage.app.screen, "redraw", None)
    if redraw is not None:
        redraw()
    for widget in stage.app.screen.walk_children():
        widget.refresh()
    await stage.pilot.pause()
    return stage.text()


async def test_nothing_of_the_size_before_is_left_over() -> None:
    async with scope_on(snapshot(process()), size=(120, 36)) as stage:
        for name, keys in BOXES.items():
            await stage.press(*keys)
            for size in SIZES:
                await stage.pilot.resize_terminal(*size)
                await stage.pilot.pause()
                seen = stage.text().splitlines()
                anew = (await drawn_anew(stage)).splitlines()

                wrong = [
                    (y, one, other)
                    for y, (one, other) in enumerate(zip(seen, anew, strict=True))
                    if one != other
                ]
                assert not wrong, f"{name} at {size}: {wrong}"
            await stage.press("escape")
