"""Two programs beside each other on the main screen: compared, and to be stopped."""

import threading
from collections.abc import Iterator, Sequence

import pytest
from msgspec.structs import replace

from memscope.analyze.beside.compared import ComparedSpaces, Identity
from memscope.collect.closer.telling import Tell
from memscope.errors import Stopped
from memscope.model.snapshot import Snapshot
from memscope.tui.screens.scope import beside
from tests.tui.closer import PreparedCloser
from tests.tui.stage import scope_on
from tests.tui.synthetic import pair
from tests.unit.analyze.beside.scene import compared, scene

pytestmark = pytest.mark.tui


class Waiting:
    """A comparison that goes on until it is let go, or stopped."""

    def __init__(self) -> None:
        self.may_end, self.has_begun = threading.Event(), threading.Event()

    def __call__(self, keys: Sequence[Identity], tell: Tell) -> ComparedSpaces:
        try:
            tell("comparing regions", 2, 9)
            self.has_begun.set()
            while not self.may_end.wait(0.001):
                tell("", 0, 0)
        except Stopped:
            return ComparedSpaces(tuple(keys), (None,), done=2, of=9, is_stopped=True)
        return compared()


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Waiting]:
    one = Waiting()
    monkeypatch.setattr(beside, "_compare", one)
    yield one
    one.may_end.set()


def two() -> Snapshot:
    return replace(pair(), processes=tuple(scene().processes))


async def test_it_shows_how_far_it_is_and_then_what_it_found(waiting: Waiting) -> None:
    async with scope_on(two(), closer=PreparedCloser()) as stage:
        await stage.pilot.press("c")
        await stage.sees("comparing regions 2/9 · esc stops")
        assert "═" not in stage.text()

        waiting.may_end.set()
        await stage.sees("same frames 656K", "12K · 75 %")


async def test_the_selected_object_is_opened_by_pages_below(waiting: Waiting) -> None:
    waiting.may_end.set()
    async with scope_on(two(), size=(120, 40), closer=PreparedCloser()) as stage:
        await stage.press("c")
        await stage.sees("same frames 656K")
        await stage.press("end", "up", "up")

        await stage.sees("heap · by pages", "31 of them are one and the same.")


async def test_esc_ends_it_and_the_bars_stay(waiting: Waiting) -> None:
    async with scope_on(two(), closer=PreparedCloser()) as stage:
        await stage.pilot.press("c")
        await stage.until(waiting.has_begun.is_set)

        await stage.press("escape")
        await stage.sees("stopped: 2 of 9 regions compared", "320K")
        await stage.press("escape")
        assert not stage.scope.beside.is_shown


async def test_of_a_recording_nobody_asks_the_kernel(waiting: Waiting) -> None:
    async with scope_on(two()) as stage:
        await stage.press("c")

        await stage.sees("a recording only shows what was", "320K")
        assert not waiting.has_begun.is_set()
