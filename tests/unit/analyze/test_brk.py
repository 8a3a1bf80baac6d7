"""What lies below the brk area is not the heap, whatever the kernel calls it."""

import pytest

from memscope.analyze.brk import below_brk
from memscope.model.kinds import Confidence, Kind
from tests.unit.analyze.mapping import mapped

pytestmark = pytest.mark.unit


def test_a_mapping_that_was_merged_with_the_heap_is_cut_at_the_brk_areas_start() -> (
    None
):
    (span,) = below_brk(mapped("1000-9000 rw-p [heap]"), 0x3800, 0x1000)

    assert (span.start, span.end, span.kind) == (0x1000, 0x3000, Kind.ANON)
    assert span.confidence is Confidence.LIKELY


@pytest.mark.parametrize(
    ("line", "start_brk"),
    [
        ("1000-9000 rw-p [heap]", 0x1000),
        ("1000-9000 rw-p [heap]", 0x9000),
        ("1000-9000 rw-p [heap]", None),
        ("1000-9000 rw-p [stack]", 0x3000),
        ("1000-9000 ---p [heap]", 0x3000),
    ],
)
def test_nothing_else_is(line: str, start_brk: int | None) -> None:
    assert below_brk(mapped(line), start_brk, 0x1000) == []
