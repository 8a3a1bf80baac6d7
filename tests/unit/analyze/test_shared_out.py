import pytest

from memscope.analyze.totals import split_usage
from memscope.model.region import RegionUsage

pytestmark = pytest.mark.unit

PRIVATE = RegionUsage(
    resident=12, proportional=12, shared=0, private=12, swapped=0, locked=0
)
SHARED = RegionUsage(
    resident=12, proportional=4, shared=12, private=0, swapped=0, locked=0
)
MIXED = RegionUsage(
    resident=12, proportional=9, shared=6, private=6, swapped=0, locked=0
)


def test_private_memory_divides_with_its_pages() -> None:
    first, second = split_usage(PRIVATE, [8, 4])

    assert first == RegionUsage(8, 8, 0, 8, 0, 0)
    assert second == RegionUsage(4, 4, 0, 4, 0, 0)


def test_the_share_of_shared_memory_is_known_only_when_one_part_has_it_all() -> None:
    assert split_usage(SHARED, [12, 0]) == [
        RegionUsage(12, 4, 12, 0, 0, 0),
        RegionUsage(0, 0, 0, 0, 0, 0),
    ]
    assert [part.proportional for part in split_usage(SHARED, [8, 4])] == [None, None]


def test_where_both_occur_the_parts_shares_are_unknown() -> None:
    for part in split_usage(MIXED, [8, 4]):
        assert (part.shared, part.private, part.proportional) == (None, None, None)
        assert part.resident is not None


def test_without_a_look_at_the_pages_nothing_is_claimed() -> None:
    for part in split_usage(PRIVATE, [None, None]):
        assert part == RegionUsage(swapped=0, locked=0)


def test_what_is_swapped_or_locked_somewhere_is_unknown_for_a_part() -> None:
    whole = RegionUsage(12, 12, 0, 12, swapped=4, locked=8)

    for part in split_usage(whole, [8, 4]):
        assert (part.swapped, part.locked) == (None, None)


def test_where_all_is_locked_each_part_is() -> None:
    whole = RegionUsage(12, 12, 0, 12, swapped=0, locked=12)

    assert [part.locked for part in split_usage(whole, [8, 4])] == [8, 4]


def test_what_the_kernel_did_not_say_stays_unknown() -> None:
    for part in split_usage(RegionUsage(), [8, 4]):
        assert part == RegionUsage(resident=part.resident)


def test_a_part_has_all_only_when_it_has_as_much_as_the_whole() -> None:
    assert split_usage(SHARED, [8, None])[0].proportional is None
