"""The line of `g`: all that is typed arrives, and leads somewhere while one types."""

import threading
from collections.abc import Callable

import pytest
from textual.events import Key
from textual.message import Message

from memscope.analyze.goto.destination import FoundSymbol
from memscope.model.place import Symbol, SymbolKind
from memscope.model.process import Process
from memscope.tui.widgets.goto_line import GotoLine
from tests.tui.opened import LineApp
from tests.tui.stage import burst, settle
from tests.tui.test_filter_line import BURSTS
from tests.unit.analyze.filter.ground import BEARINGS

pytestmark = pytest.mark.tui
SHORT = (90, 10)


def symbols(
    _process: Process,
    text: str,
    told: Callable[[int, int], None],
    _is_stopped: Callable[[], bool],
) -> list[FoundSymbol]:
    told(1, 2)
    names = [f"{text}_one", f"{text}_two"]
    return [
        FoundSymbol(Symbol(name, 0x7F1000100000 + at, 8, SymbolKind.FUNCTION), "/x")
        for at, name in enumerate(names)
    ]


def went(heard: list[Message]) -> list[tuple[tuple[int, int], int]]:
    return [
        (one.identity, one.address) for one in heard if isinstance(one, GotoLine.WentTo)
    ]


async def test_all_that_is_typed_in_one_burst_arrives() -> None:
    line = GotoLine(symbols)
    line.show([BEARINGS])
    app = LineApp(line)
    async with app.run_test() as pilot:
        for text in BURSTS:
            app.page.set_focus(None)
            await burst(pilot, "/" + text)
            assert line.typed.text == text
        assert app.page.acted == []


async def test_empty_it_says_what_can_be_typed() -> None:
    line = GotoLine(symbols)
    line.show([BEARINGS])
    app = LineApp(line)
    async with app.run_test(size=SHORT) as pilot:
        assert app.rows() == [""] * 10
        await burst(pilot, "/")
        assert app.rows()[0].startswith("go to")
        assert "h heap" in app.rows()[1]


async def test_what_comes_after_enter_is_a_key_again() -> None:
    line = GotoLine()
    line.show([BEARINGS])
    app = LineApp(line, GotoLine.WentTo)
    async with app.run_test(size=SHORT) as pilot:
        driver = app._driver
        assert driver is not None
        for key, character in zip(("slash", "h", "enter", "x"), "/h\rx", strict=True):
            driver.send_message(Key(key, character))
        await settle(pilot)
        assert app.page.acted == ["x"]
        assert len(app.heard) == 1


async def test_a_letter_and_enter_go_to_the_heap() -> None:
    line = GotoLine(symbols)
    line.show([BEARINGS])
    app = LineApp(line, GotoLine.WentTo, GotoLine.GotoLeft)
    async with app.run_test(size=SHORT) as pilot:
        await burst(pilot, "/h")
        assert app.rows()[1].startswith("▸ H heap")
        await pilot.press("enter")
        await settle(pilot)
        assert went(app.heard) == [(BEARINGS.process.identity, 0x600000)]
        assert app.rows() == [""] * 10
        assert len(app.heard) == 2


async def test_symbols_come_in_the_background_and_arrows_choose() -> None:
    line = GotoLine(symbols)
    line.show([BEARINGS])
    app = LineApp(line, GotoLine.WentTo)
    async with app.run_test(size=SHORT) as pilot:
        await burst(pilot, "/SSL_re")
        assert "SSL_re_one" in app.rows()[1]
        assert app.rows()[2].endswith("7f1000100001")
        await pilot.press("down", "enter")
        await settle(pilot)
        assert [address for _who, address in went(app.heard)] == [0x7F1000100001]


async def test_enter_goes_nowhere_where_nothing_is() -> None:
    line = GotoLine()
    line.show([BEARINGS])
    app = LineApp(line, GotoLine.WentTo, GotoLine.GotoLeft)
    async with app.run_test(size=SHORT) as pilot:
        await burst(pilot, "/nothing like this")
        assert "nothing here is called so" in app.rows()[1]
        await pilot.press("enter")
        await settle(pilot)
        assert app.heard == []
        assert line.display


async def test_esc_stops_what_is_still_looked_for() -> None:
    begun, stopped = threading.Event(), threading.Event()

    def slow(
        _process: Process,
        _text: str,
        told: Callable[[int, int], None],
        is_stopped: Callable[[], bool],
    ) -> list[FoundSymbol]:
        told(3, 40)
        begun.set()
        while not is_stopped():
            stopped.wait(0.005)
        stopped.set()
        return []

    line = GotoLine(slow)
    line.show([BEARINGS])
    app = LineApp(line, GotoLine.GotoLeft)
    async with app.run_test(size=SHORT) as pilot:
        for character in "/heap":
            driver = app._driver
            assert driver is not None
            await pilot.press("slash" if character == "/" else character)
        assert begun.wait(2)
        await pilot.pause()
        assert "symbols: 3 of 40 files · esc stops" in app.rows()[0]
        assert "[heap]" in app.rows()[1], "what is known already is there at once"
        await pilot.press("escape")
        assert stopped.wait(2)
        await settle(pilot)
        assert len(app.heard) == 1
        assert not line.display


async def test_a_click_on_a_place_goes_there() -> None:
    line = GotoLine()
    line.show([BEARINGS])
    app = LineApp(line, GotoLine.WentTo)
    async with app.run_test(size=SHORT) as pilot:
        await burst(pilot, "/4250")
        await pilot.click(GotoLine, offset=(10, 1))
        await settle(pilot)
        assert app.heard == [], "its stack is not known"
        await pilot.press("ctrl+u")
        await burst(pilot, "libssl")
        await pilot.click(GotoLine, offset=(10, 1))
        await settle(pilot)
        assert [address for _who, address in went(app.heard)] == [0x7F1000100000]


async def test_tab_takes_the_name_of_the_chosen_place() -> None:
    line = GotoLine()
    line.show([BEARINGS])
    app = LineApp(line)
    async with app.run_test(size=SHORT) as pilot:
        await burst(pilot, "/libs")
        await pilot.press("tab")
        assert line.typed.text == "libssl.so.3"
