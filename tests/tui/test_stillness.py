"""What is equal to what is on the screen is not painted again: lines are counted."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from textual._compositor import ChopsUpdate, CompositorUpdate

from memscope.tui.app import MemscopeApp
from memscope.tui.sent import Patches, SentCells
from tests.tui.stage import Stage, scope_on
from tests.tui.synthetic import process, snapshot

pytestmark = pytest.mark.tui

LOOKS = 10


@contextmanager
def painted(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Note the texts that are handed to the terminal."""
    texts: list[str] = []
    display = MemscopeApp._display

    def noting(app: MemscopeApp, screen: object, drawn: object) -> None:
        if isinstance(drawn, CompositorUpdate):
            texts.append(drawn.render_segments(app.console))
        display(app, screen, drawn)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(MemscopeApp, "_display", noting)
        yield texts


async def test_a_still_process_sends_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = snapshot(process())
    async with scope_on(*[one] * (LOOKS + 80), size=(160, 45)) as stage:
        for _look in range(70):  # until the window of growth is full
            await stage.next_look()
        # These two show the last minute: they fill, column by column, until it is full.
        stage.scope.panes.history.display = False
        stage.scope.panes.threads.display = False
        await stage.next_look()

        with painted(stage, monkeypatch) as texts:
            for _look in range(LOOKS):
                await stage.next_look()

        assert [text for text in texts if text] == []


async def test_of_a_still_process_the_last_minute_alone_moves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = snapshot(process())
    async with scope_on(*[one] * (LOOKS + 80), size=(160, 45)) as stage:
        for _look in range(70):
            await stage.next_look()
        panes = stage.scope.panes
        drawn: list[str] = []
        for pane in (panes.table, panes.region, panes.rail, panes.header):
            show = type(pane).render_line

            def noting(y: int, pane: object = pane, show: object = show) -> object:
                drawn.append(f"{pane} {y}")
                return show(pane, y)  # type: ignore[operator]

            monkeypatch.setattr(pane, "render_line", noting)
        laid_out = stage.table.rows

        for _look in range(LOOKS):
            await stage.next_look()

        assert drawn == []
        assert stage.table.rows is laid_out
        assert stage.table.view is stage.scope.view


async def test_cells_that_the_terminal_shows_are_not_sent_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[int] = []
    differing = SentCells.differing

    def noting(cells: SentCells, update: ChopsUpdate) -> Patches | None:
        found = differing(cells, update)
        sent.append(sum(part[2].cell_length for part in found.parts) if found else 0)
        return found

    async with scope_on(snapshot(process()), size=(160, 45)) as stage:
        await stage.press("j", "k")
        monkeypatch.setattr(SentCells, "differing", noting)
        stage.table.refresh()
        await stage.settle()
        assert sent == [0]  # all of it was asked for, and nothing is new
        await stage.press("j")

        rows = 2 * stage.table.size.width
        assert 0 < sum(sent) <= rows + 45 * stage.scope.panes.region.size.width


async def test_what_changes_on_a_screen_that_is_covered_paints_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with scope_on(snapshot(process()), size=(80, 24)) as stage:
        await stage.press("?")
        assert stage.app.screen is not stage.scope
        with painted(stage, monkeypatch) as texts:
            stage.scope.refresh(layout=True)
            stage.table.refresh()
            for _turn in range(3):
                await stage.pilot.pause()

        assert [text for text in texts if text] == []
        assert not stage.scope.is_current


async def test_a_key_paints_two_rows_of_the_table_where_nothing_scrolls(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with scope_on(snapshot(process()), size=(160, 45)) as stage:
        await stage.press("j", "k")
        lines: set[int] = set()
        visible = stage.table.render_line

        def noting(y: int) -> object:
            lines.add(y)
            return visible(y)

        monkeypatch.setattr(stage.table, "render_line", noting)
        await stage.press("j")

        assert 1 <= len(lines) <= 2
