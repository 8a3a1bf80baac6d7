"""The keys that look closer, on a living sample: what they show is what is there."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from memscope.collect.poll import LiveSource
from memscope.lab.lab import Lab
from memscope.lab.sample import Sample
from memscope.model.kinds import Kind
from memscope.model.page import RESIDENT
from memscope.tui.app import MemscopeApp
from memscope.tui.close_looks import LiveCloser
from memscope.tui.screens.bytes import BytesScreen
from memscope.tui.screens.pages import PagesScreen
from memscope.tui.screens.registers import RegistersScreen
from memscope.tui.screens.scope.screen import ScopeScreen
from memscope.tui.screens.where import WhereScreen
from memscope.tui.session import Session
from tests.tui.stage import Obedient, Stage
from tests.tui.synthetic import Steps

pytestmark = [pytest.mark.tui, pytest.mark.live]


@pytest.fixture(scope="module")
def sample() -> Iterator[Sample]:
    with Lab() as lab:
        yield lab.start("anatomy", language="python")


@asynccontextmanager
async def scope_on(sample: Sample) -> AsyncIterator[Stage]:
    session = Session(
        lambda: "a sample",
        LiveSource(lambda: [sample.pid], interval_s=0.2),
        closer=LiveCloser(),
    )
    app = MemscopeApp(lambda app: _push(app, session))
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        stage = Stage(pilot, Steps(), Obedient())
        await stage.until(lambda: _is_ready(app))
        await stage.settle()
        yield stage


def _push(app: MemscopeApp, session: Session) -> None:
    app.push_screen(ScopeScreen(session))


def _is_ready(app: MemscopeApp) -> bool:
    screen = app.screen
    return isinstance(screen, ScopeScreen) and screen.view is not None


async def find_heap(stage: Stage) -> None:
    view = stage.scope.view
    assert view is not None
    regions = view.processes[0].process.regions
    await stage.go_to(next(one.start for one in regions if one.kind is Kind.HEAP))


async def test_pages_are_counted_as_the_kernel_does(sample: Sample) -> None:
    async with scope_on(sample) as stage:
        await find_heap(stage)
        await stage.press("enter")
        screen = stage.app.screen
        assert isinstance(screen, PagesScreen)
        await stage.until(lambda: screen.cells.look is not None)

        look = screen.cells.look
        assert look is not None
        resident = sum(n for state, n in look.counts.items() if state in RESIDENT)
        assert resident * 4 == _rss_kib(sample.pid, look.region.start)
        await stage.sees("exclusive: its own, in RAM", "physical frame")


def _rss_kib(pid: int, start: int) -> int:
    rows = Path(f"/proc/{pid}/smaps").read_text().splitlines()
    at = next(n for n, row in enumerate(rows) if row.startswith(f"{start:08x}-"))
    return next(int(row.split()[1]) for row in rows[at:] if row.startswith("Rss:"))


async def test_bytes_are_those_of_the_process(sample: Sample) -> None:
    async with scope_on(sample) as stage:
        await find_heap(stage)
        await stage.press("x")
        screen = stage.app.screen
        assert isinstance(screen, BytesScreen)
        await stage.until(lambda: screen.rows.selected is not None)
        await find_present(stage, screen)

        row = screen.rows.selected
        assert row is not None
        assert row.data is not None
        with Path(f"/proc/{sample.pid}/mem").open("rb", buffering=0) as memory:
            memory.seek(row.address)
            assert memory.read(len(row.data)) == row.data
        assert row.data[:8].hex(" ") in stage.text()


async def find_present(stage: Stage, screen: BytesScreen) -> None:
    """Go to a row that is in RAM, if the first one is not."""
    row = screen.rows.selected
    if row is not None and row.data is None:
        await stage.press("down")
        await stage.until(lambda: screen.rows.selected is not None)


async def test_registers_are_read_and_the_process_lives_on(sample: Sample) -> None:
    async with scope_on(sample) as stage:
        await stage.press("r")
        await stage.sees("has to be")
        await stage.press("r")
        screen = stage.app.screen
        assert isinstance(screen, RegistersScreen)
        await stage.until(lambda: screen.look is not None)
        await stage.settle()

        assert screen.look is not None
        if not any(one.registers for one in screen.look.process.threads):
            pytest.skip("nobody may be traced here: run as root, or lower ptrace_scope")
        await stage.sees("next instruction", "top of the stack", "stopped for")
        assert sample.alive
        assert "TracerPid:\t0" in Path(f"/proc/{sample.pid}/status").read_text()


async def test_where_finds_what_was_typed(sample: Sample) -> None:
    async with scope_on(sample) as stage:
        view = stage.scope.view
        assert view is not None
        heap = next(
            one for one in view.processes[0].process.regions if one.kind.value == "heap"
        )
        await stage.press("w", *f"{heap.start + 16:x}", "enter")
        screen = stage.app.screen
        assert isinstance(screen, WhereScreen)
        await stage.sees("0x10 from its start")

        await stage.press("enter")
        assert heap.start in range(stage.selected.start, stage.selected.end)


async def test_a_process_that_has_ended_is_one_clear_line() -> None:
    with Lab() as lab:
        sample = lab.start("anatomy", language="python")
        async with scope_on(sample) as stage:
            await find_heap(stage)
            sample.stop()
            await stage.sees("ended")
            await stage.press("w")

            await stage.sees("no such process")
