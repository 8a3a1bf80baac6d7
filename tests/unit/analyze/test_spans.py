import pytest

from memscope.analyze.spans import Span, cut
from memscope.model.kinds import Kind

pytestmark = pytest.mark.unit


def span(start: int, end: int) -> Span:
    return Span(start, end, Kind.DATA, label=f"{start}-{end}")


def pieces(start: int, end: int, *spans: Span) -> list[tuple[int, int, str]]:
    return [
        (low, high, found.label if found else "")
        for low, high, found in cut(start, end, spans)
    ]


def test_what_no_span_covers_comes_without_one() -> None:
    assert pieces(0, 10) == [(0, 10, "")]
    assert pieces(0, 10, span(2, 4)) == [(0, 2, ""), (2, 4, "2-4"), (4, 10, "")]


def test_spans_beyond_the_range_are_clipped_to_it() -> None:
    assert pieces(5, 10, span(0, 7), span(9, 20)) == [
        (5, 7, "0-7"),
        (7, 9, ""),
        (9, 10, "9-20"),
    ]
    assert pieces(5, 10, span(0, 5), span(10, 20)) == [(5, 10, "")]


def test_the_span_that_starts_first_keeps_its_ground() -> None:
    assert pieces(0, 10, span(1, 6), span(2, 4), span(5, 8)) == [
        (0, 1, ""),
        (1, 6, "1-6"),
        (6, 8, "5-8"),
        (8, 10, ""),
    ]


def test_empty_spans_leave_no_trace() -> None:
    assert pieces(0, 10, span(3, 3), span(4, 2)) == [(0, 10, "")]
