"""Starts the screen on prepared snapshots, and reads what it shows."""

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from memscope.analyze.space.row import SpaceRow
from memscope.errors import SampleFailed
from memscope.lab.catalog import find_sample
from memscope.model.snapshot import Snapshot
from memscope.tui.app import MemscopeApp
from memscope.tui.close_looks import Closer
from memscope.tui.screens.scope.screen import ScopeScreen
from memscope.tui.session import Cast, Session
from memscope.tui.widgets.memory_table import MemoryTable
from tests.patience import PATIENCE_S
from tests.tui.synthetic import Steps, pair

SIZES = [(80, 24), (120, 36), (200, 60)]


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys, each when the one before is done with.

    A key that comes while a step of a lesson happens counts for nothing.
    """
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def burst(pilot: Pilot[int], text: str) -> None:
    """Send keys as a terminal does that has read all of them at once."""
    driver = pilot.app._driver
    assert driver is not None
    for character in text:
        driver.send_message(Key(_key_name(character), character))
    await settle(pilot)


def _key_name(character: str) -> str:
    return character if character.isalnum() else _character_to_key(character)


async def settle(pilot: Pilot[int]) -> None:
    """Wait until workers and messages are done, and what they brought with them."""
    workers = pilot.app.workers
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        # One that a newer one takes the place of has nothing more to bring.
        with suppress(WorkerCancelled):
            await workers.wait_for_complete()
        await pilot.pause()
        if all(worker.is_finished for worker in workers):
            return


class Obedient:
    """A sample that notes what it is told, and refuses one thing."""

    alive = True

    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []

    def tell(self, word: str, *values: object) -> dict[str, Any]:
        """Note it."""
        self.told.append((word, *values))
        if word == "thread-end":
            raise SampleFailed("anatomy: thread-end: there is no [thread] to end")
        return {}


class Stage:
    """A running app with the scope on it."""

    def __init__(self, pilot: Pilot[int], source: Steps, actor: Obedient) -> None:
        self.pilot = pilot
        self.app = pilot.app
        self.source = source
        self.actor = actor

    @property
    def scope(self) -> ScopeScreen:
        """The scope screen, wherever it is on the stack."""
        return next(s for s in self.app.screen_stack if isinstance(s, ScopeScreen))

    async def press(self, *keys: str) -> None:
        """Press keys, and let everything settle after each."""
        await press(self.pilot, *keys)

    @property
    def table(self) -> MemoryTable:
        """The table of memory."""
        return self.scope.panes.table

    @property
    def selected(self) -> SpaceRow:
        """The row that the cursor is on."""
        row = self.table.selected
        assert row is not None
        return row

    async def go_to(self, address: int, pid: int | None = None) -> None:
        """Put the cursor on what is at an address."""
        view = self.scope.view
        assert view is not None
        key = next(one.key for one in view.processes if pid in (None, one.process.pid))
        assert self.table.go_to(key, address)
        await self.settle()

    async def settle(self) -> None:
        """Wait until workers and messages are done."""
        await settle(self.pilot)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds, or fail."""
        deadline = time.monotonic() + PATIENCE_S
        while not holds():
            assert time.monotonic() < deadline, f"never held:\n{self.text()}"
            await self.pilot.pause(0.01)

    async def sees(self, *texts: str) -> None:
        """Wait until all of these are on screen, or fail."""
        await self.until(lambda: self.shows(*texts))

    async def loses(self, *texts: str) -> None:
        """Wait until these are not on screen together, or fail."""
        await self.until(lambda: not self.shows(*texts))

    async def next_look(self) -> None:
        """Let the next snapshot come, and wait until it is drawn."""
        before = self.scope.view
        self.source.step()
        await self.until(lambda: self.scope.view is not before)
        await self.settle()

    def text(self) -> str:
        """Return what the terminal shows."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text for strip in strips)

    def shows(self, *texts: str) -> bool:
        """Tell whether all of these are on screen."""
        screen = self.text()
        return all(text in screen for text in texts)


@asynccontextmanager
async def scope_on(
    *snapshots: Snapshot,
    size: tuple[int, int] = (120, 36),
    closer: Closer | None = None,
) -> AsyncIterator[Stage]:
    """Open the scope and wait for its first look."""
    source, actor = Steps(*(snapshots or (pair(),))), Obedient()
    cast = Cast(actor, find_sample("anatomy").actions)
    session = Session(lambda: "a lesson", source, {4242: cast}, closer=closer)
    app = MemscopeApp(lambda app: _push(app, session))
    async with app.run_test(size=size, notifications=True) as pilot:
        stage = Stage(pilot, source, actor)
        await stage.until(lambda: _is_ready(app))
        await stage.settle()
        yield stage


def _push(app: MemscopeApp, session: Session) -> None:
    app.push_screen(ScopeScreen(session))


def _is_ready(app: MemscopeApp) -> bool:
    screen = app.screen
    return isinstance(screen, ScopeScreen) and screen.view is not None


def lines_with(text: str, *parts: str) -> Sequence[str]:
    """Return the lines that have all of the parts."""
    return [line for line in text.splitlines() if all(part in line for part in parts)]
