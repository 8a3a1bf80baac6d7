"""Many rows found by their keys are those that are found one by one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.analyze.space.found import numbers_of, outermost
from memscope.analyze.space.reading import AS_FIRST, Order
from memscope.analyze.space.row import RowKey, What
from memscope.analyze.space.rows import RowList
from memscope.analyze.space.space import space_of
from tests.tui.synthetic import process

pytestmark = pytest.mark.unit
ONE = space_of(process(threads=6))
OTHER = space_of(process(pid=4243, base=0x5580_1000_0000))
CLOSED = RowList([ONE])
GROUPS = frozenset(row.key for row in CLOSED.rows())
READINGS = (
    AS_FIRST,
    replace(AS_FIRST, is_all_open=True),
    replace(AS_FIRST, is_all_open=True, order=Order.RESIDENT),
    replace(AS_FIRST, opened=GROUPS),
)
EVERY_KEY = sorted({row.key for one in READINGS for row in RowList([ONE], one).rows()})


@given(st.sampled_from(READINGS), st.sets(st.sampled_from(EVERY_KEY)))
def test_many_are_found_where_each_is_found(reading: object, keys: set[RowKey]) -> None:
    rows = RowList([ONE], reading)  # type: ignore[arg-type]
    each = {rows.index_of(key) for key in keys}

    assert numbers_of(rows, keys) == sorted(one for one in each if one is not None)


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("spaces", [[ONE], [ONE, OTHER]])
def test_outermost_are_rows_with_memory_that_are_inside_no_other(
    reading: object, spaces: list[object]
) -> None:
    rows = RowList(spaces, reading)  # type: ignore[arg-type]
    wanted = {one.key for one in rows.rows() if not one.is_inside and one.regions}

    assert outermost(rows) == wanted
    assert not any(key.what == What.HOLE for key in wanted)
