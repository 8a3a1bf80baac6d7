import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from memscope.analyze.beside.objects import LARGE_HOLE, ObjectKey
from memscope.analyze.beside.rows import (
    MORE,
    Aligner,
    BesideRow,
    side_by_side,
    with_opened,
)
from memscope.model.kinds import Kind
from memscope.model.labels import PYTHON_OBJECTS
from memscope.model.region import Region
from tests.unit.analyze.beside.scene import WORKERS, process, scene
from tests.unit.analyze.pages import SIZE
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit


def names(rows: tuple[BesideRow, ...]) -> list[str]:
    return [row.key.name or row.key.sort for row in rows]


def test_an_object_of_both_is_one_row_and_holes_stand_between() -> None:
    rows = scene().rows

    assert [row.key.sort for row in rows] == [
        *("stack", "hole", MORE, "library", "library", "anon", "thread-stack"),
        *("hole", "heap", "data", "code"),
    ]
    assert rows[6].parts[0] is None
    assert rows[6].parts[1] is not None


def test_a_hole_has_the_size_that_each_side_has() -> None:
    hole = scene().rows[1]

    assert hole.is_hole
    assert hole.holes[0] == hole.holes[1]
    assert (hole.holes[0] or 0) >= LARGE_HOLE


def test_small_libraries_are_one_row_that_opens() -> None:
    side = scene()
    more = side.rows[2]

    opened = with_opened(side.rows, {more.path})

    assert names(opened[2:6]) == [
        *("library", "/lib/libz.so", "/lib/libc.so", "/lib/libm.so"),
    ]
    assert opened[2].is_open
    assert [row.depth for row in opened[2:7]] == [0, 1, 1, 1, 0]
    assert opened[5].is_last


def test_objects_in_folded_rows_are_counted() -> None:
    assert scene().objects == 11


def test_regions_of_an_open_object_stand_beside_each_other() -> None:
    first = [
        region(Kind.THREAD_STACK, at * SIZE, label=name) for at, name in ((1, "a"),)
    ]
    second = [
        region(Kind.THREAD_STACK, at * SIZE, label=name)
        for at, name in ((1, "a"), (2, "b"))
    ]
    side = side_by_side("AB", [process(1, parts(first)), process(2, parts(second))])
    (row,) = side.rows

    inside = with_opened(side.rows, {row.path})[1:]

    assert [(one.key.name, one.parts[0] is None) for one in inside] == [
        ("b", True),
        ("a", False),
    ]


def parts(regions: list[Region]) -> list[tuple[Region, str, dict[int, int]]]:
    return [(one, "", {}) for one in regions]


def test_equal_looks_give_the_same_rows() -> None:
    aligner = Aligner()
    processes = scene().processes
    first = aligner.align("AB", processes)
    again = [replace(one, regions=(*one.regions,)) for one in processes]

    assert aligner.align("AB", again) is first


def test_a_process_that_did_not_change_keeps_its_parts() -> None:
    aligner = Aligner()
    one, other = scene().processes
    first = aligner.align("AB", [one, other])

    second = aligner.align("AB", [one, replace(other, regions=other.regions[1:])])

    assert second is not first
    assert second.rows[0].parts[0] is first.rows[0].parts[0]


def test_another_pid_of_the_same_name_is_another_process() -> None:
    aligner = Aligner()
    one, other = scene().processes
    first = aligner.align("AB", [one, other])

    assert aligner.align("AB", [one, replace(other, start_ticks=1)]) is not first


def test_a_row_is_different_where_one_has_more() -> None:
    by_name = {row.key: row for row in scene().rows}

    assert by_name[ObjectKey("thread-stack")].is_different
    assert by_name[ObjectKey("anon", PYTHON_OBJECTS)].is_different
    assert not by_name[ObjectKey("heap")].is_different
    assert not scene().rows[1].is_different


KINDS = st.sampled_from([Kind.ANON, Kind.HEAP, Kind.CODE, Kind.THREAD_STACK])
PARTS = st.lists(st.tuples(KINDS, st.integers(0, 9), st.integers(0, 2)), max_size=20)


@settings(max_examples=40)
@given(st.lists(PARTS, min_size=2, max_size=4))
def test_alignment_loses_no_region(sides: list[list[tuple[Kind, int, int]]]) -> None:
    made = [_made(rows) for rows in sides]
    processes = [process(7 + at, parts(some)) for at, some in enumerate(made)]

    side = side_by_side("ABCD"[: len(sides)], processes)

    for at, regions in enumerate(made):
        found = [
            one
            for row in side.rows
            if (part := row.parts[at]) is not None
            for one in part.regions
        ]
        assert sorted(found, key=lambda one: one.start) == regions


def _made(rows: list[tuple[Kind, int, int]]) -> list[Region]:
    regions, at = [], SIZE
    for kind, inode, gap in rows:
        at += gap * LARGE_HOLE
        path = f"/lib/{inode}.so" if kind is Kind.CODE else ""
        regions.append(region(kind, at, 1, inode=inode if path else 0, path=path))
        at += SIZE
    return regions


def test_workers_of_the_scene_are_four() -> None:
    assert len(scene(4).rows[0].parts) == len(WORKERS)
