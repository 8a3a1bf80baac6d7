import pytest
from hypothesis import given, settings

from memscope.analyze.diff.unequal import unequal
from memscope.model.region import Region
from tests.unit.histories import held, maps

pytestmark = pytest.mark.unit


@given(maps(), maps())
@settings(max_examples=40)
def test_it_is_the_difference_of_sets(
    old: tuple[Region, ...], new: tuple[Region, ...]
) -> None:
    gone, come = unequal(old, new)

    assert gone == [one for one in old if one not in new]
    assert come == [one for one in new if one not in old]


def test_what_is_the_same_object_is_not_even_compared() -> None:
    regions = (held(1, 2, 1),)

    assert unequal(regions, regions) == ([], [])
