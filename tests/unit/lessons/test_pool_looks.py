"""What the pool tells of its workers, joined with what the kernel knows of them."""

from typing import cast

import pytest
from msgspec.structs import replace

from memscope.lab.sample import Facts, Sample
from memscope.lessons.pool_looks import busy, look_at, stack_of_a_worker, stacks
from memscope.lessons.stage import Stage
from memscope.model.address import Address
from memscope.model.exhibit import Exhibit, PoolMoment, Worker
from memscope.model.process import Process, Stack, Thread
from tests.tui.synthetic import process

pytestmark = pytest.mark.unit


class Told:
    """A pool that tells the same whenever it is asked."""

    pid = 4242

    def __init__(self, **status: object) -> None:
        self.status: Facts = {
            "queued": 0,
            "done": 0,
            "workers": [],
            "waited_ms": [],
            "ran_ms": [],
            **status,
        }

    def tell(self, word: str) -> Facts:
        assert word == "status"
        return self.status


class Seen:
    """A stage from which one process can be seen."""

    def __init__(self, one: Process) -> None:
        self.one = one
        self.exhibits: list[Exhibit] = []

    def process(self, pid: int) -> Process:
        assert pid == self.one.pid
        return self.one

    def exhibit_instead(self, *things: Exhibit) -> None:
        self.exhibits = list(things)


def thread(tid: int, size: int | None = None, touched: int | None = None) -> Thread:
    start = tid << 20
    stack = size and Stack(Address(start), Address(start + size), resident=touched)
    return Thread(tid, f"worker-{tid}", "S", stack=stack or None)


def seen(*threads: Thread) -> Process:
    return replace(process(), threads=threads)


def worker(tid: int, task: int | None = None) -> Facts:
    since = None if task is None else 8.5
    return {"tid": tid, "name": "\x1b[31m", "task": task, "since_ms": since}


def look(
    told: Told, one: Process, made: set[int], arriving: int = 0
) -> tuple[PoolMoment, Seen]:
    stage = Seen(one)
    moment = look_at(cast(Stage, stage), cast(Sample, told), made, arriving)
    return moment, stage


def test_a_worker_has_its_own_word_and_the_kernels_stack() -> None:
    told = Told(workers=[worker(7, 31), worker(8)], queued=12, done=3)

    moment, stage = look(told, seen(thread(8, 4096), thread(7, 8192, 512)), set(), 4)

    assert moment.workers == (
        Worker(7, "\x1b[31m", 31, 8.5, (7 << 20, (7 << 20) + 8192), 512),
        Worker(8, "\x1b[31m", None, None, (8 << 20, (8 << 20) + 4096), None),
    )
    assert (moment.pid, moment.queued, moment.done, moment.arriving) == (4242, 12, 3, 4)
    assert stage.exhibits == [moment]


def test_a_worker_that_the_kernel_does_not_know_has_no_stack() -> None:
    told = Told(workers=[worker(7), worker(8)])

    moment, _ = look(told, seen(thread(8)), set())

    assert [(one.stack, one.touched) for one in moment.workers] == [(None, None)] * 2


def test_threads_that_were_made_are_counted_over_all_looks() -> None:
    made = {1, 2}

    moment, _ = look(Told(workers=[worker(2), worker(3)]), seen(), made)

    assert made == {1, 2, 3}
    assert moment.created == 3


@pytest.mark.parametrize(
    ("waited", "half_and_most"),
    [
        ([], None),
        ([7], (7.0, 7)),
        ([30, 10, 20], (20.0, 30)),
        ([4, 1, 3, 2], (2.5, 4)),
        (list(range(200, 0, -1)), (100.5, 199)),
    ],
)
def test_waiting_is_told_by_the_half_and_by_nearly_all(
    waited: list[float], half_and_most: tuple[float, float] | None
) -> None:
    moment, _ = look(Told(waited_ms=waited, ran_ms=waited), seen(), set())

    assert moment.waited_ms == half_and_most
    assert moment.ran_ms == (half_and_most[0] if half_and_most else None)


def test_the_stack_of_a_worker_is_one_in_the_middle_that_is_known() -> None:
    one = seen(
        thread(1, 1 << 30, 1),
        thread(2, 8192, 300),
        thread(3, 8192, 100),
        thread(4, 8192, 200),
        thread(5, 8192),
        thread(6),
    )

    assert stack_of_a_worker(one, {2, 3, 4, 5, 6}) == (8192, 200)
    assert stack_of_a_worker(one, {2, 3}) == (8192, 300)


@pytest.mark.parametrize("tids", [set(), {5}, {6}, {99}])
def test_where_no_stack_is_known_none_is_made_up(tids: set[int]) -> None:
    one = seen(thread(1, 4096, 1), thread(5, 4096), thread(6))

    assert stack_of_a_worker(one, tids) is None


def test_stacks_are_told_of_the_threads_in_question_alone() -> None:
    one = seen(thread(1, 4096, 1), thread(2, 8192), thread(3))

    assert stacks(one, [2, 3, 9]) == {2: (2 << 20, (2 << 20) + 8192)}


def test_only_who_has_a_task_is_busy_though_it_is_number_zero() -> None:
    told = Told(workers=[worker(7, 0), worker(8), worker(9, 5)])

    assert busy(look(told, seen(), set())[0]) == 2
