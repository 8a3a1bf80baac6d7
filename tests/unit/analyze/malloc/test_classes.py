"""Blocks by size."""

from collections import Counter

import pytest

from memscope.analyze.malloc.classes import class_of, classes_of
from memscope.model.occupancy import BlockClass

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("size", "of"), [(32, 32), (1024, 1024), (1040, 1024), (2032, 1024), (2048, 2048)]
)
def test_large_sizes_share_a_class_up_to_the_double(size: int, of: int) -> None:
    assert class_of(size) == of


def test_bytes_are_those_of_the_blocks() -> None:
    live, free = Counter({32: 2, 1040: 1, 2032: 1}), Counter({1040: 3, 64: 0})

    assert classes_of(live, free) == (
        BlockClass(32, 2, 0, 64, 0),
        BlockClass(1024, 2, 3, 3072, 3120),
    )
