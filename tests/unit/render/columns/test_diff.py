"""Columns of differences: a sign, how much, and what it was."""

import pytest
from msgspec.structs import replace

from memscope.model.address import Address
from memscope.model.diff import Difference, ProcessDiff, RegionDiff, SegmentDiff
from memscope.model.kinds import Kind, Segment
from memscope.model.process import Process
from memscope.model.region import Region, RegionUsage
from memscope.render.columns.diff import (
    DIFF_COLUMNS,
    SEGMENT_DIFF_COLUMNS,
    diff_columns,
)
from tests.tui.synthetic import process
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

HEAP = replace(region(Kind.HEAP, label="heap"), usage=RegionUsage(resident=4096))


def told(
    what: Difference, before: Region | None, after: Region | None
) -> dict[str, str]:
    one = RegionDiff((what,), before, after)
    return {column.id: column.text(one) for column in DIFF_COLUMNS}


@pytest.mark.parametrize(
    ("what", "before", "after", "mark", "delta", "resident"),
    [
        (Difference.APPEARED, None, HEAP, "+", "+4 KiB", "+4 KiB"),
        (Difference.GONE, HEAP, None, "−", "-4 KiB", "-4 KiB"),
        (Difference.PERMISSIONS, HEAP, HEAP, "~", "=", "="),
        (Difference.TOUCHED, replace(HEAP, usage=RegionUsage()), HEAP, "~", "=", "–"),
    ],
)
def test_a_sign_and_how_much(
    what: Difference,
    before: Region | None,
    after: Region | None,
    mark: str,
    delta: str,
    resident: str,
) -> None:
    row = told(what, before, after)

    assert (row["mark"], row["delta"], row["resident"]) == (mark, delta, resident)
    assert row["letter"] == "H"


def test_addresses_are_as_wide_as_those_of_both_programs() -> None:
    was, now = replace(HEAP, start=Address(0x8049000)), HEAP
    moved = RegionDiff((Difference.MOVED,), was, now)
    narrow = replace(process(), abi="i386")

    def row(before: Process, after: Process) -> dict[str, str]:
        both = ProcessDiff(before, after, True, True, (moved,), (), (), ())
        return {one.id: one.text(moved) for one in diff_columns(both)}

    assert row(narrow, narrow)["range"] == f"{now.start:08x}-{now.end:08x}"
    assert row(narrow, narrow)["detail"] == f"heap · 08049000 → {now.start:08x}"
    assert row(narrow, process()) == told(Difference.MOVED, was, now)


@pytest.mark.parametrize(
    ("what", "before", "detail"),
    [
        (Difference.GREW, HEAP, "heap"),
        (Difference.PERMISSIONS, replace(HEAP, perms="r--p"), "heap · r--p → rw-p"),
        (Difference.MEANING, replace(HEAP, label="block"), "heap · block → heap"),
        (
            Difference.MOVED,
            replace(HEAP, start=0x1000),
            f"heap · 000000001000 → {HEAP.start:012x}",
        ),
        (Difference.GONE, None, "heap"),
    ],
)
def test_what_it_was_is_told_where_the_name_alone_does_not(
    what: Difference, before: Region | None, detail: str
) -> None:
    assert told(what, before, HEAP)["detail"] == detail


def test_several_differences_are_listed() -> None:
    one = RegionDiff((Difference.GREW, Difference.TOUCHED), HEAP, HEAP)

    words = next(c for c in DIFF_COLUMNS if c.id == "differences").text(one)

    assert words == "grew, touched"


@pytest.mark.parametrize(
    ("regions", "virtual", "resident", "texts"),
    [
        ((1, 1), (0, 0), (0, 0), ["=", "=", "=", "0 B"]),
        ((1, 3), (0, 4096), (None, 4096), ["+2", "+4 KiB", "–", "4 KiB"]),
        ((3, 1), (4096, 0), (4096, None), ["-2", "-4 KiB", "–", "–"]),
    ],
)
def test_sums(
    regions: tuple[int, int],
    virtual: tuple[int, int],
    resident: tuple[int | None, int | None],
    texts: list[str],
) -> None:
    sums = SegmentDiff(Segment.HEAP, regions, virtual, resident)

    row = [column.text(sums) for column in SEGMENT_DIFF_COLUMNS]

    assert row[:2] == ["H", "heap segment"]
    assert row[2:] == texts
