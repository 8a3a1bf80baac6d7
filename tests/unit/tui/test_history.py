"""What is remembered of a process from look to look."""

import pytest
from msgspec.structs import replace

from memscope.model.diff import Difference, ThreadChange
from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.tui.history import FRESH_S, Remembered
from tests.tui.synthetic import KIB, MIB, process, region

pytestmark = pytest.mark.unit


def remembered(one: Process | None = None, at: float = 100.0) -> Remembered:
    return Remembered("A", one or process(), at)


def heap_of(one: Process) -> int:
    return next(each.start for each in one.regions if each.kind is Kind.HEAP)


def test_a_look_gives_what_changed_and_becomes_the_last_one() -> None:
    known, grown = remembered(), process(heap=2 * MIB)

    changes = known.look(100.5, grown)

    assert [change.what for change in changes] == [Difference.GREW]
    assert known.process is grown
    assert known.seen_at == 100.5


def test_a_look_at_the_same_gives_nothing() -> None:
    known = remembered()

    assert known.look(100.5, process()) == ()
    assert known.changed == {}


def test_threads_that_come_are_seen_where_no_region_changed() -> None:
    two = process(threads=2)
    known = remembered(replace(two, threads=two.threads[:1]))

    (change,) = known.look(100.5, two)

    assert change.what is ThreadChange.STARTED
    assert known.started == {two.threads[1].tid: 100.5}


def test_what_is_gone_has_no_place_to_mark() -> None:
    extra = region(0x6000_0000_0000, 4096, Kind.ANON)
    known = remembered(process(more=[extra]))

    (change,) = known.look(100.5, process())

    assert change.what is Difference.GONE
    assert known.changed == {}


def test_growth_outlives_the_pages_it_brought_in_the_same_look_alone() -> None:
    known, grown = remembered(), process(heap=2 * MIB)
    heap = next(one for one in grown.regions if one.kind is Kind.HEAP)
    fuller = replace(heap, usage=replace(heap.usage, resident=900 * KIB))
    full = replace(
        grown, regions=tuple(fuller if one is heap else one for one in grown.regions)
    )

    known.look(100.5, full)
    assert known.changed[heap.start][1].what is Difference.GREW

    fullest = replace(heap, usage=replace(heap.usage, resident=MIB))
    known.look(
        101.0,
        replace(
            full,
            regions=tuple(fullest if one is fuller else one for one in full.regions),
        ),
    )
    assert known.changed[heap.start][1].what is Difference.TOUCHED


def test_marks_are_dropped_when_they_are_no_longer_fresh() -> None:
    known = remembered(process(threads=2))
    known.look(100.5, process(threads=3, heap=2 * MIB))
    heap = heap_of(known.process)

    known.forget(100.5 + FRESH_S - 0.01)
    assert heap in known.changed
    assert known.started

    known.forget(100.5 + FRESH_S)
    assert known.changed == {}
    assert known.started == {}
