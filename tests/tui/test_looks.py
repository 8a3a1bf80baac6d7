"""The keys that look closer: what they show, and what they leave alone."""

import pytest

from memscope.errors import AccessDenied, ProcessGone
from memscope.model.kinds import Kind
from memscope.model.page import PageState
from memscope.tui.screens.bytes import BytesScreen
from memscope.tui.screens.look import CloseLookScreen
from memscope.tui.screens.pages import PagesScreen
from memscope.tui.screens.registers import RegistersScreen
from memscope.tui.screens.scope.screen import ScopeScreen
from memscope.tui.screens.where import WhereScreen
from memscope.tui.screens.why import WhyScreen
from tests.tui.closer import NAME, PreparedCloser
from tests.tui.stage import SIZES, Stage, scope_on
from tests.tui.synthetic import pair, process, snapshot

pytestmark = pytest.mark.tui

SCREENS = [
    ("enter", PagesScreen),
    ("x", BytesScreen),
    ("r", RegistersScreen),
    ("w", WhereScreen),
    ("exclamation_mark", WhyScreen),
]


async def heap(stage: Stage) -> int:
    """Select the heap; return its address."""
    view = stage.scope.view
    assert view is not None
    regions = view.processes[0].process.regions
    start = next(one.start for one in regions if one.kind is Kind.HEAP)
    await stage.go_to(start)
    return start


def prepared() -> PreparedCloser:
    closer = PreparedCloser()
    closer.process = pair().processes[0]
    return closer


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("key", "screen"), SCREENS)
async def test_each_key_opens_its_screen_and_esc_closes_it(
    key: str, screen: type[CloseLookScreen], size: tuple[int, int]
) -> None:
    async with scope_on(size=size, closer=prepared()) as stage:
        await heap(stage)
        await stage.press(key)
        assert isinstance(stage.app.screen, screen)
        await stage.sees("A · 4242 anatomy")
        strips = stage.app.screen._compositor.render_strips()
        assert {strip.cell_length for strip in strips} == {size[0]}

        await stage.press("escape")
        assert isinstance(stage.app.screen, ScopeScreen)


@pytest.mark.parametrize(("key", "screen"), SCREENS)
async def test_a_recording_says_that_the_key_needs_the_living_process(
    key: str, screen: type[CloseLookScreen]
) -> None:
    async with scope_on() as stage:
        await heap(stage)
        await stage.press(key)

        assert isinstance(stage.app.screen, ScopeScreen)
        assert "living process" in stage.text()


@pytest.mark.parametrize("key", ["enter", "x", "w", "exclamation_mark"])
@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (ProcessGone(4242), "process 4242: no such process"),
        (AccessDenied(4242, "pagemap"), "pagemap: permission denied"),
    ],
)
async def test_what_cannot_be_read_is_one_clear_line(
    key: str, problem: ProcessGone | AccessDenied, text: str
) -> None:
    closer = prepared()
    closer.problem = problem
    async with scope_on(closer=closer) as stage:
        await heap(stage)
        await stage.press(key)

        assert isinstance(stage.app.screen, CloseLookScreen)
        await stage.sees(text)


async def test_nothing_is_gathered_on_the_thread_of_the_screen() -> None:
    closer = prepared()
    async with scope_on(closer=closer) as stage:
        await heap(stage)
        for key in ("enter", "x", "w", "exclamation_mark"):
            await stage.press(key, "escape")
        await stage.press("r", "r", "escape")

        assert {what for what, _about in closer.asked} >= {
            *("pages", "page", "layout", "rows", "where", "registers"),
            "why",
        }
        assert "MainThread" not in closer.threads


@pytest.mark.parametrize("key", [key for key, _screen in SCREENS])
async def test_the_help_of_a_look_names_its_own_keys(key: str) -> None:
    async with scope_on(closer=prepared()) as stage:
        await heap(stage)
        await stage.press(key)
        looking = stage.app.screen
        if isinstance(looking, WhereScreen):
            return  # there a question mark is something typed
        assert isinstance(looking, CloseLookScreen)
        await stage.press("question_mark")

        await stage.sees(*(one.meaning[:30] for one in looking.KEYS))


@pytest.mark.parametrize("key", [key for key, _screen in SCREENS])
async def test_looks_speak_the_other_language_too(key: str) -> None:
    async with scope_on(closer=prepared()) as stage:
        await heap(stage)
        await stage.press("L", key)

        assert "looking" not in stage.text()
        assert any("぀" <= character <= "ヿ" for character in stage.text())


# Pages


async def test_pages_show_letters_counts_and_the_frame_under_the_cursor() -> None:
    async with scope_on(closer=prepared()) as stage:
        start = await heap(stage)
        await stage.press("enter")

        await stage.sees(f"{start:012x}", "XS··", "320 pages")
        await stage.sees("1 exclusive: its own, in RAM", "318 absent")
        await stage.sees("physical frame 0xabc", "mapped 1 time")


async def test_the_cursor_asks_for_the_page_it_is_on() -> None:
    closer = prepared()
    async with scope_on(closer=closer) as stage:
        start = await heap(stage)
        await stage.press("enter", "space", "right", "right", "down")

        row = 96 * 4096  # as wide as the pane allows
        assert closer.asked[-1] == ("page", start + 2 * 4096 + row)


async def test_what_changed_since_the_last_look_is_marked_and_counted() -> None:
    closer = prepared()
    async with scope_on(closer=closer) as stage:
        await heap(stage)
        await stage.press("plus", "plus", "enter")
        closer.states = [PageState.EXCLUSIVE] * 4

        await stage.sees("2 came into RAM")
        await stage.sees("|++·"[1:])


async def test_a_large_region_is_scaled_and_can_be_zoomed_into() -> None:
    big = snapshot(process(heap=1 << 30))
    closer = prepared()
    async with scope_on(big, size=(80, 24), closer=closer) as stage:
        await heap(stage)
        await stage.press("enter")
        await stage.sees("262,144 pages")
        await stage.loses("a cell is 4 KiB")

        await stage.press(*["plus"] * 12)
        await stage.sees("a cell is 4 KiB", "XS··")

        await stage.press("end")
        await stage.loses("XS··")


async def test_pause_stops_the_looking() -> None:
    closer = prepared()
    async with scope_on(closer=closer) as stage:
        await heap(stage)
        await stage.press("plus", "plus", "enter", "space")
        await stage.sees("paused")
        seen = closer.count("pages")

        await stage.press("right")
        await stage.until(lambda: closer.count("page") > 0)
        assert closer.count("pages") == seen


# Bytes


async def test_bytes_show_hex_text_names_and_where_words_point() -> None:
    async with scope_on(closer=prepared()) as stage:
        start = await heap(stage)
        await stage.press("x")

        await stage.sees(f"{start:012x}  2a 2a 2a", "****************")
        await stage.sees(NAME, "→ heap +0x120")


async def test_all_sixteen_bytes_and_characters_fit_into_80_columns() -> None:
    async with scope_on(size=(80, 24), closer=prepared()) as stage:
        await heap(stage)
        await stage.press("x")

        await stage.sees(
            "2a 2a 2a 2a 2a 2a 2a 2a  2a 2a 2a 2a 2a 2a 2a 2a  " + "*" * 16
        )


async def test_what_is_absent_takes_one_row() -> None:
    async with scope_on(closer=prepared()) as stage:
        await heap(stage)
        await stage.press("x", "end")

        await stage.sees("1.2 MiB · not mapped here")


async def test_bytes_of_gigabytes_are_read_only_where_they_are_seen() -> None:
    closer = prepared()
    async with scope_on(snapshot(process(heap=1 << 34)), closer=closer) as stage:
        await heap(stage)
        await stage.press("x", "end", "home")

        counts = [about[1] for what, about in _rows_asked(closer) if what == "rows"]
        assert counts
        assert max(counts) <= 3 * 36


def _rows_asked(closer: PreparedCloser) -> list[tuple[str, tuple[int, int]]]:
    return [
        (what, about)
        for what, about in closer.asked
        if what == "rows" and isinstance(about, tuple)
    ]


async def test_bytes_that_changed_are_marked() -> None:
    closer = prepared()
    async with scope_on(closer=closer) as stage:
        await heap(stage)
        await stage.press("plus", "plus", "x")
        closer.words = b"\x2b"

        await stage.sees("2b 2b 2b")
        screen = stage.app.screen
        assert isinstance(screen, BytesScreen)
        assert screen.rows._before


async def test_g_goes_to_an_address_and_says_so_when_there_is_nothing() -> None:
    closer = prepared()
    async with scope_on(closer=closer) as stage:
        start = await heap(stage)
        await stage.press("x", "g", *f"{start + 0x1230:x}", "enter")
        screen = stage.app.screen
        assert isinstance(screen, BytesScreen)
        await stage.until(lambda: screen.rows.address == start + 0x1230)
        await stage.sees(f"{start + 0x1230:012x}")

        await stage.press("g", *"zq[/]", "enter")
        await stage.sees("not an address: ")
        seen = closer.count("rows")
        await stage.until(lambda: closer.count("rows") > seen)
        await stage.settle()
        await stage.sees("not an address: ")

        await stage.press("escape", "g", *"10", "enter")
        await stage.sees("nothing is mapped at 0x10")
        await stage.press("escape", "escape")
        assert isinstance(stage.app.screen, ScopeScreen)


async def test_enter_follows_a_pointer_and_b_comes_back() -> None:
    async with scope_on(closer=prepared()) as stage:
        await stage.go_to(0x7FFD_3C21_F000)
        await stage.press("x", "home", "enter")
        screen = stage.app.screen
        assert isinstance(screen, BytesScreen)
        await stage.until(lambda: _is_at(screen, Kind.HEAP, 0x120))

        await stage.press("b")
        await stage.until(lambda: not _is_at(screen, Kind.HEAP, 0x120))
        assert screen._region is not None
        assert screen._region.kind is not Kind.HEAP


def _is_at(screen: BytesScreen, kind: Kind, offset: int) -> bool:
    region, address = screen._region, screen.rows.address
    assert region is not None
    return region.kind is kind and address == region.start + offset


async def test_the_bytes_of_a_stack_begin_where_it_is_in_use() -> None:
    async with scope_on(closer=prepared()) as stage:
        await stage.go_to(0x7FFD_3C21_F000)
        await stage.press("x")
        screen = stage.app.screen
        assert isinstance(screen, BytesScreen)

        await stage.until(lambda: screen.rows.cursor > 0)
        await stage.until(lambda: screen.rows.selected is not None)


async def test_v_shows_global_variables_and_their_values() -> None:
    async with scope_on(closer=prepared()) as stage:
        await heap(stage)
        await stage.press("x", "v")
        await stage.sees("global variables", NAME, "42 (0x2a)")
        await stage.sees("v: the bytes again")
        await stage.loses("looking…")

        await stage.press("escape")
        await stage.sees("2a 2a 2a")
        await stage.loses("v: the bytes again")


async def test_a_region_without_global_variables_says_where_they_are() -> None:
    closer = prepared()
    closer.has_variables = False
    async with scope_on(closer=closer) as stage:
        await heap(stage)
        await stage.press("x", "v")

        await stage.sees("no global variables", "they lie in data and bss")


# Registers


async def test_registers_are_read_only_after_a_yes() -> None:
    closer = prepared()
    async with scope_on(closer=closer) as stage:
        await stage.press("r")
        await stage.sees("has to be", "stopped", "3 threads")
        assert closer.count("registers") == 0

        await stage.press("r")
        await stage.sees("stopped for 23 µs", "rip", "→ heap +0x8", "rsp", "in use")
        assert closer.count("registers") == 1


async def test_registers_are_never_read_by_a_refresh() -> None:
    closer = prepared()
    async with scope_on(pair(), pair(touched=16384), closer=closer) as stage:
        await stage.press("r", "r")
        await stage.next_look()
        await stage.press("L", "T")
        assert closer.count("registers") == 1

        await stage.press("r")
        assert closer.count("registers") == 2


# Where


async def test_where_begins_with_the_selected_region() -> None:
    closer = prepared()
    async with scope_on(closer=closer) as stage:
        start = await heap(stage)
        await stage.press("w")

        assert ("where", start) in closer.asked
        await stage.sees("what is there", "heap", "rw-p")


async def test_where_looks_and_then_goes_to_the_place_on_the_map() -> None:
    async with scope_on(closer=prepared()) as stage:
        await heap(stage)
        await stage.press("w", *"7ffd3c21f123", "enter")
        await stage.sees("0x123 from its start")

        await stage.press("enter")
        assert isinstance(stage.app.screen, ScopeScreen)
        assert stage.selected.start == 0x7FFD_3C21_F000


async def test_where_says_what_is_wrong_with_an_address() -> None:
    async with scope_on(closer=prepared()) as stage:
        await stage.press("w", *"[red]", "enter")
        await stage.sees("not an address: '[red]'")

        await stage.press(*["backspace"] * 5, *"ffff800000000000000", "enter")
        await stage.sees("not an address: more than 64 bits")


# Why


async def test_why_says_where_what_and_what_to_do() -> None:
    closer = prepared()
    async with scope_on(closer=closer, size=(120, 40)) as stage:
        await stage.press("exclamation_mark")

        assert closer.asked[-1] == ("why", 4242)
        await stage.sees("Freed memory is kept in 64 malloc arenas", "malloc arenas")


async def test_a_number_leads_from_a_finding_to_its_memory() -> None:
    async with scope_on(closer=prepared()) as stage:
        start = await heap(stage)
        await stage.press("home", "exclamation_mark", "1")

        await stage.until(lambda: isinstance(stage.app.screen, ScopeScreen))
        assert stage.selected.start == start


async def test_a_finding_about_no_place_leads_nowhere() -> None:
    async with scope_on(closer=prepared()) as stage:
        await stage.press("exclamation_mark", "2", "9")

        assert isinstance(stage.app.screen, WhyScreen)
        await stage.sees("not about one place")


async def test_the_top_line_keeps_what_is_wrong() -> None:
    async with scope_on(closer=prepared(), size=(160, 40)) as stage:
        assert "vm.max_map_count" not in stage.text()
        await stage.press("exclamation_mark", "escape")

        # A limit that is nearly reached counts more than memory that is kept.
        assert "vm.max_map_count 100 % used" in stage.text().splitlines()[0]
