"""What the main screen shows, at three sizes and where there is hardly room."""

import pytest
from msgspec.structs import replace

from memscope.i18n import set_language
from memscope.model.snapshot import Gap
from memscope.tui.keys import HISTORY, MEMORY, PANES, REGION, SPACE, THREADS
from memscope.units import cell_width
from tests.tui.stage import SIZES, burst, lines_with, scope_on
from tests.tui.synthetic import KIB, MIB, pair, process, snapshot

pytestmark = pytest.mark.tui


@pytest.mark.parametrize("size", SIZES)
async def test_header_table_and_time_are_there(size: tuple[int, int]) -> None:
    async with scope_on(snapshot(process()), size=size) as stage:
        first, second = stage.text().splitlines()[:2]

        assert first.startswith("anatomy  4242")
        assert "live 2 Hz" in first
        assert second.startswith("resident ")
        assert "virtual" in second
        await stage.sees("what", "resident", "heap", "libc.so.6", "unmapped", "history")


@pytest.mark.parametrize("size", [(120, 36), (160, 45), (200, 60)])
async def test_a_wide_screen_shows_all_panes_with_their_numbers(
    size: tuple[int, int],
) -> None:
    async with scope_on(snapshot(process()), size=size) as stage:
        await stage.sees("space", "region", "threads 3", "history")
        assert lines_with(stage.text(), "groups", "regions", "by address")


async def test_a_narrow_screen_reaches_every_pane_with_tab() -> None:
    async with scope_on(snapshot(process()), size=(80, 24)) as stage:
        seen = []
        for _pane in range(4):
            seen.append(stage.scope.panes.pane)
            await stage.press("tab")

        assert seen == [MEMORY, REGION, THREADS, HISTORY]
        assert stage.scope.panes.pane == MEMORY


async def test_a_wide_screen_goes_round_all_panes_and_back() -> None:
    async with scope_on(snapshot(process())) as stage:
        for pane in (REGION, THREADS, HISTORY, SPACE, MEMORY):
            await stage.press("tab")
            assert stage.scope.panes.pane == pane
            assert stage.app.focused is stage.scope.panes.widget(pane)
        await stage.press("shift+tab")
        assert stage.scope.panes.pane == SPACE


@pytest.mark.parametrize("pane", PANES)
async def test_a_pane_may_have_the_whole_body_and_gives_it_back(pane: str) -> None:
    async with scope_on(snapshot(process())) as stage:
        stage.scope.show_pane(pane)
        await stage.settle()
        widget = stage.scope.panes.widget(pane)
        before = widget.size

        await stage.press("z")
        assert widget.size.area > before.area
        await stage.press("z")
        assert widget.size == before


@pytest.mark.parametrize("pane", PANES)
@pytest.mark.parametrize("size", SIZES)
async def test_every_pane_has_its_focus_and_its_keys_in_front(
    pane: str, size: tuple[int, int]
) -> None:
    if pane == SPACE and size == (80, 24):
        return  # a band there, that is looked at and not gone to
    async with scope_on(snapshot(process()), size=size) as stage:
        stage.scope.show_pane(pane)
        await stage.settle()

        assert stage.app.focused is stage.scope.panes.widget(pane)
        last = stage.text().splitlines()[-1]
        assert "ctrl+p" in last
        assert last.rstrip().endswith("more")


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 45), (200, 60)])
@pytest.mark.parametrize("language", ["en", "ja"])
async def test_no_line_is_wider_than_the_screen(
    size: tuple[int, int], language: str
) -> None:
    set_language(language)
    async with scope_on(snapshot(process()), size=size) as stage:
        widths = {cell_width(line) for line in stage.text().splitlines()}
        assert widths == {size[0]}


@pytest.mark.parametrize(
    "size", [(20, 5), (1, 1), (39, 24), (80, 11), (3, 40), (200, 3)]
)
async def test_a_terminal_too_small_gets_a_sentence(size: tuple[int, int]) -> None:
    async with scope_on(size=size) as stage:
        await stage.press("tab", "m", "down", "z", "escape")

        if size[0] >= 20 and size[1] >= 3:
            assert "too small" in stage.text()


async def test_a_storm_of_sizes_leaves_the_screen_whole() -> None:
    async with scope_on(snapshot(process())) as stage:
        for size in [(80, 24), (20, 5), (200, 60), (40, 12), (160, 45), (120, 36)] * 3:
            await stage.pilot.resize_terminal(*size)
        await stage.settle()

        await stage.sees("heap", "threads 3", "history", "region")
        await stage.press("down")
        assert stage.app.focused is stage.table


async def test_the_least_terminal_has_a_table() -> None:
    async with scope_on(snapshot(process()), size=(40, 12)) as stage:
        await stage.sees("heap")
        assert stage.app.focused is stage.table


async def test_what_is_typed_ahead_runs_no_command() -> None:
    async with scope_on(snapshot(process())) as stage:
        await burst(stage.pilot, "/libm q")
        await stage.settle()

        assert stage.app.is_running
        assert stage.scope.panes.filter.typed.text == "libm q"
        assert not stage.table.reading.marked


async def test_a_process_that_ends_stays_as_it_was_and_the_header_says_so() -> None:
    gone = replace(pair(), processes=())
    async with scope_on(snapshot(process()), gone) as stage:
        await stage.next_look()

        await stage.sees("ended", "heap")


async def test_of_two_processes_the_second_is_reached_with_the_cursor() -> None:
    async with scope_on() as stage:
        await stage.go_to(pair().processes[1].regions[0].start, pid=4243)

        assert stage.selected.process.pid == 4243
        assert "4243" in stage.text().splitlines()[0]


async def test_nothing_to_look_at_says_why() -> None:
    refused = Gap(what="processes", why="nobody is there", pid=4242)
    empty = replace(pair(), processes=(), gaps=(refused,))
    async with scope_on(empty) as stage:
        await stage.sees("nothing to show", "nobody is there")
        await stage.until(lambda: stage.app.focused is not stage.table)

        await stage.press("q")
        assert stage.app._exit


async def test_growth_is_seen_without_a_bookmark() -> None:
    full = process(heap=8 * MIB)
    heap = next(r for r in full.regions if r.path == "[heap]")
    fuller = replace(heap, usage=replace(heap.usage, resident=412 * KIB + 4 * MIB))
    after = replace(
        full, regions=tuple(fuller if r is heap else r for r in full.regions)
    )
    async with scope_on(snapshot(process()), snapshot(after)) as stage:
        await stage.next_look()

        assert lines_with(stage.text(), "heap", "+4.0M")


async def test_of_a_map_that_is_refused_no_number_is_claimed() -> None:
    refused = Gap(what="memory map", why="permission denied", pid=4242)
    blind = replace(process(), regions=())
    async with scope_on(replace(snapshot(blind), gaps=(refused,))) as stage:
        await stage.sees("permission denied", "memory")
        await stage.loses("0 groups")
