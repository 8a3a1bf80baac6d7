"""Which threads come first, and which are so alike that one stands for all."""

import pytest
from msgspec.structs import replace

from memscope.analyze.lanes.look import ThreadsLook, look_at_threads
from memscope.analyze.lanes.order import Arranger, Sleepers, ThreadOrder
from memscope.analyze.lanes.recorder import LaneRecorder
from memscope.analyze.lanes.rows import ThreadKey, ThreadRows
from memscope.model.address import Address
from memscope.model.process import Process, Stack, Thread
from tests.tui.synthetic import process

pytestmark = pytest.mark.unit


def of(*threads: Thread) -> Process:
    return replace(process(), threads=threads)


def sleeper(tid: int, name: str = "worker-1", call: int = 202) -> Thread:
    return Thread(tid, name, "S", syscall=call)


def look(*looks: Process, arranger: Arranger | None = None) -> ThreadsLook:
    recorder = LaneRecorder()
    for second, one in enumerate(looks):
        lanes = recorder.look(float(second), one)
    return look_at_threads(looks[-1], lanes, arranger=arranger)


def groups(one: ThreadsLook, order: ThreadOrder = ThreadOrder.CPU) -> list[Sleepers]:
    return list(one.groups(order, False))


def busy(*milliseconds: int) -> Process:
    return of(*(Thread(tid, "w", "S", cpu_ms=ms) for tid, ms in
                enumerate(milliseconds, 7)))  # fmt: skip


def test_who_uses_most_cpu_time_comes_first_and_then_who_is_stuck() -> None:
    threads = (sleeper(7, "a"), sleeper(8, "b"), Thread(9, "c", "D"))
    later = (replace(threads[0], cpu_ms=10), replace(threads[1], cpu_ms=900),
             threads[2])  # fmt: skip

    found = groups(look(of(*threads), of(*later)))

    assert [one.tid for one in found] == [8, 7, 9]
    assert [one.tid for one in groups(look(of(*threads)))] == [9, 7, 8]


def test_names_are_sorted_as_people_count() -> None:
    names = ("worker-10", "Worker-9", "main")
    one = look(of(*(Thread(7 + n, name, "R") for n, name in enumerate(names))))

    assert [group.tid for group in groups(one, ThreadOrder.NAME)] == [9, 8, 7]
    assert [g.tid for g in one.groups(ThreadOrder.NAME, True)] == [7, 8, 9]


def test_what_is_unknown_of_a_stack_comes_last() -> None:
    bounds = Address(0x1000), Address(0x9000)
    stacks = (
        Stack(*bounds),
        Stack(*bounds, depth=4096, resident=8192),
        None,
        Stack(*bounds, depth=8192, resident=0),
    )
    one = look(of(*(Thread(7 + n, "w", "R", stack=s) for n, s in enumerate(stacks))))

    assert [group.tid for group in groups(one, ThreadOrder.DEPTH)] == [10, 8, 7, 9]
    assert [group.tid for group in groups(one, ThreadOrder.TOUCHED)] == [8, 10, 7, 9]


def test_sleepers_in_the_same_call_with_names_that_differ_in_numbers_fold() -> None:
    alike = [sleeper(tid, f"worker-{tid}") for tid in (7, 8, 9)]
    others = [sleeper(10, call=35), sleeper(11, "timer")]

    assert groups(look(of(*alike, *others))) == [
        Sleepers(7, (8, 9)), Sleepers(10), Sleepers(11)
    ]  # fmt: skip


def test_two_alike_are_both_seen() -> None:
    assert groups(look(of(sleeper(7), sleeper(8)))) == [Sleepers(7), Sleepers(8)]


def test_who_ran_within_the_minute_is_seen() -> None:
    first = look(busy(0, 0, 0, 0), busy(0, 0, 0, 500))

    assert groups(first) == [Sleepers(10), Sleepers(7, (8, 9))]


def test_an_order_holds_for_two_seconds_unless_a_folded_one_wakes() -> None:
    arranger, recorder = Arranger(), LaneRecorder()

    def at(seconds: float, *ms: int) -> list[int]:
        lanes = recorder.look(seconds, busy(*ms))
        one = look_at_threads(busy(*ms), lanes, arranger=arranger)
        return [group.tid for group in groups(one)]

    assert at(10.0, 0, 0) == [7, 8]
    assert at(11.0, 0, 900) == [7, 8]
    assert at(12.5, 0, 1800) == [8, 7]


def test_a_folded_thread_that_wakes_is_seen_at_once() -> None:
    alike = [sleeper(tid) for tid in (7, 8, 9)]
    arranger = Arranger()
    look_at_threads(of(*alike), arranger=arranger)
    awake = of(*alike[:2], Thread(9, "worker-1", "R"))

    found = groups(look_at_threads(awake, arranger=arranger))

    assert [one.tid for one in found] == [9, 7, 8]


def keys(*looks: ThreadsLook, **chosen: object) -> list[int]:
    rows = ThreadRows(looks, **chosen)  # type: ignore[arg-type]
    return [row.key.tid for row in rows]


def test_rows_of_one_process_are_its_threads_and_folds() -> None:
    one = look(of(*(sleeper(tid) for tid in (7, 8, 9))))
    fold = ThreadKey(one.process.identity, -7)

    assert keys(one) == [7, -7]
    assert keys(one, opened={fold}) == [7, -7, 8, 9]
    assert keys(one, kept=ThreadKey(one.process.identity, 9)) == [7, 9, -7]
    assert keys(one, opened={fold}, kept=ThreadKey(fold.process, 9)) == [7, -7, 8, 9]


def test_of_several_processes_each_has_a_row_before_its_threads() -> None:
    one = look(of(sleeper(7)))
    other = look(replace(of(sleeper(8)), pid=99))

    assert keys(one, other) == [0, 7, 0, 8]


def test_every_thread_is_in_exactly_one_row_or_fold() -> None:
    threads = [sleeper(tid, f"w{tid % 3}" * (tid % 2), tid % 5) for tid in range(1, 60)]
    rows = ThreadRows((look(of(*threads)),))

    seen = [row.key.tid for row in rows if row.key.tid > 0]
    folded = [tid for row in rows for tid in row.alike]
    assert sorted(seen + folded) == list(range(1, 60))
