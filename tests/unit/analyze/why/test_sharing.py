"""Rules about fork: copies, and what could have been shared."""

import pytest
from msgspec.structs import replace

from memscope.analyze.why.seen import Seen, Subject
from memscope.analyze.why.sharing import (
    copied_by_reading,
    loaded_after_fork,
    pool_threads_kept,
)
from memscope.model.address import Address
from memscope.model.kinds import Confidence, Kind
from memscope.model.occupancy import Occupancy
from memscope.model.process import Process
from tests.unit.analyze.why.built import (
    MIB,
    filled,
    numbers,
    process,
    said,
    seen,
    subject,
)

pytestmark = pytest.mark.unit

COPIED, LOADED = numbers("copied-by-reading"), numbers("loaded-after-fork")
POOL = numbers("pool-threads-kept")
PARENT, WORKER = 100, 101


def heap_of(
    pid: int, own: int, shared: int, *, ppid: int = 1, at: int = 0x10000
) -> Process:
    """A process whose heap has so many MiB of its own, and so many that it shares."""
    heap = filled(
        Kind.HEAP,
        (own + shared) * MIB,
        at=at,
        private=own * MIB,
        shared=shared * MIB,
    )
    one = process(heap, pid=pid, unique=own * MIB)
    return replace(one, ppid=ppid, exe="/usr/bin/python3")


def reading(before: tuple[int, int], now: tuple[int, int], **about: int) -> Seen:
    parent = subject(heap_of(PARENT, 0, 40))
    first = heap_of(WORKER, *before, ppid=PARENT, **about)
    last = heap_of(WORKER, *now, ppid=PARENT, **about)
    worker = subject(last, earlier=[(5.0, first), (1.0, first)])
    return seen(parent, worker, seconds=5.0)


def test_shared_pages_that_become_copies_are_told() -> None:
    found = said(copied_by_reading(reading((1, 39), (21, 19)), COPIED))

    assert found.bytes == 20 * MIB
    assert found.confidence is Confidence.LIKELY
    assert found.values["left"] == 19 * MIB
    assert found.variant == "python"


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ((1, 39), (4, 36)),  # little
        ((1, 39), (21, 39)),  # new memory
        ((21, 19), (21, 19)),
        ((21, 19), (1, 39)),
    ],
)
def test_what_is_no_copy_is_not(before: tuple[int, int], now: tuple[int, int]) -> None:
    assert copied_by_reading(reading(before, now), COPIED) is None


def test_memory_that_did_not_come_by_fork_does_not_count() -> None:
    elsewhere = reading((1, 39), (21, 19), at=0x900000)

    assert copied_by_reading(elsewhere, COPIED) is None


def test_without_the_parent_nothing_is_known_to_be_inherited() -> None:
    both = reading((1, 39), (21, 19))

    assert copied_by_reading(seen(both.subjects[1], seconds=5.0), COPIED) is None


def crew(*own_and_shared: tuple[int, int]) -> Seen:
    workers = [
        subject(heap_of(WORKER + at, own, shared, ppid=PARENT))
        for at, (own, shared) in enumerate(own_and_shared)
    ]
    return seen(subject(heap_of(PARENT, 5, 0)), *workers)


def test_workers_that_loaded_the_same_each() -> None:
    found = said(loaded_after_fork(crew((24, 2), (25, 2), (24, 2)), LOADED))

    assert found.values["workers"] == 3
    assert found.bytes == 48 * MIB
    assert found.confidence is Confidence.GUESS


@pytest.mark.parametrize(
    "sizes",
    [
        ((24, 2),),  # one alone
        ((24, 20), (24, 20)),  # most is shared
        ((15, 0), (15, 0)),  # little
        ((24, 0), (90, 0)),  # not alike
    ],
)
def test_workers_that_share_or_differ(sizes: tuple[tuple[int, int], ...]) -> None:
    assert loaded_after_fork(crew(*sizes), LOADED) is None


def pool(
    threads: int = 6, back: int = 6, live: int = 1, *, whole: bool = True
) -> Subject:
    one = process(filled(Kind.HEAP, MIB), threads=threads + 1)
    arenas = tuple(
        Occupancy(
            allocator="glibc",
            arena=Address(0x1000 * at),
            name=f"arena {at}",
            threads=(one.pid + at,),
            live=live * MIB,
            free=back * MIB,
            returnable=back * MIB,
            whole=whole,
        )
        for at in range(1, threads + 1)
    )
    return subject(one, heap=arenas)


def test_a_pool_keeps_the_peak_of_each_thread() -> None:
    found = said(pool_threads_kept(pool(), POOL))

    assert (found.values["threads"], found.bytes) == (6, 36 * MIB)
    assert found.saves is None


def test_a_pool_that_keeps_little_is_left_alone() -> None:
    assert pool_threads_kept(pool(threads=3), POOL) is None
    assert pool_threads_kept(pool(back=2), POOL) is None
    assert pool_threads_kept(pool(live=7), POOL) is None
    assert pool_threads_kept(pool(whole=False), POOL) is None


def test_a_thread_that_runs_may_need_it_at_once() -> None:
    one = pool()
    busy = tuple(replace(thread, state="R") for thread in one.process.threads)
    running = subject(replace(one.process, threads=busy), heap=one.heap)

    assert pool_threads_kept(running, POOL) is None
