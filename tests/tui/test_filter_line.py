"""The line of `/`: all that is typed arrives, filters, counts, and completes."""

import pytest
from textual.events import Paste
from textual.message import Message

from memscope.analyze.filter.bearings import Bearings
from memscope.model.process import Process
from memscope.tui.typed import TypedText
from memscope.tui.widgets.filter_line import FilterLine
from tests.tui.opened import LineApp
from tests.tui.stage import burst, settle
from tests.unit.analyze.filter.ground import BEARINGS, SHOP

pytestmark = pytest.mark.tui

Filtered, FilterLeft = FilterLine.Filtered, FilterLine.FilterLeft
BURSTS = [
    *("libm", "abc", "aaaa", "x", "qqq", "mmm/", "kind:heap,anon grew>1M since:30s"),
    *("a b c", "1M", "12", "123456", '"a b"', "/", "//", "-perm:r-x", "or", "0x7f"),
    *("あa", "é", "%", "touched<1%", "[bold]", "{}", "'", "\\", "a,b", "<>=", "gg"),
    *("7f9f8d7bf000-7f9f8fe25000", "#", "@mine", "x" * 120, "m1", "c c", ".", "~"),
]  # fmt: skip


def texts(heard: list[Message]) -> list[str]:
    return [one.text for one in heard if isinstance(one, Filtered)]


async def test_all_that_is_typed_in_one_burst_arrives() -> None:
    line = FilterLine()
    app = LineApp(line)
    async with app.run_test() as pilot:
        for text in BURSTS:
            line.ask("")
            app.page.set_focus(None)
            await burst(pilot, "/" + text)
            assert line.typed.text == text
        assert app.page.acted == []


async def test_it_filters_and_counts_while_one_types() -> None:
    line = FilterLine()
    line.show([BEARINGS])
    app = LineApp(line, Filtered, FilterLeft)
    async with app.run_test(size=(120, 5)) as pilot:
        await burst(pilot, "/kind:heap")
        assert line.match.filter.text == "kind:heap"
        assert texts(app.heard)[-1] == "kind:heap"
        assert app.text().startswith("/ kind:heap ")
        assert app.text().endswith(" 1 of 7 · 6.0M shown, 8.1M hidden")

        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.heard[-1], FilterLeft)
        assert line.match.filter.text == "kind:heap"


async def test_what_is_not_understood_is_underlined_and_says_why() -> None:
    line = FilterLine()
    line.show([BEARINGS])
    app = LineApp(line)
    async with app.run_test(size=(120, 5)) as pilot:
        await burst(pilot, "/foo:3 kind:heap")
        assert "no key is called foo" in app.text()
        assert "1 of 7" in app.text()
        typed = line.render_line(0).crop(2, 14)
        marked = [one.text for one in typed if one.style and one.style.underline]
        assert "".join(marked) == "foo:3"


async def test_a_digit_alone_is_a_preset_and_enter_writes_it_out() -> None:
    line = FilterLine()
    line.show([BEARINGS])
    app = LineApp(line, Filtered, FilterLeft)
    async with app.run_test(size=(100, 5)) as pilot:
        await pilot.press("slash")
        await settle(pilot)
        assert "1 what grew  2 whose stack  3 why so big  4 leaks" in app.text()
        await burst(pilot, "5")
        (heard,) = [one for one in app.heard if isinstance(one, Filtered)]
        assert heard.preset is not None
        assert heard.preset.digit == "5"
        assert heard.match.filter.text == "shared>0"
        assert "shared" in app.text()
        await pilot.press("enter")
        await settle(pilot)
        assert line.typed.text == "shared>0"


async def test_left_empty_it_says_what_it_is_for() -> None:
    line = FilterLine()
    app = LineApp(line)
    async with app.run_test(size=(100, 5)) as pilot:
        await burst(pilot, "/")
        assert "what grew" not in app.text()  # there is no process to ask about
        line.show([BEARINGS])
        await settle(pilot)
        assert app.text().startswith("/   1 what grew")
        await pilot.press("enter")
        await settle(pilot)
        assert app.text().startswith("/ filter 1 what grew")


async def test_a_digit_with_more_behind_it_is_text() -> None:
    line = FilterLine()
    app = LineApp(line, Filtered)
    async with app.run_test() as pilot:
        await burst(pilot, "/12")
        assert line.match.filter.text == "12"


async def test_the_sixth_takes_a_pointer_and_opens_what_is_there() -> None:
    line = FilterLine()
    line.show([BEARINGS])
    app = LineApp(line, FilterLeft)
    async with app.run_test() as pilot:
        await burst(pilot, "/6")
        assert "paste an address" in app.text()
        line.on_paste(Paste("7f1000100010"))
        assert line.tally is not None
        assert line.tally.shown == 1
        await pilot.press("enter")
        await settle(pilot)
        assert [one.pointer for one in app.heard if isinstance(one, FilterLeft)] == [
            "7f1000100010"
        ]
        assert line.match.is_all


async def test_tab_completes_with_counts_and_goes_round() -> None:
    line = FilterLine()
    line.show([BEARINGS])
    app = LineApp(line)
    async with app.run_test(size=(120, 5)) as pilot:
        await burst(pilot, "/seg:s")
        await pilot.press("tab")
        assert line.typed.text == "seg:stack"
        await pilot.press("space", *"perm:")
        shown = []
        for _turn in range(5):
            await pilot.press("tab")
            shown.append(line.typed.text.split("perm:")[1])
        assert shown == ["rw-p", "r-xp", "---p", "r--p", "rw-p"]
        assert "rw-p 3  r-xp 2  ---p 1" in app.text()
        await pilot.press("shift+tab")
        assert line.typed.text == "seg:stack perm:r--p"
        assert app.page.acted == []


@pytest.mark.parametrize(
    ("keys", "left"), [("", ""), ("xy", "kind:heap"), ("\b", "kind:heap")]
)
async def test_esc_goes_back_and_without_a_change_to_no_filter(
    keys: str, left: str
) -> None:
    line = FilterLine()
    app = LineApp(line, FilterLeft)
    async with app.run_test() as pilot:
        line.ask("kind:heap")
        await pilot.press("slash")
        await burst(pilot, keys.replace("\b", ""))
        if "\b" in keys:
            await pilot.press("backspace")
        await pilot.press("escape")
        await settle(pilot)
        assert line.typed.text == line.match.filter.text == left
        assert len(app.heard) == 1


async def test_a_filter_is_saved_under_a_name() -> None:
    line = FilterLine()
    line.show([BEARINGS])
    app = LineApp(line, FilterLine.FilterSaved, Filtered)
    async with app.run_test(size=(100, 5)) as pilot:
        await burst(pilot, "/kind:heap")
        await pilot.press("ctrl+s")
        assert "save the filter as" in app.text()
        await burst(pilot, "my heap")
        await pilot.press("enter")
        await settle(pilot)
        (saved,) = [one for one in app.heard if isinstance(one, FilterLine.FilterSaved)]
        assert (saved.name, saved.text) == ("myheap", "kind:heap")
        assert line.typed.text == "kind:heap"
        await pilot.press("ctrl+u")
        assert "@myheap" in app.text()
        await burst(pilot, "@myheap")
        assert line.match.filter.text == "kind:heap"


async def test_arrows_bring_filters_back() -> None:
    line = FilterLine()
    app = LineApp(line)
    async with app.run_test() as pilot:
        for text in ("one", "two"):
            await burst(pilot, "/")
            await pilot.press("ctrl+u")
            await burst(pilot, text)
            await pilot.press("enter")
        await burst(pilot, "/")
        seen = []
        for key in ("up", "up", "up", "down", "down"):
            await pilot.press(key)
            seen.append(line.typed.text)
        assert seen == ["two", "one", "one", "two", ""]


async def test_many_regions_are_counted_beside_the_screen() -> None:
    rows = tuple(SHOP.regions[at % 7] for at in range(7 * 1000))
    many = Process(*(4200, 1, 5, "shop", None, (), "S", None), SHOP.usage, (), rows)
    line = FilterLine()
    line.show([Bearings(many)])
    app = LineApp(line, Filtered)
    async with app.run_test() as pilot:
        await burst(pilot, "/kind:heap")
        await settle(pilot)
        assert texts(app.heard)[-1] == "kind:heap"
        assert line.tally is not None
        assert (line.tally.shown, line.tally.all) == (1000, 7000)
        assert line.typed == TypedText("kind:heap", 9)
