"""What a diff says: who, how they were matched, and how much is different."""

from datetime import timedelta, timezone

import pytest
from msgspec.structs import replace

from memscope.analyze.diff.diff import diff
from memscope.model.diff import SegmentDiff, SideOfDiff
from memscope.model.kinds import Segment
from memscope.model.process import Thread
from memscope.render.words.diff import (
    count_text,
    is_changed,
    kernels_text,
    layout_text,
    moment_text,
    name_text,
    pair_text,
    thread_text,
)
from tests.tui.synthetic import NOON, SYSTEM, process, snapshot

pytestmark = pytest.mark.unit

BOTH = diff(snapshot(process()), snapshot(process()))
(ONE,) = BOTH.processes


def test_one_kernel_is_named_once_and_two_are_both() -> None:
    newer = replace(BOTH.after, system=replace(SYSTEM, kernel="6.19.0"))

    assert kernels_text(BOTH) == "Linux 6.18.0 x86_64"
    assert kernels_text(replace(BOTH, after=newer)) == (
        "Linux 6.18.0 x86_64 → Linux 6.19.0 x86_64"
    )


def test_a_moment_is_in_utc() -> None:
    east = NOON.astimezone(timezone(timedelta(hours=9)))

    assert moment_text(SideOfDiff(east, SYSTEM)) == "2026-11-22 12:00:00"


def test_a_process_has_two_names_where_they_differ() -> None:
    renamed = replace(ONE, before=replace(ONE.before, name="other"))
    again = replace(ONE, before=replace(ONE.before, pid=7))

    assert pair_text(ONE) == name_text(ONE.after) == "process 4242 anatomy"
    assert pair_text(renamed) == "process 4242 other → process 4242 anatomy"
    assert pair_text(again) == "process 7 anatomy → process 4242 anatomy"


@pytest.mark.parametrize(
    ("process_is_same", "layout_is_same", "words"),
    [
        (True, True, "same layout: matched by address"),
        (False, True, "same layout: matched by address"),
        (True, False, "another program runs in it now: matched by meaning"),
        (False, False, "other layout: matched by meaning"),
    ],
)
def test_how_regions_were_matched(
    process_is_same: bool, layout_is_same: bool, words: str
) -> None:
    one = replace(ONE, same_process=process_is_same, same_layout=layout_is_same)

    assert layout_text(one) == words
    assert layout_text(replace(one, regions=None)).startswith("nothing to match")


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "all regions are the same"),
        (1, "1 region is different"),
        (2, "2 regions are different"),
    ],
)
def test_how_many_are_different(count: int, words: str) -> None:
    assert count_text(count) == words


def test_a_thread_has_its_name_and_number() -> None:
    assert thread_text(Thread(7, "w", "S", 0)) == "thread w (7)"


@pytest.mark.parametrize(
    ("sums", "changed"),
    [
        (((1, 1), (5, 5), (None, None)), False),
        (((1, 2), (5, 5), (3, 3)), True),
        (((1, 1), (5, 6), (3, 3)), True),
        (((1, 1), (5, 5), (3, None)), True),
    ],
)
def test_a_segment_is_worth_a_row_when_a_sum_changed(
    sums: tuple[tuple[int, int], tuple[int, int], tuple[int | None, int | None]],
    changed: bool,
) -> None:
    assert is_changed(SegmentDiff(Segment.HEAP, *sums)) is changed
