import pytest
from msgspec.structs import replace

from memscope.analyze.growth.growth import Window
from memscope.analyze.layers import layers_of
from memscope.analyze.series import Ticks
from memscope.collect.history.past import PastLooks
from memscope.model.diff import Difference
from memscope.model.kinds import Kind
from memscope.model.process import Process
from tests.unit.histories import PAGE, held, look, process

pytestmark = pytest.mark.unit


def heap(pages: int) -> Process:
    return process(held(1000, 4096, pages, kind=Kind.HEAP, label="heap"), held(1, 9, 9))


def watched(*looks: Process | None) -> PastLooks:
    past = PastLooks()
    for number, one in enumerate(looks):
        past.add(number / 2, look(number / 2, *([one] if one else [])))
    return past


def test_a_look_says_what_changed_since_the_one_before() -> None:
    past = watched(heap(1))

    (changes,) = past.add(0.5, look(0.5, heap(3))).values()
    assert [(one.what, one.delta) for one in changes] == [
        (Difference.TOUCHED, 2 * PAGE)
    ]


def test_layers_that_are_kept_up_are_those_of_the_whole_look() -> None:
    last = process(held(1000, 9, 5, kind=Kind.HEAP, label="heap"), held(70, 3, 2))
    past = watched(heap(1), heap(7), last)
    series = past.series(last.identity)

    assert series is not None
    assert {one.key: one.now for one in series.layers} == layers_of(last)


def test_a_pid_that_is_used_again_is_another_process() -> None:
    other = replace(heap(100), start_ticks=99)
    past = watched(heap(1), heap(2), other)

    new = past.growth(other, Window(), 1.0)
    old = past.growth(heap(2), Window(), 0.5)
    assert new is not None
    assert new.total is None
    assert old is not None
    assert old.total == PAGE


def test_a_process_that_was_missing_for_a_look_goes_on() -> None:
    past = watched(heap(1), None, heap(4))
    growth = past.growth(heap(4), Window(), 1.0)

    assert growth is not None
    assert growth.total == 3 * PAGE


def test_what_happens_again_and_again_is_told_once() -> None:
    past = watched(*(heap(at) for at in range(20)))

    (one,) = past.happenings
    assert one.bytes == 19 * PAGE
    assert one.address == 1000 * PAGE


def test_bookmarks_are_ticks_of_every_process_and_survive() -> None:
    past = watched(heap(1), heap(2))
    past.mark(0.5, "before load")
    past.forget()
    past.add(1.0, look(1.0, heap(3)))
    series = past.series(heap(3).identity)

    assert series is not None
    assert [(one.what, one.name) for one in series.ticks] == [
        (Ticks.BOOKMARK, "before load")
    ]


def test_the_same_look_again_is_nothing_new() -> None:
    past = watched(heap(1), heap(2))

    assert past.add(0.5, look(0.5, heap(2))) == {}
    assert past.moments() == [0.0, 0.5]


def test_a_process_that_runs_another_program_begins_its_layers_anew() -> None:
    other = replace(heap(2), exe="/bin/other")
    past = watched(heap(1), other)
    series = past.series(other.identity)

    assert series is not None
    assert {one.key: one.now for one in series.layers} == layers_of(other)


def test_of_whom_was_never_seen_nothing_is_told() -> None:
    assert PastLooks().growth(heap(1), Window(), 0.0) is None
    assert PastLooks().series((1, 1)) is None


def test_a_still_process_has_the_same_record_of_growth_look_after_look() -> None:
    past = watched(*[heap(3)] * 200)
    first = past.growth(heap(3), Window(), 99.0)

    assert past.growth(heap(3), Window(), 99.5) is first
    assert past.growth(heap(3), Window(10.0), 99.5) is not first
    past.add(100.0, look(100.0, heap(4)))
    assert past.growth(heap(4), Window(), 100.0) is not first
