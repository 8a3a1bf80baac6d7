"""What each pane of the scope shows of a look."""

import pytest

from memscope.lab.catalog import find_sample
from memscope.model.kinds import Kind
from memscope.render.runs import plain
from memscope.tui.screens.scope.acting import Acting
from memscope.tui.screens.scope.picture import ScopePicture
from memscope.tui.session import Cast, Session
from memscope.tui.widgets.panes import Pane
from tests.tui.stage import Obedient
from tests.tui.synthetic import Steps, pair, process, snapshot
from tests.unit.tui.screens.scope.parts import Parts, bare_parts, parts_on

pytestmark = pytest.mark.unit


def picture(parts: Parts) -> ScopePicture:
    cast = Cast(Obedient(), find_sample("anatomy").actions)
    session = Session(lambda: "a lesson", Steps(pair()), {4242: cast})
    acting = Acting(session, parts.deck, parts.host)
    return ScopePicture(parts.screen, parts.layout, acting)


def text(pane: Pane) -> str:
    return "\n".join(map(plain, pane.lines(76)))


async def test_a_look_is_handed_to_every_pane() -> None:
    async with bare_parts() as parts:
        part = picture(parts)
        part.show(parts.builder.add(1.0, pair()), "a note")
        await parts.settle()

        assert [one.view.process.pid for one in parts.deck.columns] == [4242, 4243]
        assert parts.layout.threads.row_count() == 8
        assert " A " in text(parts.layout.totals)
        assert not parts.screen.has_class("-empty")
        assert parts.layout.minute.has_class("-lines-2")


@pytest.mark.parametrize("note", ["it ended with code 3", "[/] [heap]"])
async def test_without_a_process_the_note_says_why(note: str) -> None:
    async with bare_parts() as parts:
        picture(parts).show(parts.builder.add(1.0, snapshot()), note)

        assert parts.screen.has_class("-empty")
        assert note in text(parts.layout.nothing)


async def test_a_problem_is_told_where_there_was_never_a_look() -> None:
    async with bare_parts() as parts:
        picture(parts).show_no_look("a\x1b[31m [problem]")

        assert parts.screen.has_class("-empty")
        assert text(parts.layout.nothing) == "a\\x1b[31m [problem]"


async def test_the_maps_get_the_focus_once_when_they_come() -> None:
    async with parts_on() as parts:
        view = parts.host.view
        assert view is not None
        part = picture(parts)
        part.focus_maps(view)
        await parts.settle()
        first = parts.screen.focused
        assert first is parts.deck.active

        parts.layout.threads.focus()
        part.focus_maps(view)
        await parts.settle()

        assert parts.screen.focused is parts.layout.threads


async def test_while_there_is_no_process_the_focus_waits() -> None:
    async with bare_parts() as parts:
        part = picture(parts)
        part.focus_maps(parts.builder.add(1.0, snapshot()))
        view = await parts.draw(pair())
        part.focus_maps(view)
        await parts.settle()

        assert parts.screen.focused is parts.deck.active is not None


async def test_what_is_selected_is_explained_with_what_its_process_can_do() -> None:
    async with parts_on() as parts:
        part = picture(parts)
        parts.select(Kind.HEAP)
        part.explain_selected()
        assert "heap" in text(parts.layout.card)
        assert "only watches" not in text(parts.layout.actions)

        parts.deck.activate(parts.deck.columns[1].view.key)
        part.explain_selected()

        assert "only watches" in text(parts.layout.actions)
        branch = parts.layout.threads.selected
        assert branch is not None
        assert branch.process.pid == 4243


async def test_without_a_map_the_card_is_empty() -> None:
    async with bare_parts() as parts:
        picture(parts).explain_selected()

        assert text(parts.layout.card) == ""


async def test_the_sums_are_drawn_anew_only_for_another_process() -> None:
    async with parts_on() as parts:
        view = parts.host.view
        assert view is not None
        part = picture(parts)
        part.show(view, "")
        drawn = parts.layout.totals._drawer
        part.follow_with_sums(None)
        part.follow_with_sums(view)
        assert parts.layout.totals._drawer is drawn

        parts.deck.activate(parts.deck.columns[1].view.key)
        part.follow_with_sums(view)

        assert parts.layout.totals._drawer is not drawn


@pytest.mark.parametrize(("processes", "lines"), [(1, 1), (4, 4), (6, 4)])
async def test_the_last_minute_has_a_line_for_each_process_and_four_at_most(
    processes: int, lines: int
) -> None:
    many = [process(5000 + 20 * number, threads=1) for number in range(processes)]
    async with parts_on(snapshot(*many)) as parts:
        view = parts.host.view
        assert view is not None
        picture(parts).show(view, "")

        minute = parts.layout.minute
        assert [n for n in range(9) if minute.has_class(f"-lines-{n}")] == [lines]
