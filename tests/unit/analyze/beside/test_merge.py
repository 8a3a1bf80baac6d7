import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memscope.analyze.beside.merge import merged

pytestmark = pytest.mark.unit

SIDES = st.lists(st.lists(st.integers(0, 12), unique=True), max_size=4)


@settings(max_examples=40)
@given(SIDES)
def test_no_key_is_lost_and_none_is_there_twice(sides: list[list[int]]) -> None:
    found = merged(sides)

    assert len(found) == len(set(found))
    assert set(found) == {key for side in sides for key in side}


@settings(max_examples=40)
@given(SIDES.filter(bool))
def test_the_order_of_the_first_side_is_kept(sides: list[list[int]]) -> None:
    found = merged(sides)

    assert [key for key in found if key in sides[0]] == sides[0]


def test_what_only_the_second_has_stands_below_its_neighbour_above() -> None:
    assert merged([["stack", "heap"], ["stack", "thread", "heap", "jit"]]) == [
        *("stack", "thread", "heap", "jit"),
    ]


def test_what_the_second_has_above_all_others_comes_first() -> None:
    assert merged([["heap"], ["vdso", "heap"]]) == ["vdso", "heap"]
