"""What the rail points at: where regions grew, rows, a thread's pointers."""

import pytest

from memscope.analyze.growth.growth import Growth
from memscope.analyze.space.row import RowKey, SpaceRow, What
from memscope.analyze.space.space import part_of, space_of
from memscope.model.kinds import Kind
from memscope.render.space.rail import NO_MARKS
from memscope.render.space.rail_marks import joined, rail_marks, spans_of
from tests.tui.synthetic import process

pytestmark = pytest.mark.unit
ONE = process()
HEAP = next(one for one in ONE.regions if one.kind is Kind.HEAP)
STACK = next(one for one in ONE.regions if one.kind is Kind.THREAD_STACK)


def test_nothing_known_marks_nothing() -> None:
    assert rail_marks(ONE) == NO_MARKS
    assert rail_marks(ONE, part=space_of(ONE)) == NO_MARKS


def test_a_heap_grew_at_its_end_and_other_memory_at_its_start() -> None:
    growth = Growth(by_start={HEAP.start: 8192, STACK.start: 4096, 1: 9000})
    found = rail_marks(ONE, growth=growth)

    heap, stack = (HEAP.end - 8192, HEAP.end), (STACK.start, STACK.start + 4096)
    assert found.tips == (heap, stack)
    assert found.new == (heap[0], stack[0])


def test_little_growth_and_what_shrank_is_no_news() -> None:
    growth = Growth(by_start={HEAP.start: 1 << 20, STACK.start: 4096})

    assert len(rail_marks(ONE, growth=growth).new) == 1
    shrank = Growth(by_start={HEAP.start: -4096})
    assert rail_marks(ONE, growth=shrank).new == ()


def test_a_thread_and_rows_have_their_places() -> None:
    thread = ONE.threads[1]
    key = RowKey(ONE.identity, What.REGION, start=HEAP.start)
    row = SpaceRow(key, What.REGION, 0, ONE, HEAP.start, HEAP.end, [HEAP])
    part = part_of(space_of(ONE), [HEAP])
    found = rail_marks(
        ONE, thread=thread, selected=row, marked=spans_of(row), part=part
    )

    assert (found.sp, found.pc) == (thread.sp, thread.pc)
    here = (HEAP.start, HEAP.end)
    assert (found.selected, found.marked, found.hits) == ((here,), (here,), (here,))


def test_spans_that_touch_are_one() -> None:
    assert joined([(1, 2), (2, 4), (3, 4), (6, 7)]) == ((1, 4), (6, 7))
    assert joined([]) == ()
