"""Lesson 5: a thread pool at work, and what it is good for."""

import os
import statistics
from collections.abc import Sequence
from typing import ClassVar

from memscope.i18n import N_
from memscope.lab.sample import Facts, Sample
from memscope.lessons.base import Lesson, step
from memscope.lessons.settings import Setting
from memscope.lessons.stage import Stage
from memscope.model.claim import Evidence
from memscope.model.pool import PoolMoment, Worker
from memscope.model.process import Process

_TASK_MS = 60
_LENGTHS_US = (10, 100, 1_000, 10_000)
_IO_SIZES = (1, 2, 4, 8, 16)
_GROWS = 1.3
"""A ratio that noise on a shared machine does not make."""


class PoolLesson(Lesson):
    """Workers, a queue and a dispatcher; overhead, starvation, sizing, limits."""

    name = "pool"
    settings: ClassVar = {
        "workers": Setting(3, 1, 32),
        "tasks": Setting(40, 2, 400),
        "repetitions": Setting(3, 1, 20),
        "limit_mib": Setting(768, 256, 4096),
    }

    pool: Sample
    threads: set[int]

    @step("workers-wait")
    def workers_wait(self, stage: Stage) -> None:
        """Start a pool: its threads exist before there is anything to do."""
        number = stage.number("workers")
        self.pool = stage.start("pool", "--workers", str(number), language="python")
        process = stage.at_rest(self.pool.pid)
        moment = self._show(stage)
        self.threads = {worker.tid for worker in moment.workers}
        tids = {thread.tid for thread in process.threads}
        stage.claim(
            "workers-exist-before-tasks",
            len(self.threads) == number and self.threads < tids,
            workers=len(self.threads),
            threads=len(tids),
        )
        stage.claim(
            "workers-are-idle",
            all(worker.task is None for worker in moment.workers),
            idle=sum(worker.task is None for worker in moment.workers),
            workers=number,
        )
        sleeping = [t for t in process.threads if t.tid in self.threads]
        stage.claim(
            "kernel-sees-them-sleep",
            all(thread.state == "S" for thread in sleeping),
            states=" ".join(thread.state for thread in sleeping),
        )

    @step("task-at-once")
    def task_at_once(self, stage: Stage) -> None:
        """Submit one task while workers are idle."""
        waits = []
        for _ in range(5):
            self.pool.tell("submit", 1, _TASK_MS)
            waits.append(self.pool.tell("wait")["tasks"][0]["waited_ms"])
        stage.claim(
            "idle-worker-takes-it-at-once",
            statistics.median(waits) < _TASK_MS / 2,
            waited_ms=statistics.median(waits),
            task_ms=_TASK_MS,
        )

    @step("queue")
    def queue(self, stage: Stage) -> None:
        """Submit more tasks than there are workers."""
        number = stage.number("workers")
        self.pool.tell("submit", number * 3, _TASK_MS * 5)
        stage.wait_until(lambda: self._busy(stage) == number)
        moment = self._show(stage)
        rows = self.pool.tell("wait")["tasks"]
        stage.claim(
            "all-workers-are-busy",
            sum(worker.task is not None for worker in moment.workers) == number,
            busy=sum(worker.task is not None for worker in moment.workers),
            workers=number,
        )
        stage.claim(
            "the-others-wait-in-the-queue", moment.queued > 0, queued=moment.queued
        )
        first, last = rows[:number], rows[-number:]
        stage.claim(
            "waiting-grows-with-the-queue",
            _median(first, "waited_ms") * 2 < _median(last, "waited_ms"),
            first_ms=_median(first, "waited_ms"),
            last_ms=_median(last, "waited_ms"),
        )

    @step("reuse")
    def reuse(self, stage: Stage) -> None:
        """Look whether a finished worker is the one that takes the next task."""
        before = _stacks(stage.at_rest(self.pool.pid), self.threads)
        tasks = stage.number("tasks")
        self.pool.tell("submit", tasks, 2)
        rows = self.pool.tell("wait")["tasks"]
        process = stage.at_rest(self.pool.pid)
        self._show(stage)
        used = {row["tid"] for row in rows}
        stage.claim(
            "few-threads-do-all-tasks",
            used <= self.threads and len(rows) == tasks,
            tasks=len(rows),
            threads=len(used),
        )
        alive = {thread.tid for thread in process.threads}
        stage.claim(
            "no-worker-was-destroyed",
            self.threads <= alive,
            alive=len(self.threads & alive),
            workers=len(self.threads),
        )
        stage.claim(
            "stacks-are-the-same",
            before == _stacks(process, self.threads) if before else None,
            why=None if before else N_("the stacks cannot be found here"),
            stacks=len(before),
        )

    @step("overhead")
    def overhead(self, stage: Stage) -> None:
        """Compare a thread for each task with the pool, for tasks of many lengths."""
        rows = [self._costs(stage, us) for us in _LENGTHS_US]
        ratios = {us: row["thread_us"] / row["pool_us"] for us, row in rows}
        shortest, longest = _LENGTHS_US[0], _LENGTHS_US[-1]
        extra = [row["thread_us"] - row["pool_us"] for _, row in rows]
        stage.claim(
            "pool-is-cheaper-for-short-tasks",
            ratios[shortest] > _GROWS,
            task_us=shortest,
            thread_us=rows[0][1]["thread_us"],
            pool_us=rows[0][1]["pool_us"],
            ratio=round(ratios[shortest], 1),
        )
        stage.claim(
            "long-tasks-hide-the-cost",
            ratios[longest] < ratios[shortest],
            task_us=longest,
            ratio=round(ratios[longest], 2),
            short_ratio=round(ratios[shortest], 1),
        )
        crossing = next((us for us in _LENGTHS_US if us > statistics.median(extra)), 0)
        stage.claim(
            "managing-can-cost-more-than-working",
            statistics.median(extra) > shortest,
            extra_us=round(statistics.median(extra), 1),
            task_us=shortest,
            crossing_us=crossing or None,
        )

    @step("bounded")
    def bounded(self, stage: Stage) -> None:
        """Give many tasks to a thread each, then to the pool, and count threads."""
        tasks = stage.number("tasks")
        crowd = stage.start("pool", "--workers", str(tasks), language="python")
        unbounded = stage.at_rest(crowd.pid)
        bounded = stage.at_rest(self.pool.pid)
        stage.show(self.pool.pid, crowd.pid)
        stage.claim(
            "threads-are-bounded",
            len(bounded.threads) < len(unbounded.threads),
            pool=len(bounded.threads),
            thread_each=len(unbounded.threads),
            tasks=tasks,
        )
        small, large = bounded.usage.virtual or 0, unbounded.usage.virtual or 0
        stage.claim(
            "memory-is-bounded",
            small < large,
            pool=small,
            thread_each=large,
            bytes_per_thread=(large - small)
            // max(len(unbounded.threads) - len(bounded.threads), 1),
        )
        crowd.stop()
        stage.show(self.pool.pid)

    @step("starvation")
    def starvation(self, stage: Stage) -> None:
        """Put short tasks behind long ones; then give them a pool of their own."""
        number = stage.number("workers")
        self.pool.tell("submit", number * 2, _TASK_MS * 4)
        self.pool.tell("submit", 10, 2)
        rows = self.pool.tell("wait")["tasks"]
        behind = _median(rows[number * 2 :], "waited_ms")
        own = stage.lab.start("pool", language="python", args=("--workers", "1"))
        self.pool.tell("submit", number * 2, _TASK_MS * 4)
        own.tell("submit", 10, 2)
        alone = _median(own.tell("wait")["tasks"], "waited_ms")
        self.pool.tell("wait")
        own.stop()
        stage.claim(
            "short-tasks-starve",
            behind > _TASK_MS * 4,
            waited_ms=behind,
            task_ms=2,
            times=round(behind / 2),
        )
        stage.claim(
            "a-pool-of-their-own-helps",
            alone * 2 < behind,
            waited_ms=alone,
            before_ms=behind,
        )

    @step("sizing")
    def sizing(self, stage: Stage) -> None:
        """Try pools of several sizes on tasks that wait and on tasks that compute."""
        cores = len(os.sched_getaffinity(0))
        waiting = [_finish_ms(stage, size, "submit", 48, 10) for size in _IO_SIZES]
        computing = [_finish_ms(stage, size, "compute", 12, 10) for size in _IO_SIZES]
        stage.claim(
            "more-workers-help-waiting-tasks",
            waiting[-1] * _GROWS < waiting[0],
            measured=_sweep(waiting),
            knee=_knee(waiting),
        )
        stage.claim(
            "more-workers-hardly-help-computing",
            computing[-1] * 2 > min(computing[:2]),
            measured=_sweep(computing),
            knee=_knee(computing),
            cores=cores,
        )

    @step("out-of-memory")
    def out_of_memory(self, stage: Stage) -> None:
        """Give many tasks to a child that has little address space."""
        limit = stage.lab.start("limit", language="python")
        mib, tasks = stage.number("limit_mib"), 400
        each = limit.tell("threads", tasks, mib)
        pool = limit.tell("pool", tasks, mib)
        limit.stop()
        stage.claim(
            "thread-for-each-fails",
            each["error"] is not None and each["done"] < tasks,
            done=each["done"],
            tasks=tasks,
            limit=mib << 20,
            error=each["error"],
        )
        stage.claim(
            "pool-finishes",
            pool["error"] is None and pool["done"] == tasks,
            done=pool["done"],
            tasks=tasks,
            threads=pool["most_threads"],
            error=pool["error"],
        )

    @step("thread-safety")
    def thread_safety(self, stage: Stage) -> None:
        """Let threads add to one number, without a lock and with one."""
        bare = self.pool.tell("race", 4, 300, 0)
        for _ in range(4):
            if bare["total"] < bare["expected"]:
                break
            bare = self.pool.tell("race", 4, 300, 0)
        locked = self.pool.tell("race", 4, 300, 1)
        stage.claim(
            "updates-are-lost",
            bare["total"] < bare["expected"],
            expected=bare["expected"],
            total=bare["total"],
            lost=bare["expected"] - bare["total"],
        )
        stage.claim(
            "a-lock-saves-them",
            locked["total"] == locked["expected"],
            expected=locked["expected"],
            total=locked["total"],
        )

    @step("traps")
    def traps(self, stage: Stage) -> None:
        """Two traps: a task that waits for its own task, and a queue without end."""
        nested = self.pool.tell("nested", 300)
        stage.claim("nested-task-deadlocks", not nested["finished"], waited_ms=300)
        held = self.pool.tell("bounded", 12, 20, 2)
        stage.claim(
            "bounded-queue-holds-back",
            held["most_queued"] <= 2 and held["submit_ms"] > 20 * 6,
            most_queued=held["most_queued"],
            submit_ms=held["submit_ms"],
            tasks=12,
        )

    def _costs(self, stage: Stage, us: int) -> tuple[int, Facts]:
        """Return the costs of tasks of a length, each the best of some tries."""
        stage.check()
        count = max(4, min(200, 40_000 // us))
        tries = [
            self.pool.tell("costs", count, us)
            for _ in range(stage.number("repetitions"))
        ]
        best = {key: min(one[key] for one in tries) for key in tries[0]}
        return us, best

    def _busy(self, stage: Stage) -> int:
        stage.check()
        workers = self.pool.tell("status")["workers"]
        return sum(worker["task"] is not None for worker in workers)

    def _show(self, stage: Stage) -> PoolMoment:
        """Look at the pool from both sides: its own word, and the kernel's."""
        status = self.pool.tell("status")
        stacks = {
            thread.tid: thread.stack
            for thread in stage.process(self.pool.pid).threads
            if thread.stack
        }
        workers = []
        for one in status["workers"]:
            stack = stacks.get(one["tid"])
            workers.append(
                Worker(
                    tid=one["tid"],
                    name=one["name"],
                    task=one["task"],
                    since_ms=one["since_ms"],
                    stack=(stack.start, stack.end) if stack else None,
                    touched=stack.resident if stack else None,
                )
            )
        moment = PoolMoment(
            self.pool.pid, status["queued"], status["done"], tuple(workers)
        )
        stage.exhibit(moment)
        return moment


def _median(rows: Sequence[Facts], key: str) -> float:
    return round(float(statistics.median(row[key] for row in rows)), 2)


def _stacks(process: Process, tids: set[int]) -> dict[int, tuple[int, int]]:
    return {
        thread.tid: (thread.stack.start, thread.stack.end)
        for thread in process.threads
        if thread.tid in tids and thread.stack
    }


def _finish_ms(stage: Stage, workers: int, word: str, tasks: int, ms: int) -> float:
    """Return the milliseconds that a pool of this size needs for some tasks."""
    stage.check()
    args = ("--workers", str(workers))
    pool = stage.lab.start("pool", language="python", args=args)
    taken = []
    for _ in range(2):
        pool.tell(word, tasks, ms)
        taken.append(max(row["ended_ms"] for row in pool.tell("wait")["tasks"]))
    pool.stop()
    return round(float(min(taken)), 1)


def _sweep(times: Sequence[float]) -> Evidence:
    return {f"with_{n}_ms": ms for n, ms in zip(_IO_SIZES, times, strict=True)}


def _knee(times: Sequence[float]) -> int:
    """Return the smallest size beyond which doubling gains less than a quarter."""
    for index in range(len(times) - 1):
        if times[index + 1] > times[index] * 0.75:
            return _IO_SIZES[index]
    return _IO_SIZES[-1]
