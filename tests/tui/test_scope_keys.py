"""Every key of the main screen does what its sentence says.

The table below is held against `keys.py`: a key without a row fails.
"""

from collections.abc import Awaitable, Callable

import pytest

from memscope.analyze.space.reading import Axis, Order
from memscope.model.kinds import Kind
from memscope.tui.keys import MEMORY, SCOPE_KEYS, THREADS, bindings_of
from memscope.tui.screens.bytes import BytesScreen
from memscope.tui.screens.registers import RegistersScreen
from memscope.tui.screens.where import WhereScreen
from memscope.tui.screens.why import WhyScreen
from memscope.tui.widgets.bars import KeyBar
from tests.tui.closer import PreparedCloser
from tests.tui.stage import Stage, scope_on
from tests.tui.synthetic import KIB, pair, process, snapshot

pytestmark = pytest.mark.tui

Check = Callable[[Stage], Awaitable[None]]


def said(stage: Stage) -> str:
    return stage.scope.query_one(KeyBar).said


async def opens(stage: Stage) -> None:
    row = next(row for row in stage.table.rows.rows() if row.can_open)
    assert stage.table.select(row.key)
    await stage.press("right")
    assert row.key in stage.table.reading.opened


async def closes(stage: Stage) -> None:
    await opens(stage)
    key = stage.selected.key
    await stage.press("left")
    assert key not in stage.table.reading.opened


async def zooms_in(stage: Stage) -> None:
    for key in ("plus", "equals_sign"):
        assert stage.scope.panes.rail.is_whole
        await stage.press(key)
        assert not stage.scope.panes.rail.is_whole
        await stage.press("0")


async def zooms_out(stage: Stage) -> None:
    await stage.press("plus", "minus")
    assert stage.scope.panes.rail.is_whole


async def shows_all(stage: Stage) -> None:
    await stage.press("plus", "plus", "0")
    assert stage.scope.panes.rail.is_whole


async def is_logarithmic(stage: Stage) -> None:
    before = stage.scope.panes.rail.scale_words
    await stage.press("l")
    assert stage.scope.panes.rail.scale_words != before


def kinds(stage: Stage) -> set[Kind]:
    return {one.kind for row in stage.table.rows.rows() for one in row.regions}


async def filters(stage: Stage) -> None:
    await stage.press("slash", *"kind:heap")
    assert kinds(stage) == {Kind.HEAP}
    await stage.press("enter", "escape")
    assert len(kinds(stage)) > 3


async def goes_to(stage: Stage) -> None:
    await stage.press("g", *"h", "enter")
    assert stage.selected.key.kind == "heap"


async def sorts(stage: Stage) -> None:
    await stage.press("s")
    assert stage.table.reading.order is not Order.ADDRESS


async def turns(stage: Stage) -> None:
    await stage.press("S")
    assert stage.table.reading.is_turned


async def marks(stage: Stage) -> None:
    key = stage.selected.key
    await stage.press("v")
    assert stage.table.reading.marked == {key}
    await stage.sees("1 marked")
    await stage.press("escape")
    assert not stage.table.reading.marked


async def marks_all(stage: Stage) -> None:
    await stage.press("V")
    assert len(stage.table.reading.marked) > 3


async def copies(stage: Stage) -> None:
    await stage.press("y", "a")
    assert "address" in said(stage)


async def goes_back(stage: Stage) -> None:
    await stage.next_look()
    await stage.press("left_square_bracket")
    await stage.until(lambda: stage.scope.is_back)


async def comes_back(stage: Stage) -> None:
    await goes_back(stage)
    await stage.press("right_square_bracket")
    await stage.until(lambda: not stage.scope.is_back)


async def steps_back(stage: Stage) -> None:
    await stage.next_look()
    await stage.press("comma")
    await stage.until(lambda: stage.scope.is_back)
    await stage.sees("◀ −")


async def steps_on(stage: Stage) -> None:
    await steps_back(stage)
    await stage.press("full_stop")
    await stage.until(lambda: not stage.scope.is_back)
    await stage.loses("◀ −")


async def jumps_back(stage: Stage) -> None:
    await stage.press("b", "enter")
    await stage.next_look()
    await stage.press("left_curly_bracket")
    await stage.until(lambda: stage.scope.is_back)


async def jumps_on(stage: Stage) -> None:
    await jumps_back(stage)
    await stage.press("right_curly_bracket", "end")
    await stage.press("full_stop")
    await stage.until(lambda: not stage.scope.is_back)


async def bookmarks(stage: Stage) -> None:
    await stage.press("b", *"here", "enter")
    assert "here" in said(stage)


async def finds(stage: Stage) -> None:
    await stage.press("exclamation_mark")
    assert isinstance(stage.app.screen, WhyScreen)


async def stands_beside(stage: Stage) -> None:
    await stage.press("c")
    assert stage.scope.beside.is_shown
    await stage.press("c")
    assert not stage.scope.beside.is_shown


async def alone(stage: Stage) -> None:
    await stage.press("z")
    assert not stage.scope.panes.threads.display or stage.table.size.width > 100


async def dissolves(stage: Stage) -> None:
    await stage.press("m")
    assert stage.table.reading.is_all_open


async def opens_bytes(stage: Stage) -> None:
    await stage.press("x")
    assert isinstance(stage.app.screen, BytesScreen)


async def asks_where(stage: Stage) -> None:
    await stage.press("w")
    assert isinstance(stage.app.screen, WhereScreen)


async def asks_for_registers(stage: Stage) -> None:
    await stage.press("r")
    assert isinstance(stage.app.screen, RegistersScreen)


async def pins(stage: Stage) -> None:
    await stage.press("i")
    assert stage.scope.panes.pinned.is_pinned
    await stage.press("i")
    assert not stage.scope.panes.pinned.is_pinned


async def measures(stage: Stage) -> None:
    await stage.press("a")
    assert stage.table.reading.axis is Axis.MAPPED


async def widens(stage: Stage) -> None:
    await stage.press("D")
    assert stage.table.reading.window_s == 300


async def differs(stage: Stage) -> None:
    await stage.press("b", "enter", "d")
    assert stage.table.reading.since == "bookmark"


async def spans(stage: Stage) -> None:
    before = stage.scope.panes.history.span_s
    await stage.press("H")
    assert stage.scope.panes.history.span_s != before


async def finds_differences(stage: Stage) -> None:
    await stage.press("c", "home")
    at = stage.scope.panes.beside.cursor
    await stage.press("n")
    assert stage.scope.panes.beside.cursor != at or "no difference" in said(stage)


async def finds_them_backwards(stage: Stage) -> None:
    await stage.press("c", "home")
    at = stage.scope.panes.beside.cursor
    await stage.press("N")
    assert stage.scope.panes.beside.cursor != at or "no difference" in said(stage)


async def was_there(stage: Stage) -> None:
    before = stage.selected.key
    await stage.press("g", *"S", "enter")
    assert stage.selected.key != before
    await stage.press("alt+left")
    assert stage.selected.key == before


async def was_there_later(stage: Stage) -> None:
    await was_there(stage)
    await stage.press("alt+right")
    assert stage.selected.key.kind in ("stack", "thread-stack")


async def pauses(stage: Stage) -> None:
    await stage.press("space")
    await stage.sees("paused")
    await stage.press("space")
    await stage.sees("live")


async def slows(stage: Stage) -> None:
    before = stage.source.interval_s
    await stage.press("less_than_sign")
    assert stage.source.interval_s > before


async def hurries(stage: Stage) -> None:
    before = stage.source.interval_s
    await stage.press("greater_than_sign")
    assert stage.source.interval_s < before


async def records(stage: Stage) -> None:
    await stage.press("o")
    await stage.sees("⏺")
    await stage.press("o")
    await stage.loses("⏺")


async def shows_threads(stage: Stage) -> None:
    await stage.press("t")
    assert stage.scope.panes.pane == THREADS


async def leaves(stage: Stage) -> None:
    await stage.press("z", "escape", "escape")
    assert stage.scope.panes.pane == MEMORY
    assert "nothing to go back to" in said(stage)


CHECKS: dict[str, Check] = {
    "right": opens,
    "left": closes,
    "plus": zooms_in,
    "equals_sign": zooms_in,
    "minus": zooms_out,
    "0": shows_all,
    "l": is_logarithmic,
    "slash": filters,
    "g": goes_to,
    "s": sorts,
    "S": turns,
    "v": marks,
    "V": marks_all,
    "y": copies,
    "left_square_bracket": goes_back,
    "right_square_bracket": comes_back,
    "comma": steps_back,
    "full_stop": steps_on,
    "left_curly_bracket": jumps_back,
    "right_curly_bracket": jumps_on,
    "b": bookmarks,
    "exclamation_mark": finds,
    "c": stands_beside,
    "z": alone,
    "m": dissolves,
    "x": opens_bytes,
    "w": asks_where,
    "r": asks_for_registers,
    "i": pins,
    "a": measures,
    "D": widens,
    "d": differs,
    "H": spans,
    "n": finds_differences,
    "N": finds_them_backwards,
    "alt+left": was_there,
    "alt+right": was_there_later,
    "space": pauses,
    "less_than_sign": slows,
    "greater_than_sign": hurries,
    "o": records,
    "t": shows_threads,
    "escape": leaves,
}


def test_every_key_has_a_check() -> None:
    assert {one.key for one in bindings_of(SCOPE_KEYS)} == CHECKS.keys()


@pytest.mark.parametrize("key", CHECKS)
async def test_the_key_does_what_it_says(
    key: str, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(str(tmp_path))
    closer = PreparedCloser()
    closer.process = pair().processes[0]
    looks = [pair(), pair(heap=1412 * KIB)]
    async with scope_on(*looks, closer=closer) as stage:
        await CHECKS[key](stage)


async def test_a_digit_makes_a_sample_act() -> None:
    async with scope_on() as stage:
        await stage.press("1")

        assert stage.actor.told


async def test_what_a_sample_refuses_is_said() -> None:
    async with scope_on() as stage:
        for digit in "123456789":
            await stage.press(digit)
            if "no [thread] to end" in said(stage):
                return
        raise AssertionError(stage.actor.told)


async def test_a_double_click_on_a_thread_goes_to_its_stack() -> None:
    async with scope_on(snapshot(process())) as stage:
        stage.scope.show_pane(THREADS)
        await stage.press("end", "enter")

        row = stage.scope.panes.threads.selected
        assert row is not None
        assert row.thread is not None
        assert row.thread.stack is not None
        assert row.thread.stack.end - 1 in range(
            stage.selected.start, stage.selected.end
        )
        await stage.press("enter")
        assert stage.scope.panes.pane == THREADS
