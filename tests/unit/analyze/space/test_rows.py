"""Rows are found by number, key and address; sorting and opening keep who they are."""

import time

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from memscope.analyze.space.opening import opened_for
from memscope.analyze.space.reading import Order, Reading
from memscope.analyze.space.row import RowKey, SpaceRow, What
from memscope.analyze.space.rows import RowList
from memscope.analyze.space.space import space_of
from memscope.model.kinds import Kind
from memscope.model.process import Process
from tests.tui.synthetic import KIB, MIB, crowd, process
from tests.unit.analyze.space.any_space import any_process, crowded, opened, rows_of

pytestmark = pytest.mark.unit


@given(any_process())
@settings(max_examples=15, deadline=None)
def test_every_row_is_found_by_its_key_in_every_order(one: Process) -> None:
    for order in Order:
        rows = opened(rows_of(one, reading=Reading(order=order)))

        found = [rows.index_of(row.key) for row in rows.rows()]

        assert found == list(range(len(rows)))


@given(any_process())
@settings(max_examples=15, deadline=None)
def test_an_address_is_found_in_the_innermost_row_that_shows_it(one: Process) -> None:
    for rows in (
        rows_of(one),
        opened(rows_of(one)),
        rows_of(one, reading=Reading(is_all_open=True)),
        rows_of(one, reading=Reading(is_all_open=True, order=Order.RESIDENT)),
    ):
        for region in one.regions:
            at = rows.at_address(one.identity, region.start)
            assert at is not None
            row = rows.row(at)
            assert region in row.regions
            holders = [r for r in rows.rows() if region in r.regions]
            inside = {r.what for r in holders if r.depth > row.depth}
            assert inside <= {What.PAGES}


@given(any_process())
@settings(max_examples=15, deadline=None)
def test_any_order_has_the_same_rows_but_for_holes(one: Process) -> None:
    def keys(order: Order) -> list[RowKey]:
        rows = rows_of(one, reading=Reading(order=order)).rows()
        return sorted(row.key for row in rows if row.what is not What.HOLE)

    assert all(keys(order) == keys(Order.ADDRESS) for order in Order)


def groups(rows: RowList) -> list[SpaceRow]:
    return [row for row in rows.rows() if row.what is What.GROUP]


def test_the_largest_is_first_and_turned_the_last() -> None:
    rows = groups(rows_of(process(), reading=Reading(order=Order.RESIDENT)))
    turned = Reading(order=Order.RESIDENT, is_turned=True)

    sizes = [row.amounts.resident or 0 for row in rows]

    assert sizes == sorted(sizes, reverse=True)
    assert [r.key for r in groups(rows_of(process(), reading=turned))] == [
        row.key for row in reversed(rows)
    ]


def test_what_grew_most_is_first_and_no_hole_is_left() -> None:
    one = process()
    heap = next(r for r in one.regions if r.kind is Kind.HEAP)
    deltas: dict[tuple[int, int], dict[int, int]] = {one.identity: {heap.start: MIB}}
    rows = RowList([space_of(one)], Reading(order=Order.GREW), deltas=deltas)

    assert rows.row(0).key.kind == "heap"
    assert all(row.what is not What.HOLE for row in rows.rows())


def test_a_region_that_grew_downwards_keeps_its_row_and_stays_open() -> None:
    one = process()
    stack = next(r for r in one.regions if r.kind is Kind.STACK)
    key = RowKey(one.identity, What.REGION, 0, "stack", "", stack.start)
    lower = replace(stack, start=stack.start - 64 * KIB)
    later = replace(one, regions=tuple(lower if r is stack else r for r in one.regions))

    rows = rows_of(later, reading=Reading(is_all_open=True, opened=frozenset({key})))

    at = rows.index_of(key)
    assert at is not None
    assert rows.row(at).start == lower.start
    assert rows.row(at).is_open
    assert rows.row(at + 1).what is What.PAGES


def test_the_row_of_something_in_a_closed_group_is_the_group() -> None:
    one = process(threads=3)
    rows = opened(rows_of(one))
    stack = next(row for row in rows.rows() if row.key.start and row.is_open)

    at = rows_of(one).index_of(stack.key)

    assert at is not None
    assert rows_of(one).row(at).what is What.GROUP
    assert stack.regions[0] in rows_of(one).row(at).regions


def test_several_processes_are_a_level_of_their_own() -> None:
    rows = rows_of(process(4242), process(4343))
    assert [row.what for row in rows.rows()] == [What.PROCESS] * 2
    assert rows.at_address((4343, 5343), process(4343).regions[0].start) == 1

    open_ones = opened(rows)

    assert open_ones.row(0).is_open
    assert {row.depth for row in open_ones.rows()} >= {0, 1, 2}
    found = [open_ones.index_of(row.key) for row in open_ones.rows()]
    assert found == list(range(len(open_ones)))


@pytest.mark.parametrize(("threads", "step"), [(2, 1), (9, 1), (200, 1), (5000, 150)])
def test_for_each_thread_going_to_its_stack_shows_a_row_with_its_number(
    threads: int, step: int
) -> None:
    one = crowded(threads)
    space = space_of(one)

    for thread in one.threads[1::step]:
        assert thread.sp is not None
        rows = RowList([space], wanted=(thread.sp,))
        found = opened_for(rows, one.identity, thread.sp)
        assert found is not None
        rows = rows.read(Reading(opened=found))
        at = rows.at_address(one.identity, thread.sp)
        assert at is not None
        row = rows.row(at)
        assert {r.thread for r in row.regions} == {thread.tid}
        assert {r.kind for r in row.regions} >= {Kind.THREAD_STACK}
        assert len(rows) < 40


def test_64_000_regions_are_laid_out_at_once_and_rows_made_when_asked_for() -> None:
    one = crowd(64_000).processes[0]
    times: dict[str, float] = {}

    def timed(name: str, since: float) -> None:
        times[name] = (time.process_time() - since) * 1000

    begun = time.process_time()
    space = space_of(one)
    timed("build", begun)
    group = next(g for g in space.groups if len(g.regions) > 60_000)
    begun = time.process_time()
    rows = RowList([space], Reading(opened=frozenset({group.key})))
    timed("open", begun)
    more = next(row.key for row in rows.rows() if row.what is What.MORE)
    rows = rows.read(Reading(opened=frozenset({group.key, more})))
    begun = time.process_time()
    row = rows.row(40_000)
    timed("row", begun)
    rows.index_of(row.key)
    begun = time.process_time()
    assert rows.index_of(row.key) == 40_000
    timed("index_of", begun)
    begun = time.process_time()
    assert len(rows.read(Reading(is_all_open=True))) > 128_000
    timed("all open", begun)

    assert len(rows) > 64_000
