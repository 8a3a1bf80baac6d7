"""What is remembered between looks, and what is made of it."""

import pytest
from msgspec.structs import replace

from memscope.model.diff import Difference
from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.model.region import ProcessUsage
from memscope.model.snapshot import ENDING, Gap
from memscope.tui.build import ViewBuilder
from memscope.tui.history import FRESH_S
from memscope.tui.view import Options, View
from tests.tui.synthetic import KIB, MIB, process, snapshot

pytestmark = pytest.mark.tui


def looks(*processes: Process | None, every_s: float = 0.5) -> list[View]:
    builder = ViewBuilder()
    return [
        builder.add(n * every_s, snapshot(*([one] if one else [])))
        for n, one in enumerate(processes)
    ]


def test_the_first_look_reports_no_changes() -> None:
    (view,) = looks(process())

    assert view.events == ()
    assert view.processes[0].changed == {}


def test_a_change_is_marked_for_some_seconds_and_then_no_more() -> None:
    grown = process(heap=2 * MIB)
    views = looks(process(), *[grown] * 8)
    heap = next(r.start for r in grown.regions if r.kind is Kind.HEAP)

    marked = [heap in view.processes[0].changed for view in views]

    assert marked[:2] == [False, True]
    assert marked.index(False, 1) == 1 + FRESH_S / 0.5
    assert len(views[-1].events) == 1


def test_growth_is_the_news_and_not_the_pages_it_brought() -> None:
    before = process(heap=MIB)
    after = process(heap=2 * MIB)
    heap = next(r for r in after.regions if r.kind is Kind.HEAP)
    fuller = replace(heap, usage=replace(heap.usage, resident=900 * KIB))
    regions = tuple(fuller if r is heap else r for r in after.regions)

    view = looks(before, replace(after, regions=regions))[-1]

    assert view.processes[0].changed[heap.start].what is Difference.GREW


def test_letters_are_never_given_twice() -> None:
    builder = ViewBuilder()
    letters = []
    for n in range(30):
        view = builder.add(n, snapshot(process(4242 + n)))
        letters.append(view.processes[-1].letter)

    assert letters[:3] == ["A", "B", "C"]
    assert letters[25:27] == ["Z", "A2"]
    assert len(set(letters)) == 30


def test_a_reused_pid_is_another_process() -> None:
    again = replace(process(), start_ticks=999_999)

    view = looks(process(), again)[-1]

    assert [(one.letter, one.ended) for one in view.processes] == [
        ("A", True),
        ("B", False),
    ]


def test_a_zombie_keeps_the_picture_of_what_it_was() -> None:
    zombie = replace(process(), state="Z", regions=(), threads=())

    view = looks(process(), zombie)[-1]

    assert view.processes[0].ended
    assert view.processes[0].space.regions


def test_a_process_that_lost_its_memory_before_it_ended_keeps_its_picture() -> None:
    one, builder = process(), ViewBuilder()
    empty = replace(one, regions=(), usage=ProcessUsage())
    ending = Gap(what="memory map", pid=one.pid, why=ENDING)
    builder.add(10.0, snapshot(one))

    view = builder.add(10.5, replace(snapshot(empty), gaps=(ending,)))

    assert view.processes[0].ended
    assert view.processes[0].process is one


def test_a_process_whose_map_is_refused_is_alive() -> None:
    one, builder = process(), ViewBuilder()
    empty = replace(one, regions=(), usage=ProcessUsage())
    refused = Gap(what="memory map", pid=one.pid, why="permission denied")
    builder.add(10.0, snapshot(one))

    view = builder.add(10.5, replace(snapshot(empty), gaps=(refused,)))

    assert not view.processes[0].ended


def test_a_process_that_ended_is_told_once() -> None:
    views = looks(process(), None, None)

    assert [event.ended for event in views[-1].events] == [True]


def test_only_some_of_those_that_ended_are_kept() -> None:
    builder = ViewBuilder()
    for n in range(40):
        view = builder.add(n, snapshot(process(4242 + n)))

    assert len(view.processes) <= 10


def test_before_the_first_look_options_have_nothing_to_change() -> None:
    assert ViewBuilder().with_options(Options()) is None


def test_what_did_not_change_is_not_planned_again() -> None:
    first, second = looks(process(), process())

    assert second.processes[0].space is first.processes[0].space
    assert second.processes[0].terrain is first.processes[0].terrain
