"""Groups and holes of any address space: every byte once, and none hidden."""

import itertools

import pytest
from hypothesis import given, settings

from memscope.analyze.space.hole import Hole
from memscope.analyze.space.reading import Reading
from memscope.analyze.space.row import What
from memscope.analyze.space.space import FAR, part_of, space_of
from memscope.model import labels
from memscope.model.kinds import Kind
from memscope.model.process import Process
from tests.tui.synthetic import EXE, KIB, LIBC, MIB, process, region
from tests.unit.analyze.space.any_space import GIB, any_process, opened, rows_of, told

pytestmark = pytest.mark.unit


@given(any_process())
@settings(max_examples=20, deadline=None)
def test_each_region_is_in_one_group(one: Process) -> None:
    space = space_of(one)

    found = sorted(r.start for group in space.groups for r in group.regions)

    assert found == [region.start for region in one.regions]


@given(any_process())
@settings(max_examples=20, deadline=None)
def test_all_open_the_rows_are_every_byte_once_in_strict_order(one: Process) -> None:
    rows = list(rows_of(one, reading=Reading(is_all_open=True)).rows())

    bounds = [(row.start, row.end) for row in rows]
    assert all(above[0] == below[1] for above, below in itertools.pairwise(bounds))
    whole = sum(high - low for low, high in bounds)
    regions = one.regions
    assert whole == (regions[-1].end - regions[0].start if regions else 0)


@given(any_process())
@settings(max_examples=20, deadline=None)
def test_no_group_reaches_across_a_large_hole(one: Process) -> None:
    for group in space_of(one).groups:
        pairs = zip(group.regions, group.regions[1:], strict=False)
        between = [(low.end, high.start) for low, high in pairs]
        inside = [
            (low.end, high.start)
            for low, high in zip(one.regions, one.regions[1:], strict=False)
            if high.start - low.end >= FAR
        ]
        for low, high in between:
            assert not any(low <= hole[0] and hole[1] <= high for hole in inside)


@given(any_process())
@settings(max_examples=20, deadline=None)
def test_groups_stand_at_their_highest_address_and_holes_between_them(
    one: Process,
) -> None:
    entries = list(space_of(one).entries())

    ends = [entry.end for entry in entries]
    assert ends == sorted(ends, reverse=True)
    for entry in entries:
        if isinstance(entry, Hole):
            assert all(
                region.end <= entry.start or region.start >= entry.end
                for region in one.regions
            )


@given(any_process())
@settings(max_examples=20, deadline=None)
def test_what_is_inside_adds_up_to_the_group(one: Process) -> None:
    rows = list(opened(rows_of(one)).rows())

    for at, row in enumerate(rows):
        inside = []
        for below in rows[at + 1 :]:
            if below.depth <= row.depth:
                break
            if below.depth == row.depth + 1 and below.what is not What.PAGES:
                inside.append(below)
        if inside:
            assert sum(i.amounts.mapped for i in inside) == row.amounts.mapped
            assert sum(i.amounts.resident or 0 for i in inside) == (
                row.amounts.resident or 0
            )
            assert sorted(r.start for i in inside for r in i.regions) == [
                r.start for r in row.regions
            ]


def test_java_s_heap_far_below_stands_below_the_brk_heap() -> None:
    java = region(0x6_0000_0000, 64 * MIB, Kind.ANON, label=labels.JAVA_HEAP)
    brk = region(0x55D3_0000_0000, MIB, Kind.HEAP, label=labels.HEAP)

    kinds = [row.key.kind for row in rows_of(told(java, brk)).rows()]

    assert kinds == ["heap", "", "anon"]


def test_arenas_on_both_sides_of_a_large_hole_are_two_groups() -> None:
    low = region(0x7F00_0000_0000, MIB, Kind.ARENA, label="malloc arena of a")
    high = region(
        0x7F00_0000_0000 + 3 * GIB, MIB, Kind.ARENA, label="malloc arena of b"
    )

    rows = list(rows_of(told(low, high)).rows())

    assert [row.what for row in rows] == [What.GROUP, What.HOLE, What.GROUP]
    assert [row.key.near for row in rows] == [0, 0, 1]
    assert rows[0].key._replace(near=1) == rows[2].key


def test_a_new_neighbourhood_below_leaves_the_keys_above_as_they_are() -> None:
    high = region(0x7F00_0000_0000, MIB, Kind.ANON, label=labels.ANONYMOUS)
    before = rows_of(told(high)).row(0).key
    low = region(0x7E00_0000_0000, MIB, Kind.ANON, label=labels.ANONYMOUS)

    after = rows_of(told(low, high))

    assert after.index_of(before) == 0


def test_parts_of_a_file_are_together_and_a_stack_has_its_guard() -> None:
    rows = list(opened(rows_of(process(threads=3))).rows())

    libraries = [one for one in rows if one.key.kind == "library"]
    assert len(libraries) == 1
    assert {one.image for one in libraries[0].regions} == {LIBC}
    stacks = [one for one in rows if one.key.kind == "thread-stack" and one.key.start]
    own = [one for one in stacks if one.what is What.GROUP]
    assert [[r.kind for r in one.regions] for one in own] == [
        [Kind.GUARD, Kind.THREAD_STACK]
    ] * 2


def test_a_guard_that_belongs_to_no_stack_is_a_guard() -> None:
    lone = region(0x7F00_0000_0000, 4 * KIB, Kind.GUARD, perms="---p", resident=0)
    far = region(0x7F00_0001_0000, MIB, Kind.THREAD_STACK, thread=7)

    kinds = [row.key.kind for row in rows_of(told(lone, far)).rows()]

    assert kinds == ["thread-stack", "guard"]


def test_where_lines_are_few_the_program_is_one_row_that_opens_to_its_parts() -> None:
    space = space_of(process())

    folded = list(space.entries(folds_program=True))
    program = next(
        one for one in folded if not isinstance(one, Hole) and one.key.kind == "program"
    )

    assert {one.image for one in program.regions} == {EXE}
    assert len(folded) == len(list(space.entries())) - 3
    assert sum(one.amounts.mapped for one in space.groups) == sum(
        one.amounts.mapped for one in folded if not isinstance(one, Hole)
    )


def test_where_no_region_differs_the_space_is_the_one_of_before() -> None:
    before = space_of(process())

    assert space_of(process(), before) is before
    assert space_of(process(heap=2 * MIB), before) is not before


def test_what_a_filter_leaves_has_the_keys_of_the_whole_and_no_holes() -> None:
    one = process(threads=9)
    space = space_of(one)
    some = [r for r in one.regions if r.kind is Kind.THREAD_STACK][:2]

    part = part_of(space, some)

    assert [group.key for group in part.groups] == [
        group.key for group in space.groups if group.key.kind == "thread-stack"
    ]
    assert sum(group.amounts.mapped for group in part.groups) == 16 * MIB
    assert not any(isinstance(entry, Hole) for entry in part.entries())
    assert len(part.strict) == 2
