"""What flags could tell more of is a guess without them."""

import pytest

from memscope.analyze.stacks.unmarked import unasked_reservations, unmarked_spans
from memscope.model import labels
from memscope.model.kinds import Confidence, Kind
from memscope.model.ranges import Ranges
from tests.unit.analyze.mapping import mapped

pytestmark = pytest.mark.unit

GUARD, STACK = "7f0000010000-7f0000011000 ---p", "7f0000011000-7f0000019000 rw-p"
LOW = 0x7F00_0001_1000


def kinds(*lines: str, guards: Ranges | None = None, known: bool = True) -> list[Kind]:
    spans = unmarked_spans(mapped(*lines), guards or Ranges(), all_known=known)
    assert all(one.confidence is Confidence.GUESS for one in spans)
    return [one.kind for one in spans]


def test_memory_above_a_wall_may_be_a_stack_and_the_wall_its_guard() -> None:
    assert kinds(GUARD, STACK) == [Kind.RESERVED, Kind.ANON]


def test_guard_pages_are_a_wall_though_the_map_shows_none() -> None:
    assert kinds(STACK, guards=Ranges([LOW], [LOW + 0x1000])) == [Kind.ANON]


def test_memory_without_a_wall_is_what_it_was() -> None:
    assert kinds(STACK) == []
    assert kinds(GUARD, STACK.replace("rw-p", "r--p")) == []


def test_a_stack_that_is_missing_may_lie_in_any_of_it() -> None:
    assert kinds(STACK, known=False) == [Kind.ANON]


def test_a_large_reservation_is_no_guard() -> None:
    large = "7f0000000000-7f0000200000 ---p"

    assert kinds(large, "7f0000200000-7f0000210000 rw-p") == [Kind.ANON]


def test_a_reservation_may_be_a_runtimes_where_nobody_could_ask() -> None:
    of_a_file = "7f0000020000-7f0000021000 ---p 0 7 /lib/libc.so.6"
    named = "7f0000030000-7f0000031000 ---p [anon:name]"

    (span,) = unasked_reservations(mapped(GUARD, STACK, of_a_file, named))

    assert (span.start, span.end) == (LOW - 0x1000, LOW)
    assert (span.kind, span.confidence) == (Kind.RESERVED, Confidence.LIKELY)
    assert span.label == labels.RESERVED
