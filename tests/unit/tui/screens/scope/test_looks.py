"""Which closer look a key opens, about what, and why it opens none."""

from collections.abc import Callable

import pytest

from memscope.model.kinds import Kind
from memscope.tui.close_looks import Closer
from memscope.tui.screens.bytes import BytesScreen
from memscope.tui.screens.compare import CompareScreen
from memscope.tui.screens.look import CloseLookScreen
from memscope.tui.screens.pages import PagesScreen
from memscope.tui.screens.registers import RegistersScreen
from memscope.tui.screens.scope.looks import Looks
from memscope.tui.screens.where import WhereScreen
from memscope.tui.session import Session
from memscope.tui.subject import LookSubject
from memscope.tui.widgets.address_map import Mode
from tests.tui.closer import PreparedCloser
from tests.tui.synthetic import MIB, Steps, pair, process, snapshot
from tests.unit.tui.screens.scope.parts import Parts, bare_parts, parts_on

pytestmark = pytest.mark.unit

OPENERS: dict[type[CloseLookScreen], Callable[[Looks], None]] = {
    PagesScreen: Looks.open_pages,
    BytesScreen: Looks.open_bytes,
    RegistersScreen: Looks.open_registers,
    WhereScreen: Looks.open_where,
    CompareScreen: Looks.open_compare,
}


def looks(parts: Parts, closer: Closer | None = None) -> Looks:
    session = Session(lambda: "a title", Steps(pair()), closer=closer)
    return Looks(session, parts.deck, parts.host)


def living(parts: Parts) -> Looks:
    return looks(parts, PreparedCloser())


def subject_of(parts: Parts) -> LookSubject:
    (screen,) = parts.host.opened
    assert isinstance(screen, CloseLookScreen)
    return screen.subject


@pytest.mark.parametrize("kind", OPENERS)
async def test_a_key_opens_its_look_at_what_is_selected(
    kind: type[CloseLookScreen],
) -> None:
    async with parts_on() as parts:
        heap = parts.select(Kind.HEAP)
        OPENERS[kind](living(parts))

        (screen,) = parts.host.opened
        assert type(screen) is kind
        assert subject_of(parts).process.pid == 4242
        assert subject_of(parts).region == heap
        assert parts.host.said == []


@pytest.mark.parametrize("kind", OPENERS)
async def test_a_recording_has_no_living_process_to_look_at(
    kind: type[CloseLookScreen],
) -> None:
    async with parts_on() as parts:
        OPENERS[kind](looks(parts))

        (said,) = parts.host.said
        assert said.startswith("a recording only shows what was")
        assert parts.host.opened == []


@pytest.mark.parametrize("kind", OPENERS)
async def test_before_the_first_look_nothing_is_opened(
    kind: type[CloseLookScreen],
) -> None:
    needs_region = kind in (PagesScreen, BytesScreen)
    async with bare_parts() as parts:
        OPENERS[kind](living(parts))

        assert parts.host.opened == []
        assert parts.host.said == ["select a region first"] * needs_region


async def test_a_hole_has_neither_pages_nor_bytes() -> None:
    async with parts_on() as parts:
        parts.deck.set_mode(Mode.EXACT)
        heap = parts.select(Kind.HEAP)
        assert parts.deck.active is not None
        assert parts.deck.active.go_to(heap.end)
        part = living(parts)
        part.open_pages()
        part.open_bytes()

        assert parts.host.opened == []
        assert parts.host.said == ["select a region first"] * 2


@pytest.mark.parametrize("active", [4242, 4243])
async def test_two_processes_are_compared_in_the_order_of_the_screen(
    active: int,
) -> None:
    async with parts_on() as parts:
        for column in parts.deck.columns:
            if column.view.process.pid == active:
                parts.deck.activate(column.view.key)
        living(parts).open_compare()

        (screen,) = parts.host.opened
        assert isinstance(screen, CompareScreen)
        assert screen.subject.process.pid == 4242
        assert screen.other.process.pid == 4243


async def test_a_process_alone_cannot_be_compared() -> None:
    async with parts_on(snapshot(process())) as parts:
        living(parts).open_compare()

        assert parts.host.opened == []
        assert parts.host.said == ["comparing needs two processes on screen"]


async def test_a_look_follows_its_process_and_keeps_one_that_left_the_screen() -> None:
    async with parts_on() as parts:
        parts.select(Kind.HEAP)
        living(parts).open_bytes()
        subject = subject_of(parts)

        await parts.draw(pair(heap=2 * MIB))
        assert subject.region is not None
        assert subject.region.size == 2 * MIB

        parts.builder.forget()
        await parts.draw(snapshot(process(4243)))
        assert subject.process.pid == 4242


async def test_an_address_that_was_found_is_shown_on_the_map() -> None:
    async with parts_on() as parts:
        heap = parts.select(Kind.HEAP)
        parts.select(Kind.STACK)
        living(parts).open_where()
        (then,) = parts.host.ends
        assert then is not None

        then(None)
        assert (parts.selected, parts.host.panes) == (Kind.STACK, [])
        then(heap.start)
        assert (parts.selected, parts.host.panes) == (Kind.HEAP, ["maps"])
        assert parts.host.said == []


async def test_an_address_that_is_not_on_the_map_is_told() -> None:
    async with parts_on() as parts:
        living(parts).open_where()
        (then,) = parts.host.ends
        assert then is not None

        then(0x10)

        assert parts.host.said == ["not on the map as it is shown now"]
        assert parts.host.panes == ["maps"]
