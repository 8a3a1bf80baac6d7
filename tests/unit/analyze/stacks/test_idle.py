"""Stacks of no thread: what marks them, and what is not called so."""

from collections.abc import Sequence

import pytest

from memscope.analyze.spans import Span, VmaIndex
from memscope.analyze.stacks.guesses import StackMarks
from memscope.analyze.stacks.idle import (
    claims_of_somebody,
    idle_spans,
    idle_stacks,
    unused_stacks,
)
from memscope.model import labels
from memscope.model.kinds import Confidence, Kind
from memscope.model.process import TaskFacts
from memscope.model.ranges import Ranges
from memscope.parse.pagemap import Pages
from memscope.parse.smaps import Smaps
from tests.unit.analyze.mapping import mapped

pytestmark = pytest.mark.unit

GUARD, STACK = "7f0000010000-7f0000011000 ---p", "7f0000011000-7f0000019000 rw-p"
LOW, HIGH = 0x7F00_0001_1000, 0x7F00_0001_9000
NONE = Ranges()
TOP_TOUCHED = Pages(resident=Ranges([HIGH - 0x1000], [HIGH]))
BOTTOM_TOUCHED = Pages(resident=Ranges([LOW], [LOW + 0x1000]))
LOST = TaskFacts(7, "lost", None, 7)


def by_flags(
    *flags: tuple[str, ...],
    lines: Sequence[str] = (GUARD, STACK),
    guards: Ranges = NONE,
    taken: Ranges = NONE,
    pages: Pages | None = None,
) -> list[tuple[int, int, int]]:
    marks = StackMarks(VmaIndex(mapped(*lines)), guards, flags)
    found = idle_stacks(marks, taken, pages)
    return [(one.start, one.end, one.guard) for one in found]


def test_a_flag_and_a_guard_are_a_stack_of_somebody() -> None:
    assert by_flags((), ("nh",)) == [(LOW, HIGH, 0x1000)]
    assert by_flags(("nh", "gd"), lines=[STACK]) == [(LOW, HIGH, 0)]


@pytest.mark.parametrize("pages", [None, Pages(), BOTTOM_TOUCHED])
@pytest.mark.parametrize("flags", [(), ((),), ((), ("rd",)), (("nh",), ())])
def test_without_flag_and_touched_top_there_is_none(
    flags: tuple[tuple[str, ...], ...], pages: Pages | None
) -> None:
    assert by_flags(*flags, pages=pages) == []


def test_a_guard_alone_needs_a_touched_top() -> None:
    assert by_flags((), (), pages=TOP_TOUCHED) == [(LOW, HIGH, 0x1000)]


def test_without_a_guard_or_where_somebody_is_there_is_none() -> None:
    assert by_flags(("nh",), lines=[STACK]) == []
    assert by_flags((), ("nh",), taken=Ranges([LOW], [HIGH])) == []


def test_what_is_known_above_ends_it() -> None:
    taken = Ranges([HIGH - 0x2000], [HIGH])

    assert by_flags((), ("nh",), taken=taken) == [(LOW, HIGH - 0x2000, 0x1000)]


def test_guard_pages_cut_a_mapping_into_stacks() -> None:
    guards = Ranges([LOW + 0x3000], [LOW + 0x4000])

    assert by_flags((), ("nh",), guards=guards) == [
        (LOW, LOW + 0x3000, 0x1000),
        (LOW + 0x4000, HIGH, 0x1000),
    ]
    assert by_flags((), ("nh",), guards=Ranges([LOW + 0x1000], [LOW + 0x7000])) == []


def test_more_of_them_than_lost_threads_are_no_threads_stacks() -> None:
    marks = StackMarks(VmaIndex(mapped(GUARD, STACK)), NONE, [(), ("nh",)])
    idle = idle_stacks(marks, NONE, None)

    (claim,) = claims_of_somebody(idle, [LOST])

    assert (claim.label, claim.confidence) == (labels.SOME_STACK, Confidence.GUESS)
    assert claims_of_somebody(idle, []) == []


@pytest.mark.parametrize(
    ("flags", "may_run", "confidence"),
    [
        (("nh",), False, Confidence.LIKELY),
        (("nh",), True, Confidence.GUESS),
        ((), False, Confidence.GUESS),
    ],
)
def test_a_stack_of_no_thread_and_its_guard_are_equally_sure(
    flags: tuple[str, ...], may_run: bool, confidence: Confidence
) -> None:
    marks = StackMarks(VmaIndex(mapped(GUARD, STACK)), NONE, [(), flags])

    guard, stack = idle_spans(idle_stacks(marks, NONE, TOP_TOUCHED), may_run=may_run)

    assert (guard.kind, stack.kind) == (Kind.GUARD, Kind.ANON)
    assert guard.confidence is stack.confidence is confidence
    assert stack.label == labels.NO_THREADS_STACK


@pytest.mark.parametrize(
    ("has_flags", "others", "count"),
    [(False, [], 0), (True, [Span(LOW, HIGH, Kind.ANON)], 0), (True, [], 2)],
)
def test_without_flags_nothing_is_said_and_what_is_known_stays(
    has_flags: bool, others: list[Span], count: int
) -> None:
    flags: list[tuple[str, ...]] = [(), ("nh",)] if has_flags else []
    table = Smaps(mapped(GUARD, STACK), [], flags, None)

    assert len(unused_stacks(table, None, [], others, all_known=True)) == count
