"""Streams in pieces: cut into lines, or only their end kept."""

import pytest

from memscope.lab.output import LONGEST_LINE, MOST_LINES, Lines, Tail
from memscope.lab.program import Reports

pytestmark = pytest.mark.unit


def test_a_tail_keeps_the_end_and_no_more_than_its_limit() -> None:
    tail = Tail(limit=5)

    for piece in (b"abc", b"def", b"", b"g"):
        tail.add(piece)

    assert tail.text() == "cdefg"


def test_a_tail_in_one_line_is_safe_and_skips_empty_lines() -> None:
    tail = Tail()
    tail.add(b"1\n2\n3\n\n4\n\n  \x1b[31mred\xff \n")

    assert tail.in_one_line() == "2 / 3 / 4 / \\x1b[31mred\\xff"
    assert Tail().in_one_line() == ""


def test_a_tail_in_one_line_ends_with_the_last_lines_even_when_it_is_long() -> None:
    tail = Tail()
    tail.add(b"x" * 1000 + b"\nwhat went wrong")

    assert tail.in_one_line(40).endswith("what went wrong")
    assert len(tail.in_one_line(40)) == 40


def test_lines_are_put_together_from_pieces() -> None:
    lines = Lines()
    for piece in (b"o", b"ne\ntw", b"o\n\nthr"):
        lines.add(piece)

    assert [lines.next(0) for _ in range(3)] == ["one", "two", ""]
    with pytest.raises(TimeoutError):
        lines.next(0)


def test_the_end_of_the_stream_is_seen_again_and_again() -> None:
    lines = Lines()
    lines.add(b"one\nunfinished")
    lines.add(b"")

    assert [lines.next(0) for _ in range(3)] == ["one", None, None]
    assert lines.unread() is None
    assert lines.next(0) is None


def test_only_whole_lines_count_as_unread() -> None:
    lines = Lines()
    lines.add(b"half")
    assert lines.unread() is None
    lines.add(b" and half\n")

    assert lines.unread() == "half and half"


def test_a_line_without_end_does_not_grow_without_end() -> None:
    lines = Lines()
    for _ in range(5):
        lines.add(b"x" * LONGEST_LINE)
    lines.add(b"\n")

    line = lines.next(0)

    assert line is not None
    assert len(line) == LONGEST_LINE


def test_a_flood_of_lines_is_dropped_and_the_end_is_still_seen() -> None:
    lines = Lines()
    lines.add(b"x\n" * 100_000)
    lines.add(b"")

    seen = 0
    while lines.next(0) is not None:
        seen += 1

    assert seen == MOST_LINES


def test_reports_are_understood_in_any_pieces() -> None:
    reports = Reports()
    for byte in b"pid 42\nexit -9\n":
        assert reports.exit_code is None
        reports.add(bytes([byte]))

    assert (reports.pid, reports.error, reports.exit_code) == (42, None, -9)
    assert reports.decided.is_set()
    assert reports.ended.is_set()


def test_a_failed_start_is_decided_but_not_ended() -> None:
    reports = Reports()
    reports.add(b"failed 2\n")

    assert (reports.pid, reports.error) == (None, 2)
    assert reports.decided.is_set()
    assert not reports.ended.is_set()


def test_a_silent_supervisor_that_is_gone_leaves_everything_unknown() -> None:
    reports = Reports()
    reports.add(b"")

    assert (reports.pid, reports.error, reports.exit_code) == (None, None, None)
    assert reports.decided.is_set()
    assert reports.ended.is_set()
