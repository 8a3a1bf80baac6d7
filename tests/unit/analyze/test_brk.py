"""What lies next to the brk area is not the heap, whatever the kernel calls it."""

import pytest

from memscope.analyze.brk import BrkArea, believed_break, brk_spans
from memscope.model.evidence import KERNEL_NAME
from memscope.model.kinds import Confidence, Kind
from tests.unit.analyze.mapping import mapped

pytestmark = pytest.mark.unit

HEAP = mapped("1000-9000 rw-p [heap]")


def test_a_mapping_that_was_merged_with_the_heap_is_cut_at_the_brk_areas_start() -> (
    None
):
    (span,) = brk_spans(HEAP, BrkArea(0x3800, 0x9000), 0x1000)

    assert (span.start, span.end, span.kind) == (0x1000, 0x3000, Kind.ANON)
    assert span.confidence is Confidence.LIKELY


def test_what_lies_above_the_break_is_what_its_permissions_say() -> None:
    area = BrkArea(0x1000, 0x4010)
    for perms, kind in (("rw-p", Kind.ANON), ("rwxp", Kind.JIT)):
        (span,) = brk_spans(mapped(f"1000-9000 {perms} [heap]"), area, 0x1000)
        assert (span.start, span.end, span.kind) == (0x5000, 0x9000, kind)


def test_a_mapping_that_begins_at_the_break_has_the_name_wrongly() -> None:
    """Older kernels give it to what only touches the brk area."""
    rows = mapped("1000-4000 rw-p [heap]", "4000-9000 r--p [heap]")

    (span,) = brk_spans(rows, BrkArea(0x1000, 0x4000), 0x1000)

    assert (span.start, span.end, span.kind) == (0x4000, 0x9000, Kind.ANON)


def test_where_the_break_is_unknown_the_last_mapping_is_not_certain() -> None:
    rows = mapped("1000-3000 rw-p [heap]", "3000-9000 rw-p [heap]")

    (span,) = brk_spans(rows, BrkArea(0x1000, None), 0x1000)

    assert (span.start, span.end, span.kind) == (0x3000, 0x9000, Kind.HEAP)
    assert span.confidence is Confidence.LIKELY
    assert span.evidence == (KERNEL_NAME,)


@pytest.mark.parametrize(
    ("line", "start", "end"),
    [
        ("1000-9000 rw-p [heap]", 0x1000, 0x9000),
        ("1000-9000 rw-p [heap]", 0x1000, 0x8001),
        ("1000-9000 rw-p [heap]", 0x9000, None),
        ("1000-9000 ---p [heap]", 0x3000, None),
        ("1000-9000 ---p [heap]", 0x1000, None),
    ],
)
def test_nothing_else_is(line: str, start: int, end: int | None) -> None:
    assert brk_spans(mapped(line), BrkArea(start, end), 0x1000) == []
    assert brk_spans([], BrkArea(start, end), 0x1000) == []


@pytest.mark.parametrize(
    ("values", "end"),
    [
        ([0x5000], 0x5000),
        ([0x2000], 0x2000),
        ([0x9000], 0x9000),
        ([0, 0x5000, 0x5000, 0x9008], 0x5000),
        ([0x5000, 0x6000], None),
        ([0x1000], None),
        ([0x9008], None),
        ([], None),
    ],
)
def test_a_break_is_believed_that_lies_in_the_heap_and_that_nobody_denies(
    values: list[int], end: int | None
) -> None:
    assert believed_break(HEAP, 0x2000, values) == end
    assert believed_break(HEAP, None, values) is None
    assert believed_break([], 0x2000, values) is None


def test_the_break_lies_in_the_last_mapping_that_has_the_name() -> None:
    rows = mapped("1000-3000 rw-p [heap]", "4000-9000 rw-p [heap]")

    assert believed_break(rows, 0x1000, [0x2000]) is None
    assert believed_break(rows, 0x1000, [0x2000, 0x8000]) == 0x8000
