"""What a close look told is found again by bounds, and alike means the same record."""

import pytest
from msgspec.structs import replace

from memscope.model.address import Address
from memscope.model.region import RegionUsage
from memscope.tui.told import ToldRegions
from tests.tui.synthetic import KIB, process

pytestmark = pytest.mark.unit

SEEN = process().regions


def test_each_region_finds_what_was_told_of_it() -> None:
    told = ToldRegions(SEEN)

    assert len(told) == len(SEEN)
    for one in SEEN:
        found = told.of(one)
        assert found is not None
        assert (found.usage, found.kind) == (one.usage, one.kind)


def test_of_other_bounds_or_permissions_nothing_was_told() -> None:
    told, one = ToldRegions(SEEN), SEEN[0]

    assert told.of(replace(one, start=Address(one.start + 1))) is None
    assert told.of(replace(one, end=Address(one.end + 1))) is None
    assert told.of(replace(one, perms="---s")) is None
    assert told.of(replace(SEEN[-1], start=Address(1 << 63))) is None
    assert ToldRegions().of(one) is None


def test_regions_that_are_alike_share_one_record() -> None:
    many = [
        replace(
            SEEN[0],
            start=Address(at * 4096),
            end=Address((at + 1) * 4096),
            usage=RegionUsage(resident=4 * KIB, private=4 * KIB),
        )
        for at in range(1000)
    ]
    told = ToldRegions(many)

    assert len({id(told.of(one)) for one in many}) == 1
