"""Which way each key leads: between panes, and from a thread to its stack and back."""

import pytest

from memscope.model.kinds import Kind
from memscope.tui.screens.scope.layout import PANES
from memscope.tui.screens.scope.ways import Ways
from memscope.tui.widgets.address_map import Mode
from tests.unit.tui.screens.scope.parts import Parts, bare_parts, parts_on

pytestmark = pytest.mark.unit


def ways(parts: Parts, pane: str = "maps") -> Ways:
    for name in PANES:
        parts.screen.set_class(name == pane, f"-on-{name}")
    return Ways(parts.layout, parts.host)


@pytest.mark.parametrize(
    ("pane", "by", "to"),
    [
        ("tree", 1, "maps"),
        ("maps", 1, "card"),
        ("minute", 1, "tree"),
        ("tree", -1, "minute"),
        ("card", -1, "maps"),
    ],
)
async def test_tab_visits_all_panes_in_a_circle(pane: str, by: int, to: str) -> None:
    async with bare_parts() as parts:
        ways(parts, pane).to_next_pane(by)

        assert parts.host.panes == [to]


@pytest.mark.parametrize(
    ("pane", "by", "to"),
    [
        ("tree", -1, []),
        ("tree", 1, ["maps"]),
        ("card", -1, ["maps"]),
        ("card", 1, []),
        ("minute", -1, ["card"]),
        ("minute", 1, []),
    ],
)
async def test_left_and_right_end_at_the_edge(
    pane: str, by: int, to: list[str]
) -> None:
    async with bare_parts() as parts:
        ways(parts, pane).sideways(by)

        assert parts.host.panes == to


async def test_among_the_maps_sideways_goes_from_process_to_process() -> None:
    async with parts_on() as parts:
        part = ways(parts)
        part.sideways(1)
        await parts.settle()
        assert (parts.pid, parts.host.panes) == (4243, [])
        part.sideways(1)
        part.sideways(-1)
        await parts.settle()
        part.sideways(-1)

        assert parts.pid == 4242
        assert parts.host.panes == ["card", "tree"]


async def test_from_a_thread_one_gets_to_its_stack_in_its_own_process() -> None:
    async with parts_on() as parts:
        part = ways(parts, "tree")
        parts.layout.threads.select(4243, 4251)
        part.to_stack()

        assert parts.pid == 4243
        assert parts.selected is Kind.THREAD_STACK
        assert parts.host.panes == ["maps"]


async def test_from_a_process_one_gets_to_its_map_where_the_cursor_was() -> None:
    async with parts_on() as parts:
        parts.select(Kind.HEAP)
        parts.layout.threads.select(4242, None)
        ways(parts, "tree").to_stack()

        assert (parts.pid, parts.selected) == (4242, Kind.HEAP)
        assert parts.host.panes == ["maps"]


async def test_without_any_thread_there_is_no_way() -> None:
    async with bare_parts() as parts:
        part = ways(parts, "tree")
        part.to_stack()
        part.follow_thread()

        assert parts.host.panes == []


@pytest.mark.parametrize(
    ("kind", "tid"), [(Kind.STACK, 4242), (Kind.THREAD_STACK, 4251), (Kind.GUARD, 4251)]
)
async def test_from_a_stack_one_gets_to_its_thread(kind: Kind, tid: int) -> None:
    async with parts_on() as parts:
        parts.deck.set_mode(Mode.EXACT)
        parts.select(kind)
        assert parts.deck.active is not None
        ways(parts).to_thread(parts.deck.active)

        branch = parts.layout.threads.selected
        assert branch is not None
        assert branch.thread is not None
        assert branch.thread.tid == tid
        assert parts.host.panes == ["tree"]


async def test_from_anything_else_no_way_leads_to_a_thread() -> None:
    async with parts_on() as parts:
        parts.select(Kind.HEAP)
        assert parts.deck.active is not None
        part = ways(parts)
        part.to_thread(parts.deck.active)
        part.to_thread(parts.layout.threads)

        assert parts.host.panes == []


async def test_the_maps_follow_the_tree_only_while_it_has_the_focus() -> None:
    async with parts_on() as parts:
        assert parts.deck.active is not None
        parts.deck.active.focus()
        await parts.settle()
        part = ways(parts, "tree")
        parts.layout.threads.select(4243, 4251)
        part.follow_thread()
        assert parts.pid == 4242

        parts.layout.threads.focus()
        await parts.settle()
        part.follow_thread()

        assert parts.pid == 4243
