"""What the scope shows, at three sizes."""

import pytest

from memscope.model.kinds import Kind
from memscope.tui.widgets.bars import HeaderBar
from memscope.tui.widgets.panes import Pane
from tests.tui.stage import SIZES, lines_with, scope_on
from tests.tui.synthetic import KIB, MIB, pair, process, region, snapshot

pytestmark = pytest.mark.tui


@pytest.mark.parametrize("size", SIZES)
async def test_two_processes_stand_side_by_side(size: tuple[int, int]) -> None:
    async with scope_on(size=size) as stage:
        assert lines_with(stage.text(), "A · 4242 anatomy", "B · 4243 anatomy")
        assert len(lines_with(stage.text(), "H ", "heap")) >= 1
        await stage.sees("unmapped", "libc.so.6", "stack", "bss", "code")


@pytest.mark.parametrize("size", [(120, 36), (200, 60)])
async def test_a_wide_screen_shows_all_panes(size: tuple[int, int]) -> None:
    async with scope_on(size=size) as stage:
        await stage.sees(
            "processes and threads",
            "totals",
            "region",
            "make A act",
            "the last 60 seconds",
            "worker-2",
            "why is this here?",
            "A ≠ B",
        )


async def test_of_many_processes_sums_and_minutes_follow_the_active_one() -> None:
    five = snapshot(*(process(pid) for pid in range(4242, 4247)))
    async with scope_on(five) as stage:
        assert lines_with(stage.text(), "touched +3 ", " A     B ")
        assert not lines_with(stage.text(), "E  heap")

        await stage.press("right", "right", "right", "right")

        assert lines_with(stage.text(), "touched +3 ", " D     E ")
        assert lines_with(stage.text(), "E  heap")
        assert not lines_with(stage.text(), "D  heap")


async def test_a_narrow_screen_reaches_every_pane_with_tab() -> None:
    async with scope_on(size=(80, 24)) as stage:
        seen = stage.text()
        for _pane in range(4):
            await stage.press("tab")
            seen += stage.text()

    for text in (
        "processes and threads",
        "totals",
        "why is this here?",
        "the last 60 seconds",
        "start a thread",
        "worker-1",
    ):
        assert text in seen


@pytest.mark.parametrize(
    "size", [(20, 5), (1, 1), (39, 24), (80, 11), (3, 40), (200, 3)]
)
async def test_a_terminal_too_small_gets_a_sentence(size: tuple[int, int]) -> None:
    async with scope_on(size=size) as stage:
        await stage.press("tab", "m", "down", "f", "?", "escape")

        if size[0] >= 20 and size[1] >= 3:
            assert "too small" in stage.text()


async def test_the_terminal_may_become_small_and_large_again() -> None:
    async with scope_on() as stage:
        for size in [(20, 5), (80, 24), (200, 60), (40, 12), (120, 36)]:
            await stage.pilot.resize_terminal(*size)
            await stage.settle()

        await stage.sees("A · 4242 anatomy", "region")


async def test_growth_is_shown_with_the_next_look_and_in_strong_letters() -> None:
    more = region(0x7E00_0000_0000, 8 * MIB, Kind.ANON)
    grown = snapshot(process(heap=1412 * KIB, more=[more]), process(4243))
    before = snapshot(process(), process(4243))
    async with scope_on(before, grown, size=(200, 60)) as stage:
        await stage.next_look()

        await stage.sees("+1 region: anonymous, 8 MiB", "heap grew 132 KiB", "1.4 MiB")
        column = stage.scope.deck.active
        assert column is not None
        changed = [change.start for change in column.view.changed.values()]
        heap = next(r for r in column.view.process.regions if r.kind is Kind.HEAP)
        assert {heap.start, more.start} <= set(changed)


async def test_a_new_thread_appears_in_the_tree_with_its_stack() -> None:
    async with scope_on(pair(), snapshot(process(threads=4))) as stage:
        await stage.next_look()

        assert lines_with(stage.text(), "4252 worker-3")
        await stage.sees("stack 4252", "thread worker-3 (4252) started")


async def test_a_process_that_ended_stays_visible_as_ended() -> None:
    async with scope_on(pair(), snapshot(process(4242))) as stage:
        await stage.next_look()

        await stage.sees("B · 4243 anatomy · ended", "A · 4242 anatomy")
        assert lines_with(stage.text(), "4243", "anatomy", "ended")


async def test_all_processes_may_end() -> None:
    async with scope_on(pair(), snapshot()) as stage:
        await stage.next_look()
        await stage.press("down", "m", "tab", "f", "1")

        await stage.sees("ended")


async def test_a_source_with_nothing_to_show_shows_an_empty_screen() -> None:
    async with scope_on(snapshot()) as stage:
        await stage.press("down", "up", "m", "tab", "enter", "left", "right", "f", "s")

        await stage.sees("processes and threads")


async def test_libraries_of_the_same_file_are_marked_in_both_columns() -> None:
    async with scope_on() as stage:
        assert lines_with(stage.text(), "libc.so.6")[0].count("═ L") == 2
        assert not lines_with(stage.text(), "═ H")
        assert not lines_with(stage.text(), "═ D")


async def test_one_process_alone_has_no_such_marks() -> None:
    async with scope_on(snapshot(process())) as stage:
        assert "═" not in stage.text()


async def test_of_many_processes_those_that_fit_are_shown_and_keys_reach_the_rest() -> (
    None
):
    many = snapshot(*(process(4242 + n) for n in range(7)))
    async with scope_on(many) as stage:
        await stage.sees("A · 4242", "B · 4243")
        assert "G · 4248" not in stage.text()

        await stage.press(*["right"] * 6)

        await stage.sees("G · 4248")
        assert "A · 4242" not in stage.text()


async def test_what_a_source_fails_with_is_shown_in_the_top_line() -> None:
    async with scope_on(pair()) as stage:
        stage.source.step()
        await stage.until(lambda: "no more to come" in stage.text())


async def test_back_on_the_textbook_map_no_room_is_kept_for_a_scroll_bar() -> None:
    async with scope_on(size=(120, 24)) as stage:
        at_first = stage.text()
        await stage.press("m")
        assert stage.scope.deck.columns[0].show_vertical_scrollbar
        await stage.press("m")

        assert stage.text() == at_first


async def test_a_terminal_that_was_too_small_has_its_focus_again() -> None:
    async with scope_on() as stage:
        await stage.press("tab")
        for size in [(20, 5), (120, 36)]:
            await stage.pilot.resize_terminal(*size)
            await stage.settle()

        assert stage.app.focused is stage.scope.query_one("#card")


async def test_a_pane_with_a_scroll_bar_says_how_much_is_below_from_the_start() -> None:
    async with scope_on(size=(120, 24)) as stage:
        card = stage.scope.query_one("#card", Pane)
        at_first = card.virtual_size
        card.redraw()

        assert card.show_vertical_scrollbar
        assert card.virtual_size == at_first


async def test_a_long_title_leaves_room_for_how_it_is_looked_at() -> None:
    async with scope_on() as stage:
        pids = " ".join(str(pid) for pid in range(4242, 4272))
        stage.scope.query_one(HeaderBar)._left = lambda: pids
        await stage.press("space")

        first = stage.text().splitlines()[0]
        assert first.startswith(" memscope  4242 4243")
        assert "… " in first
        assert "‖ paused" in first


async def test_who_only_watches_has_no_pane_of_actions_on_a_low_screen() -> None:
    async with scope_on(size=(80, 24)) as stage:
        await stage.press("shift+tab")
        assert stage.scope.query_one("#actions").display
        stage.scope.add_class("-watching")
        await stage.settle()

        assert not stage.scope.query_one("#actions").display
