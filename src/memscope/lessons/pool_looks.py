"""A pool as the lesson looks at it: its own word, joined with the kernel's."""

import statistics
from collections.abc import Collection, Mapping, Sequence

from memscope.lab.sample import Facts, Sample
from memscope.lessons.stage import Stage
from memscope.model.exhibit import PoolMoment, Worker
from memscope.model.process import Process, Thread


def look_at(
    stage: Stage, pool: Sample, made: set[int], arriving: int = 0
) -> PoolMoment:
    """Look at the pool from both sides: its own word, and the kernel's."""
    status = pool.tell("status")
    threads = {one.tid: one for one in stage.process(pool.pid).threads}
    workers = tuple(_worker(one, threads) for one in status["workers"])
    made |= {worker.tid for worker in workers}
    moment = PoolMoment(
        pool.pid,
        status["queued"],
        status["done"],
        workers,
        arriving,
        len(made),
        _half_and_most(status["waited_ms"]),
        _middle(status["ran_ms"]),
    )
    stage.exhibit_instead(moment)
    return moment


def _worker(told: Facts, threads: Mapping[int, Thread]) -> Worker:
    """Join what the pool tells of a worker with what the kernel knows of its thread."""
    thread = threads.get(told["tid"])
    stack = thread.stack if thread else None
    return Worker(
        told["tid"],
        told["name"],
        told["task"],
        told["since_ms"],
        (stack.start, stack.end) if stack else None,
        stack.resident if stack else None,
    )


def _half_and_most(times: Sequence[float]) -> tuple[float, float] | None:
    """Return what half, and 99 of a hundred, do not exceed."""
    if not times:
        return None
    ordered = sorted(times)
    return float(statistics.median(ordered)), ordered[int(len(ordered) * 0.99)]


def _middle(times: Sequence[float]) -> float | None:
    return float(statistics.median(times)) if times else None


def stack_of_a_worker(
    process: Process, tids: Collection[int]
) -> tuple[int, int] | None:
    """Return how many bytes are reserved and touched, where that is known."""
    found = [
        (thread.stack.end - thread.stack.start, thread.stack.resident)
        for thread in process.threads
        if thread.stack and thread.tid in tids
    ]
    known = [(size, touched) for size, touched in found if touched is not None]
    return sorted(known)[len(known) // 2] if known else None


def stacks(process: Process, tids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Return where the stacks of some threads begin and end, by TID."""
    return {
        thread.tid: (thread.stack.start, thread.stack.end)
        for thread in process.threads
        if thread.tid in tids and thread.stack
    }


def busy(moment: PoolMoment) -> int:
    """Count the workers that have a task."""
    return sum(worker.task is not None for worker in moment.workers)
