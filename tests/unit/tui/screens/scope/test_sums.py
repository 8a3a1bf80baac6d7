"""Sums of several processes: of one moment, or a guess that says so."""

import pytest

from memscope.analyze.several.totals import ProcessTotals, Several
from memscope.render.space.several import several_sums
from memscope.tui.screens.scope.sums import brought_to

pytestmark = pytest.mark.unit
MIB = 1 << 20
READ = ProcessTotals((7, 1), 1, "web", 2, 50 * MIB, 30 * MIB, 40 * MIB, read_at=1.0)


def sums(*some: ProcessTotals) -> tuple[str, str, str]:
    return several_sums(Several(2.0, some))


def test_what_is_as_it_was_is_no_guess() -> None:
    assert brought_to(READ, 50 * MIB) is READ
    assert brought_to(READ, None) is READ
    assert sums(READ)[0] == "own 30.0M"


def test_what_came_since_is_taken_for_its_own_and_said_to_be_a_guess() -> None:
    now = brought_to(READ, 56 * MIB)
    assert sums(now) == ("own ≈36.0M", "shared ≥10.0M once", "RSS adds up to 56.0M")


def test_where_more_left_than_was_its_own_nothing_is_known() -> None:
    now = brought_to(READ, 10 * MIB)
    assert (now.own, now.proportional) == (None, None)
    assert sums(now)[0] == "own ?"
