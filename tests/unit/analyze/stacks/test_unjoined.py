"""How many stacks are left of threads that nobody joined, and how large they are."""

import pytest
from msgspec.structs import replace

from memscope.analyze.stacks.unjoined import Unjoined, unjoined_stacks
from memscope.model.evidence import PTHREAD_DESCRIPTOR, STACK_KEPT, STACK_UNJOINED
from memscope.model.kinds import Kind
from memscope.model.region import Region
from tests.tui.synthetic import region

pytestmark = pytest.mark.unit


def stack(start: int, size: int, resident: int | None, what: str) -> Region:
    one = region(start, size, Kind.THREAD_STACK, resident=resident)
    return replace(one, evidence=(PTHREAD_DESCRIPTOR, what))


def test_only_those_count_that_nobody_joined() -> None:
    guard = replace(
        region(0x1000, 0x1000, Kind.GUARD),
        evidence=(PTHREAD_DESCRIPTOR, STACK_UNJOINED),
    )
    left = stack(0x2000, 0x8000, 0x1000, STACK_UNJOINED)
    kept = stack(0x20000, 0x8000, 0x1000, STACK_KEPT)

    assert unjoined_stacks([guard, left, kept]) == Unjoined(1, 0x8000, 0x1000)


def test_a_stack_of_several_mappings_is_one() -> None:
    parts = [
        stack(0x2000, 0x1000, 0, STACK_UNJOINED),
        stack(0x3000, 0x1000, None, STACK_UNJOINED),
        stack(0x5000, 0x1000, 0, STACK_UNJOINED),
    ]

    assert unjoined_stacks(parts) == Unjoined(2, 0x3000, None)


def test_none_is_nothing() -> None:
    assert unjoined_stacks([]) == Unjoined(0, 0, 0)
