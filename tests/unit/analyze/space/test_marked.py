from dataclasses import replace as replace_fields

import pytest
from msgspec.structs import replace

from memscope.analyze.growth.growth import NO_GROWTH
from memscope.analyze.sharing.once import CountedOnce
from memscope.analyze.space.marked import marked_sums, needs_frames, regions_of
from memscope.analyze.space.row import What
from memscope.model.address import Address
from memscope.model.region import UNKNOWN_USAGE, ProcessUsage, RegionUsage
from tests.unit.analyze.filter.ground import GROWTH, MIB, NAMES, SHOP
from tests.unit.analyze.space.marks import row_of

pytestmark = pytest.mark.unit

BIG = replace(SHOP, usage=ProcessUsage(resident=20 * MIB))
OTHER = replace(BIG, pid=4300)
REGION = dict(zip(NAMES, SHOP.regions, strict=True))
HEAP, ANON = REGION["heap"], REGION["anon"]
LIBRARY = (REGION["rodata"], REGION["text"])


def test_sums_of_what_is_marked() -> None:
    rows = [row_of(BIG, [HEAP]), row_of(BIG, LIBRARY, What.GROUP)]
    sums = marked_sums(rows, {BIG.identity: GROWTH})
    assert (sums.count, sums.regions) == (2, 3)
    assert (sums.resident, sums.own, sums.shared) == (9 * MIB, 7 * MIB, 2 * MIB)
    assert (sums.swapped, sums.grew, sums.span_s) == (0, 2 * MIB, 30)
    assert sums.share == 9 / 20
    assert sums.is_once
    assert not sums.partial


def test_a_group_and_what_is_in_it_count_once() -> None:
    rows = [row_of(BIG, LIBRARY, What.GROUP), row_of(BIG, [LIBRARY[0]])]
    assert marked_sums(rows).resident == 3 * MIB
    assert marked_sums(rows).regions == 2


def test_pages_of_two_processes_may_be_the_same() -> None:
    rows = [row_of(one, LIBRARY) for one in (BIG, OTHER)]
    sums = marked_sums(rows)
    assert (sums.shared, sums.is_once) == (4 * MIB, False)
    assert sums.share == 6 / 40


def test_where_frames_are_known_a_page_counts_once() -> None:
    rows = [row_of(one, LIBRARY) for one in (BIG, OTHER)]
    found = regions_of(rows)
    assert needs_frames(found)
    counted = CountedOnce(found, 2 * MIB, MIB, is_certain=True)
    sums = marked_sums(rows, counted=counted)
    assert (sums.own, sums.shared, sums.is_once) == (2 * MIB, MIB, True)
    assert (sums.once, sums.resident, sums.processes) == (3 * MIB, 6 * MIB, 2)
    assert not sums.is_old

    hidden = replace_fields(counted, is_certain=False)
    sums = marked_sums(rows, counted=hidden)
    assert (sums.own, sums.shared, sums.once) == (2 * MIB, MIB, None)

    grown = replace(LIBRARY[0], usage=RegionUsage(resident=5 * MIB))
    later = [row_of(BIG, (grown, LIBRARY[1])), rows[1]]
    assert marked_sums(later, counted=counted).is_old


def test_what_one_process_maps_twice_may_count_twice() -> None:
    twice = replace(LIBRARY[0], aliases=(Address(LIBRARY[1].start),))
    assert not marked_sums([row_of(BIG, (twice, LIBRARY[1]))]).is_once
    assert marked_sums([row_of(BIG, [twice])]).is_once


def test_unknown_is_not_zero() -> None:
    hidden = replace(HEAP, usage=UNKNOWN_USAGE)
    sums = marked_sums([row_of(BIG, [hidden])], {BIG.identity: NO_GROWTH})
    assert (sums.resident, sums.swapped, sums.grew) == (None, None, None)
    assert sums.share is None
    half = replace(HEAP, usage=RegionUsage(resident=MIB))
    sums = marked_sums([row_of(BIG, [half]), row_of(BIG, [ANON])])
    assert (sums.resident, sums.own) == (5 * MIB, 4 * MIB)
    assert sums.partial == {"own", "shared", "swapped"}
    assert marked_sums([row_of(SHOP, [HEAP])]).share is None


def test_nothing_marked_is_nothing() -> None:
    sums = marked_sums([])
    assert (sums.count, sums.resident, sums.share) == (0, 0, None)
