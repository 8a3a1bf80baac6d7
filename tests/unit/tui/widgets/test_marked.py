"""Marked rows are looked for once, and known by where they are."""

import pytest

from memscope.analyze.space.rows import RowList
from memscope.analyze.space.space import space_of
from memscope.render.space.rail_marks import spans_of
from memscope.tui.widgets.marked import Marked
from tests.tui.synthetic import process

pytestmark = pytest.mark.unit
ONE = process()
ROWS = RowList([space_of(ONE)])
SECOND = ROWS.row(1)


def test_it_holds_for_the_very_rows_and_marks_it_was_found_for() -> None:
    keys = frozenset({SECOND.key})
    marked = Marked(ROWS, keys)

    assert marked.is_of(ROWS, keys)
    assert not marked.is_of(ROWS, frozenset())
    assert not marked.is_of(RowList([space_of(ONE)]), keys)
    assert [row.key for row in marked.found] == [SECOND.key]


def test_it_tells_where_the_rows_of_a_process_are() -> None:
    marked = Marked(ROWS, frozenset({SECOND.key}))

    assert marked.spans(ONE.identity) == spans_of(SECOND)
    assert marked.spans((1, 1)) == ()
    assert Marked(ROWS, frozenset()).spans(ONE.identity) == ()
