"""What is remembered of a process from look to look."""

import pytest
from msgspec.structs import replace

from memscope.analyze.totals import Total
from memscope.model.diff import Difference, ThreadChange
from memscope.model.kinds import Kind, Segment
from memscope.model.process import Process
from memscope.tui.history import FRESH_S, HISTORY_S, Remembered
from tests.tui.synthetic import KIB, MIB, process, region

pytestmark = pytest.mark.unit


def remembered(one: Process | None = None, at: float = 100.0) -> Remembered:
    return Remembered("A", one or process(), at)


def heap_of(one: Process) -> int:
    return next(each.start for each in one.regions if each.kind is Kind.HEAP)


def total(resident: int | None) -> Total:
    return Total(1, 4 * MIB, resident, None)


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


@pytest.mark.parametrize(
    ("elapsed_s", "share"), [(0.5, 0.5), (0.25, 1.0), (2.0, 0.125)]
)
def test_cpu_time_is_a_share_of_the_time_between_looks(
    elapsed_s: float, share: float
) -> None:
    one = process(threads=1)
    (main,) = one.threads
    known = remembered(one)

    known.look(
        100.0 + elapsed_s, replace(one, threads=(replace(main, cpu_ms=40 + 250),))
    )

    assert known.cpu == {main.tid: share}


def test_a_thread_that_is_new_has_no_share_yet() -> None:
    known = remembered(process(threads=1))

    known.look(100.5, process(threads=2))

    assert set(known.cpu) == {4242}


def test_two_looks_at_one_time_say_nothing_of_cpu_time() -> None:
    one = process(threads=1)
    known = remembered(one)

    known.look(100.0, replace(one, threads=(replace(one.threads[0], cpu_ms=999),)))

    assert known.cpu == {}


def test_the_history_has_all_three_numbers_of_a_look() -> None:
    known = remembered()

    known.record(100.0, {Segment.HEAP: total(7), Segment.STACK: total(None)})

    history = known.history()
    assert history.resident == ((100.0, known.process.usage.resident),)
    assert history.heap == ((100.0, 7),)
    assert history.stacks == ((100.0, None),)


def test_a_segment_that_is_not_there_is_unknown() -> None:
    known = remembered()

    known.record(100.0, {})

    assert known.history().heap == ((100.0, None),)


def test_of_what_is_older_than_a_minute_one_sample_stays() -> None:
    known = remembered()
    last = 102.5 + HISTORY_S

    for at in (100.0, 101.0, 102.0, last):
        known.record(at, {Segment.HEAP: total(1), Segment.STACK: total(1)})

    history = known.history()
    for samples in (history.heap, history.stacks, history.resident):
        assert [at for at, _bytes in samples] == [102.0, last]


def test_a_sample_at_the_very_edge_is_not_older_than_a_minute() -> None:
    known = remembered()

    for at in (100.0, 101.0, 101.0 + HISTORY_S):
        known.record(at, {})

    assert [at for at, _none in known.history().heap] == [
        100.0,
        101.0,
        101.0 + HISTORY_S,
    ]
