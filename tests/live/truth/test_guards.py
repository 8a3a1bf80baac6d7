"""Guards: below stacks and inside them."""

import pytest

from tests.live.truth.cases import built, told
from tests.live.truth.invariants import broken

pytestmark = pytest.mark.live


@pytest.mark.parametrize("where", ["thread", "main", "none"])
def test_guards_inside_a_stack_have_exact_bounds(where: str) -> None:
    with told(built("guard_in_stack.c"), where) as case:
        snapshot = case.look()
        assert case.wrong(snapshot) == []
        assert broken(snapshot) == []
