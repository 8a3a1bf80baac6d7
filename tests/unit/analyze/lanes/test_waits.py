"""What a thread waits for, as far as the word it sleeps at says so."""

import pytest

from memscope.analyze.lanes.lane import LOCK
from memscope.analyze.lanes.waits import Wait, state_of, wait_of, waiting_at
from memscope.model.address import Address
from memscope.model.process import Futex, Stack, Thread

pytestmark = pytest.mark.unit

WORD = 0x7F00_0000_1000


def thread(
    tid: int, expects: int | None = 0, *, at: int = WORD, operation: int = 0
) -> Thread:
    futex = Futex(Address(at), operation, expects)
    return Thread(tid, "t", "S", syscall=202, futex_=futex)


def waits(*threads: Thread) -> list[Wait]:
    by_tid = {one.tid: one for one in threads}
    return [wait_of(one, by_tid, waiting_at(threads)) for one in threads]


def test_a_thread_that_sleeps_elsewhere_waits_for_its_call() -> None:
    assert waits(Thread(7, "t", "S", syscall=35)) == [Wait("S", 35)]
    assert waits(Thread(7, "t", "R")) == [Wait("R", None)]


@pytest.mark.parametrize(
    ("futex", "state"),
    [
        (Futex(Address(WORD), 0, 0), "S"),
        (Futex(Address(WORD), 0, 1), "S"),
        (Futex(Address(WORD), 0, 2), LOCK),
        (Futex(Address(WORD), 9, 0x8000_0008), LOCK),
        (Futex(Address(WORD), 6, None), LOCK),
        (Futex(Address(WORD), 11, None), "S"),
    ],
)
def test_only_what_a_lock_writes_is_a_lock(futex: Futex, state: str) -> None:
    assert state_of(Thread(7, "t", "S", syscall=202, futex_=futex)) == state


def test_who_is_in_the_kernel_for_another_reason_does_not_wait_for_the_lock() -> None:
    futex = Futex(Address(WORD), 0, 2)

    assert state_of(Thread(7, "t", "D", syscall=202, futex_=futex)) == "D"


def test_a_word_with_waiters_names_its_owner_if_that_is_a_thread() -> None:
    named = [one.owner for one in waits(thread(7, 0x8000_0008), thread(8))]
    unknown = [one.owner for one in waits(thread(7, 0x8000_0009), thread(8))]
    own = [one.owner for one in waits(thread(7, 0x8000_0007), thread(8))]

    assert (named, unknown, own) == ([8, None], [None, None], [None, None])


def test_a_small_number_is_no_owner() -> None:
    """Plain locks hold 2, or 16 in musl, also where threads have such numbers."""
    threads = [thread(2), thread(16), thread(7, 2), thread(8, 0x8000_0010)]

    assert [one.owner for one in waits(*threads)] == [None] * 4


def test_the_end_of_a_thread_is_waited_for_at_its_tid_in_its_own_memory() -> None:
    stack = Stack(Address(0x1000), Address(0x9000))
    sleeper = Thread(8, "t", "S", syscall=35, stack=stack)

    inside, _ = waits(thread(7, 8, at=0x8FD0), sleeper)
    outside, _ = waits(thread(7, 8, at=0x9000), sleeper)

    assert (inside.owner, inside.is_end) == (8, True)
    assert outside.owner is None


def test_others_are_counted_that_wait_at_the_same_word() -> None:
    at_one = [thread(tid) for tid in (7, 8, 9)]

    found = waits(*at_one, thread(10, at=WORD + 4))

    assert [one.others for one in found] == [2, 2, 2, 0]
