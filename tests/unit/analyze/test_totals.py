import pytest

from memscope.analyze.totals import Total, add_known, segment_totals
from memscope.model.address import Address
from memscope.model.kinds import Kind, Segment
from memscope.model.process import Process
from memscope.model.region import ProcessUsage, Region, RegionUsage

pytestmark = pytest.mark.unit


def region(start: int, kind: Kind, usage: RegionUsage) -> Region:
    span = Address(start), Address(start + 100)
    return Region(
        *(*span, "rw-p", 0, "00:00", 0, "", span, kind.segment, kind), usage=usage
    )


def process(*regions: Region) -> Process:
    return Process(
        *(1, 0, 5, "x", None, (), "S", None),
        ProcessUsage(),
        threads=(),
        regions=regions,
    )


TWO = process(
    region(0, Kind.HEAP, RegionUsage(resident=10, proportional=5)),
    region(100, Kind.CODE, RegionUsage(resident=20, proportional=None)),
    region(200, Kind.ANON, RegionUsage(resident=30, proportional=15)),
)


def test_segments_come_in_the_order_of_the_vocabulary_with_their_sums() -> None:
    assert list(segment_totals(TWO).items()) == [
        (Segment.CODE, Total(1, 100, 20, None)),
        (Segment.HEAP, Total(2, 200, 40, 20, known_share=20)),
    ]


def test_a_process_without_memory_has_no_totals() -> None:
    assert segment_totals(process()) == {}


def test_one_unknown_number_makes_the_sum_unknown() -> None:
    assert add_known([1, 2, None]) is None
    assert add_known([1, 2]) == 3
    assert add_known([]) == 0


def test_every_kind_belongs_to_a_segment() -> None:
    told = {one for kind in Kind for one in (kind.if_private, kind.if_shared)}
    assert told == set(Segment)
