"""What a thread waits for, from what its last look said anyway.

A thread that sleeps at a futex tells the kernel where the word is and what it held, and
the kernel tells us. Some locks write the TID of their owner there. What the C library
means by a word is no promise, so all of this is likely, not certain.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from memscope.analyze.lanes.lane import LOCK
from memscope.model.process import Futex, Thread

_WAITERS, _OWNER = 0x8000_0000, 0x3FFF_FFFF
"""FUTEX_WAITERS and FUTEX_TID_MASK (linux/futex.h): so robust locks and, in musl, all
that know their owner write it down."""
_NOBODY = 16
"""EBUSY, which musl's plain mutexes have in the owner's place."""
_CONTENDED = 2
"""Taken, and others wait: of plain locks in glibc (lowlevellock.h), Go and Rust."""
_LOCKS = (6, 13)
"""FUTEX_LOCK_PI, FUTEX_LOCK_PI2: nothing but a lock."""


class Wait(NamedTuple):
    """Why a thread does not go on.

    Attributes:
        state: Letter of the kernel, or `LOCK`.
        call: Number of the system call it sleeps in; None: in none, or unknown.
        owner: TID of the thread that has what it waits for, likely; None: unknown.
        is_end: It waits for the end of that thread.
        others: How many others of its process wait at the same word; None: unknown.
    """

    state: str
    call: int | None = None
    owner: int | None = None
    is_end: bool = False
    others: int | None = None


def state_of(thread: Thread) -> str:
    """Return the letter of a thread's state: the kernel's, or `LOCK`."""
    state = thread.state[:1] or "?"
    futex = thread.futex
    return LOCK if state == "S" and futex is not None and _is_lock(futex) else state


def waiting_at(threads: Iterable[Thread]) -> Mapping[int, int]:
    """Return how many threads sleep at each word."""
    return Counter(one.futex.address for one in threads if one.futex is not None)


def wait_of(
    thread: Thread, threads: Mapping[int, Thread], waiting: Mapping[int, int]
) -> Wait:
    """Return what a thread waits for.

    Args:
        thread: Any.
        threads: All of its process, by TID.
        waiting: How many of them sleep at each word.
    """
    state, futex = state_of(thread), thread.futex
    if futex is None:
        return Wait(state, thread.syscall)
    others = waiting.get(futex.address, 1) - 1
    owner, ends = _owner(thread.tid, futex, threads), False
    if owner is None:
        owner = _joined(thread.tid, futex, threads)
        ends = owner is not None
    return Wait(state, thread.syscall, owner, ends, others)


def _is_lock(futex: Futex) -> bool:
    if futex.operation in _LOCKS:
        return True
    word = futex.expects
    return word is not None and (word == _CONTENDED or bool(word & _WAITERS))


def _owner(tid: int, futex: Futex, threads: Mapping[int, Thread]) -> int | None:
    """Return whom a lock's word names, if that is another thread of the process."""
    word = futex.expects
    if word is None or not word & _WAITERS:
        return None
    owner = word & _OWNER
    return owner if owner in threads and owner not in (tid, _NOBODY) else None


def _joined(tid: int, futex: Futex, threads: Mapping[int, Thread]) -> int | None:
    """Return whose end is waited for: glibc waits at the TID in its descriptor.

    That lies at the top of the memory of the thread's stack, so the word is both there
    and says so.
    """
    word = futex.expects
    thread = threads.get(word) if word is not None and word != tid else None
    stack = thread.stack if thread is not None else None
    return word if stack is not None and futex.address in stack else None
