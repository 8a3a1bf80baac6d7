"""Rows of the totals by segment: the sum knows what its parts cannot."""

import pytest
from msgspec.structs import replace

from memscope.render.columns.totals import totals_rows
from tests.tui.synthetic import process

pytestmark = pytest.mark.unit


def test_the_sum_of_shares_is_known_where_their_parts_are_not() -> None:
    one = process(4242)
    shared = replace(one, usage=replace(one.usage, proportional=5 << 20))

    *parts, (_none, whole) = totals_rows(shared)

    assert all(total.proportional is None for _segment, total in parts)
    assert whole.proportional == 5 << 20
