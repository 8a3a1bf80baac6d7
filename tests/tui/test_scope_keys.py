"""What each key of the scope does."""

import pytest
from memscope.render.map.exact import Hole
from memscope.tui.widgets.address_map import AddressMap, Mode
from memscope.tui.widgets.map_deck import MapDeck

from memscope.i18n import language
from memscope.model.kinds import Kind, Segment
from memscope.model.region import Region
from memscope.render.map.blocks import Block
from memscope.tui.keys import SCOPE_KEYS
from memscope.tui.screens.help import HelpScreen
from memscope.tui.widgets.rows import Rows
from memscope.tui.widgets.search_bar import SearchBar
from tests.tui.stage import SIZES, Stage, lines_with, scope_on
from tests.tui.synthetic import crowd, pair, process, snapshot

pytestmark = pytest.mark.tui


def column(stage: Stage) -> AddressMap:
    active = stage.scope.deck.active
    assert active is not None
    return active


def main_region(stage: Stage) -> Region | Hole | None:
    item = column(stage).selected
    return item.main if isinstance(item, Block) else item


def focused(stage: Stage) -> str:
    widget = stage.app.focused
    return "maps" if isinstance(widget, AddressMap) else str(widget and widget.id)


@pytest.mark.parametrize("size", SIZES)
async def test_m_changes_between_textbook_and_exact(size: tuple[int, int]) -> None:
    async with scope_on(size=size) as stage:
        await stage.press("m")
        await stage.sees("exact", "7ffd3c21f000")
        assert column(stage).mode is Mode.EXACT

        await stage.press("m")
        await stage.sees("textbook")


async def test_the_selected_region_stays_selected_when_the_map_changes() -> None:
    async with scope_on() as stage:
        await stage.press("down", "down", "down")
        before = main_region(stage)

        await stage.press("m")

        assert main_region(stage) == before


@pytest.mark.parametrize(("down", "up"), [("down", "up"), ("j", "k")])
async def test_arrows_and_letters_move_the_cursor(down: str, up: str) -> None:
    async with scope_on() as stage:
        start = column(stage).cursor

        await stage.press(down, down, down, up)

        assert column(stage).cursor == start + 2


async def test_home_and_end_go_to_the_ends() -> None:
    async with scope_on() as stage:
        await stage.press("m", "end")
        assert column(stage).cursor == column(stage).row_count() - 1

        await stage.press("home")
        assert column(stage).cursor == 0


async def test_page_keys_move_by_a_page_and_keep_the_cursor_in_sight() -> None:
    async with scope_on(crowd(500)) as stage:
        await stage.press("m", "home", "pagedown", "pagedown")

        page = column(stage).scrollable_content_region.height
        assert column(stage).cursor == 2 * (page - 1)
        top = column(stage).scroll_offset.y
        assert top <= column(stage).cursor < top + page


async def test_the_region_pane_follows_the_cursor() -> None:
    async with scope_on() as stage:
        await stage.press("m", "end")

        await stage.sees("read-only data · data", "Constants: texts")


@pytest.mark.parametrize("size", SIZES)
async def test_tab_visits_every_pane_and_comes_back(size: tuple[int, int]) -> None:
    async with scope_on(size=size) as stage:
        visited = []
        for _press in range(4):
            await stage.press("tab")
            visited.append(focused(stage))

        assert visited == ["card", "minute", "tree", "maps"]

        await stage.press("shift+tab")
        assert focused(stage) == "tree"


async def test_left_and_right_go_through_columns_and_panes() -> None:
    async with scope_on() as stage:
        await stage.press("right")
        assert column(stage).view.letter == "B"

        await stage.press("right")
        assert focused(stage) == "card"

        await stage.press("left", "left", "left")
        assert focused(stage) == "tree"
        assert column(stage).view.letter == "A"


async def test_looking_at_another_pane_keeps_the_process_on_a_narrow_screen() -> None:
    async with scope_on(size=(80, 24)) as stage:
        await stage.press("right", "tab", "tab", "tab", "tab")

        assert column(stage).view.letter == "B"


async def test_enter_goes_from_a_thread_to_its_stack_and_back() -> None:
    async with scope_on() as stage:
        await stage.press("shift+tab", "home", "down", "down", "enter")

        region = main_region(stage)
        assert isinstance(region, Region)
        assert (region.kind, region.thread) == (Kind.THREAD_STACK, 4250)
        assert focused(stage) == "maps"

        await stage.press("enter")

        selected = stage.scope.threads.selected
        assert selected is not None
        assert selected.thread is not None
        assert selected.thread.tid == 4250
        assert focused(stage) == "tree"


async def test_enter_on_what_belongs_to_no_thread_does_nothing() -> None:
    async with scope_on() as stage:
        await stage.press("end", "enter")

        assert focused(stage) == "maps"


async def test_the_tree_chooses_the_process_that_acts() -> None:
    async with scope_on() as stage:
        await stage.press("shift+tab", "end")

        assert column(stage).view.letter == "B"
        assert "actions" in stage.text()


@pytest.mark.parametrize(
    ("typed", "found"),
    [("heap", Kind.HEAP), ("55d2b0d34000", Kind.CODE), ("0x7ffd3c21f001", Kind.STACK)],
)
async def test_search_finds_names_and_addresses(typed: str, found: Kind) -> None:
    async with scope_on() as stage:
        await stage.press("m", "slash", *typed, "escape")

        region = main_region(stage)
        assert isinstance(region, Region)
        assert region.kind is found
        assert focused(stage) == "maps"


async def test_enter_in_the_search_goes_to_the_next_hit() -> None:
    async with scope_on() as stage:
        await stage.press("m", "slash", *"guard")
        first = main_region(stage)

        await stage.press("enter")
        second = main_region(stage)
        await stage.press("enter")

        assert first is not None
        assert second is not None
        assert second.start < first.start
        assert main_region(stage) == first


async def test_a_search_without_result_says_so_and_moves_nothing() -> None:
    async with scope_on() as stage:
        before = main_region(stage)

        await stage.press("slash", *"zq[/]")

        await stage.sees("not found")
        assert main_region(stage) == before
        await stage.sees("zq[/]")


async def test_letters_typed_in_the_search_are_not_commands() -> None:
    async with scope_on() as stage:
        await stage.press("slash", *"mqsfL")

        assert column(stage).mode is Mode.TEXTBOOK
        assert stage.app.is_running
        assert stage.scope.query_one(SearchBar).has_class("-open")


async def test_f_shows_one_segment_after_the_other_and_all_again() -> None:
    async with scope_on() as stage:
        everything = _segments(stage)
        for segment in Segment:
            await stage.press("f")
            assert _segments(stage) == everything & {segment}

        await stage.press("f")
        assert _segments(stage) == everything
        assert len(everything) == 5


def _segments(stage: Stage) -> set[Segment]:
    return {region.segment for region in _shown(stage)}


def _shown(stage: Stage) -> list[Region]:
    book = column(stage).view.books[0]
    blocks = [item for item in book.items if isinstance(item, Block)]
    return [region for block in blocks for region in block.regions]


async def test_s_sorts_the_exact_map_by_size_then_by_what_is_touched() -> None:
    async with scope_on() as stage:
        await stage.press("s")
        exact = column(stage).view.exact
        sizes = [exact.at(row).size for row in range(len(exact))]
        assert sizes == sorted(sizes, reverse=True)
        await stage.sees("largest first")

        await stage.press("s")
        await stage.sees("most touched first")

        await stage.press("s")
        assert "first ·" not in stage.text()


async def test_space_stops_looking_and_goes_on() -> None:
    async with scope_on(pair(), snapshot(process(threads=5)), pair()) as stage:
        await stage.press("space")
        await stage.sees("paused")
        stage.source.step()
        await stage.settle()
        assert "worker-4" not in stage.text()

        await stage.press("space")
        assert stage.source.refreshed
        await stage.sees("live")


async def test_plus_and_minus_change_how_often_we_look() -> None:
    async with scope_on() as stage:
        await stage.press("plus")
        await stage.sees("live 5 Hz")

        await stage.press("minus", "minus")
        await stage.sees("live 1 Hz")

        await stage.press(*["minus"] * 9)
        await stage.sees("live 0.2 Hz")


@pytest.mark.parametrize("size", SIZES)
async def test_the_language_changes_on_the_fly_and_back(size: tuple[int, int]) -> None:
    async with scope_on(size=size) as stage:
        english = stage.text()

        await stage.press("L")
        assert language() == "ja"
        await stage.sees("ヒープ")
        assert "textbook" not in stage.text()

        await stage.press("L")
        assert stage.text() == english


@pytest.mark.parametrize("size", SIZES)
async def test_wide_characters_leave_every_border_in_its_place(
    size: tuple[int, int],
) -> None:
    async with scope_on(size=size) as stage:
        await stage.press("L")

        strips = stage.app.screen._compositor.render_strips()
        assert {strip.cell_length for strip in strips} == {size[0]}
        assert all(line.rstrip()[-1] in "│╮╯" for line in _framed(stage))


def _framed(stage: Stage) -> list[str]:
    return [line for line in stage.text().splitlines() if line.startswith("│")]


async def test_the_theme_changes_between_dark_and_light() -> None:
    async with scope_on() as stage:
        await stage.press("T")
        assert stage.app.theme == "memscope-light"

        await stage.press("T")
        assert stage.app.theme == "memscope-dark"


@pytest.mark.parametrize("size", SIZES)
async def test_help_names_every_key_and_every_kind(size: tuple[int, int]) -> None:
    async with scope_on(size=size) as stage:
        await stage.press("question_mark", "question_mark")
        assert isinstance(stage.app.screen, HelpScreen)
        seen = stage.text()
        for _page in range(6):
            await stage.press("pagedown")
            seen += stage.text()

        for key in SCOPE_KEYS:
            assert key.meaning[:30] in seen
        for word in ("thread stack", "malloc arena", "reserved", "a hole"):
            assert word in seen

        await stage.press("escape")
        assert len(stage.app.screen_stack) == 2


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("1", ("heap-grow", 1 << 20)),
        ("2", ("heap-free",)),
        ("3", ("large-alloc", 8 << 20)),
        ("4", ("large-free",)),
        ("6", ("unwind",)),
        ("7", ("thread-start",)),
        ("9", ("set-global", 42)),
    ],
)
async def test_digits_make_the_sample_act_and_we_look_at_once(
    key: str, told: tuple[object, ...]
) -> None:
    async with scope_on() as stage:
        await stage.press(key)

        assert stage.actor.told == [told]
        assert stage.source.refreshed == 1


async def test_a_sample_that_refuses_says_why() -> None:
    async with scope_on() as stage:
        await stage.press("8")

        await stage.sees("there is no [thread] to end")


async def test_a_process_that_is_not_ours_is_never_told_anything() -> None:
    async with scope_on() as stage:
        await stage.press("right", *"123456789")

        assert stage.actor.told == []
        await stage.sees("memscope only watches this process")


async def test_q_leaves() -> None:
    async with scope_on() as stage:
        await stage.press("q")

        assert stage.app.return_value == 0


async def test_escape_on_the_only_screen_ends_nothing() -> None:
    async with scope_on() as stage:
        await stage.press("escape")

        assert stage.app.is_running
        assert stage.app.return_value is None
        await stage.sees("q quits")


async def test_ctrl_c_ends_as_every_program_does() -> None:
    async with scope_on() as stage:
        await stage.press("ctrl+c")

        assert stage.app.return_value == 130


async def test_a_click_selects_a_region() -> None:
    async with scope_on() as stage:
        maps = stage.scope.query_one(MapDeck)
        rows = stage.text().splitlines()
        y = next(n for n, line in enumerate(rows) if " H  heap" in line)

        await stage.pilot.click(offset=(maps.region.x + 10, y))
        await stage.settle()

        region = main_region(stage)
        assert isinstance(region, Region)
        assert region.kind is Kind.HEAP
        await stage.sees("heap segment")


async def test_a_click_selects_a_thread_and_a_second_one_goes_to_its_stack() -> None:
    async with scope_on() as stage:
        rows = stage.text().splitlines()
        y = next(n for n, line in enumerate(rows) if "4250 worker-1" in line)

        await stage.pilot.click(offset=(8, y), times=2)
        await stage.settle()

        region = main_region(stage)
        assert isinstance(region, Region)
        assert region.thread == 4250


async def test_a_click_on_a_key_at_the_bottom_does_what_the_key_does() -> None:
    async with scope_on() as stage:
        rows = stage.text().splitlines()
        x = rows[-1].index("m map")

        await stage.pilot.click(offset=(x, len(rows) - 1))
        await stage.settle()

        assert column(stage).mode is Mode.EXACT


async def test_the_palette_lists_our_commands_and_none_of_textuals() -> None:
    async with scope_on(size=(120, 60)) as stage:
        await stage.press("ctrl+p")

        await stage.sees("start a thread", "textbook map")
        assert not lines_with(stage.text(), "Screenshot")


async def test_a_command_of_the_palette_does_what_its_key_does() -> None:
    async with scope_on() as stage:
        await stage.press("ctrl+p")
        await stage.sees("textbook map")
        await stage.press(*"exact map")
        await stage.loses("quit  q")

        await stage.press("down", "enter")

        await stage.until(lambda: len(stage.app.screen_stack) == 2)
        await stage.until(lambda: column(stage).mode is Mode.EXACT)


async def test_a_key_press_draws_only_what_is_seen() -> None:
    async with scope_on(crowd(20_000)) as stage:
        await stage.press("m", "home")
        drawn = []
        plain = Rows._line
        Rows._line = lambda self, row, part, width: (  # type: ignore[method-assign]
            drawn.append(row) or plain(self, row, part, width)  # type: ignore[func-returns-value]
        )
        try:
            await stage.press("end")
        finally:
            Rows._line = plain  # type: ignore[method-assign]

        assert column(stage).cursor == column(stage).row_count() - 1
        assert len(drawn) < 300


async def test_help_that_is_longer_than_the_screen_says_so() -> None:
    async with scope_on(size=(80, 24)) as stage:
        await stage.press("question_mark", "question_mark")
        await stage.sees("more lines")

        await stage.press("end")

        await stage.loses("more line")


async def test_what_the_filter_hides_is_not_called_missing() -> None:
    async with scope_on() as stage:
        await stage.press("f", "slash", *"libc.so.6")
        await stage.loses("not among what is shown")

        await stage.press("escape", "f", "f", "f", "slash", *"libc.so.6")
        await stage.sees("not among what is shown: only ")
        await stage.loses("not found")
