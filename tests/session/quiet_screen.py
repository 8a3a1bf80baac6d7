"""When a screen under test has come to rest: asked of the app, not of the clock.

Textual's pilot takes a process for idle that used little time for 20 ms. That is slow
where nothing happens, and wrong where a busy machine gives the process no time at all.
"""

import asyncio
import time

import pytest
import textual.app
import textual.pilot
from textual._context import active_app
from textual.app import App

from tests.patience import PATIENCE_S

_TURNS = 12
"""So many turns of the event loop in a row find nothing to do."""


@pytest.fixture(autouse=True)
def asks_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a pilot go on as soon as the app has nothing to do."""
    monkeypatch.setattr(textual.app, "wait_for_idle", _wait_for_idle)
    monkeypatch.setattr(textual.pilot, "wait_for_idle", _wait_for_idle)


async def _wait_for_idle(min_sleep: float = 0.0, max_sleep: float = 1.0) -> None:
    app = active_app.get()
    deadline = time.monotonic() + max(max_sleep, PATIENCE_S)
    await asyncio.sleep(min_sleep)
    quiet = 0
    while quiet < _TURNS and time.monotonic() < deadline:
        # Who waits for a timer, such as the one that draws, gets a moment.
        await asyncio.sleep(0 if quiet else 0.001)
        quiet = 0 if _is_busy(app) else quiet + 1


def _is_busy(app: App[object]) -> bool:
    screen = app.screen
    return bool(
        app._resize_event is not None
        or screen._dirty_widgets
        or screen._callbacks
        or screen._layout_required
        or screen._repaint_required
        or any(one.message_queue_size for one in (app, *screen.walk_children()))
        or screen.message_queue_size
    )
