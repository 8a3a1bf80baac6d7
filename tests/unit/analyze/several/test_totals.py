import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memscope.analyze.several.totals import ProcessTotals, Several, sums_of

pytestmark = pytest.mark.unit

MIB = 1 << 20


def totals(
    pid: int = 1,
    *,
    resident: int | None = 10 * MIB,
    own: int | None = 4 * MIB,
    share: int | None = 6 * MIB,
    is_open: bool = False,
) -> ProcessTotals:
    return ProcessTotals(
        (pid, 1), 0, "x", 1, resident, own, share, 0, 1.0, is_open=is_open
    )


def test_what_several_map_is_counted_once() -> None:
    # Two that share 6 MiB between them: the kernel gives 3 to each.
    two = [totals(1, share=7 * MIB), totals(2, share=7 * MIB)]

    sums = sums_of(two)

    assert (sums.own, sums.shared, sums.once) == (8 * MIB, 6 * MIB, 14 * MIB)
    assert sums.resident == 20 * MIB


def test_a_sum_without_one_of_its_parts_is_unknown() -> None:
    sums = sums_of([totals(1), totals(2, own=None, share=None)])

    assert (sums.own, sums.shared, sums.once) == (None, None, None)
    assert sums.resident == 20 * MIB


def test_what_others_map_too_is_what_is_not_its_own() -> None:
    assert totals().shared == 6 * MIB
    assert totals(own=None).shared is None
    assert totals(resident=3 * MIB).shared == 0


@settings(max_examples=40)
@given(st.lists(st.booleans(), max_size=9), st.integers(0, 3))
def test_shown_and_hidden_are_all(opened: list[bool], without: int) -> None:
    some = tuple(totals(at + 1, is_open=one) for at, one in enumerate(opened))

    several = Several(1.0, some, without)

    assert several.open + several.closed + several.without_memory == several.count
