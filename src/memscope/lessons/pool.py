"""Lesson 5: a thread pool at work, and what it is good for."""

import os
import statistics
from collections.abc import Sequence
from time import monotonic
from typing import ClassVar

from msgspec.structs import replace

from memscope.i18n import N_
from memscope.lab.sample import Facts, Sample
from memscope.lessons.base import Lesson, step
from memscope.lessons.pool_bars import (
    back_pressure_bars,
    bounded_bars,
    done_bars,
    overhead_bars,
    race_bars,
    sizing_bars,
    starvation_bars,
)
from memscope.lessons.pool_looks import busy, look_at, stack_of_a_worker, stacks
from memscope.lessons.pool_times import (
    DISTURBED,
    GROWS,
    SIZES,
    costs,
    finish_ms,
    is_clear,
    knee_of,
    sweep,
)
from memscope.lessons.settings import Setting
from memscope.lessons.stage import Stage
from memscope.model.exhibit import PoolMoment
from memscope.model.process import Process

_TASK_MS = 60
_SHORT_MS = 2
_SHORT_TASKS = 8
_BEAT_S = 0.04
"""Between looks at a pool at work, so that people can follow."""
_LENGTHS_US = (10, 30, 100, 300, 1_000, 3_000, 10_000)

_BUSY = N_("other programs keep the processors busy; try again when they rest")
_UNCLEAR = N_("the difference is too small to tell; try again when the machine is idle")
_NO_STACKS = N_("the stacks cannot be found here")
_NO_MEMORY = N_("the kernel does not tell here how much memory is in use; run as root")
_NO_LIMIT = N_("the child with little memory ended before it could tell anything")


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
    made: set[int]

    @step("workers-wait")
    def workers_wait(self, stage: Stage) -> None:
        """Start a pool: its threads exist before there is anything to do."""
        number = stage.number("workers")
        self.pool = stage.start("pool", "--workers", str(number), language="python")
        self.made = set()
        process = stage.at_rest(self.pool.pid)
        moment = self._show(stage)
        self.threads = {worker.tid for worker in moment.workers}
        self._point(stage, moment)
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
            self._point(stage, self._show(stage))
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
        number, long_ms = stage.number("workers"), _TASK_MS * 10
        self._submit_slowly(stage, number * 3, long_ms)
        moment = self._show(stage)

        def are_all_busy() -> bool:
            nonlocal moment
            moment = self._show(stage)
            return busy(moment) == len(moment.workers)

        stage.wait_until(are_all_busy, seconds=2.0)
        last_look = self._watch(stage, number * 3)
        rows = self.pool.tell("wait")["tasks"]
        self._point(stage, moment)
        stage.exhibit_instead(
            replace(moment, waited_ms=last_look.waited_ms, ran_ms=last_look.ran_ms)
        )
        stage.claim(
            "all-workers-are-busy",
            busy(moment) == len(moment.workers) == number,
            busy=busy(moment),
            workers=len(moment.workers),
        )
        stage.claim(
            "the-others-wait-in-the-queue",
            moment.queued > 0,
            queued=moment.queued,
            tasks=number * 3,
        )
        first, last = rows[:number], rows[-number:]
        stage.claim(
            "waiting-grows-with-the-queue",
            _median(last, "waited_ms") - _median(first, "waited_ms") > _TASK_MS,
            first_ms=_median(first, "waited_ms"),
            last_ms=_median(last, "waited_ms"),
        )

    @step("reuse")
    def reuse(self, stage: Stage) -> None:
        """Look whether a finished worker is the one that takes the next task."""
        before = stacks(stage.at_rest(self.pool.pid), self.threads)
        tasks = stage.number("tasks")
        self.pool.tell("submit", tasks, _TASK_MS // 3)
        self._watch(stage, tasks)
        rows = self.pool.tell("wait")["tasks"]
        process = stage.at_rest(self.pool.pid)
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
            before == stacks(process, self.threads) if before else None,
            why=_NO_STACKS,
            stacks=len(before),
        )

    @step("overhead")
    def overhead(self, stage: Stage) -> None:
        """Compare a thread for each task with the pool, for tasks of many lengths."""
        rows = {
            us: costs(stage, self.pool, us, is_longest=us == _LENGTHS_US[-1])
            for us in _LENGTHS_US
        }
        ratios = {us: row["thread_us"] / row["pool_us"] for us, row in rows.items()}
        shortest, longest = _LENGTHS_US[0], _LENGTHS_US[-1]
        short = rows[shortest]
        stage.claim(
            "pool-is-cheaper-for-short-tasks",
            is_clear(ratios[shortest]),
            why=_UNCLEAR,
            task_us=shortest,
            thread_us=short["thread_us"],
            pool_us=short["pool_us"],
            ratio=round(ratios[shortest], 1),
        )
        sooner = short["thread_start_us"] / short["pool_start_us"]
        stage.claim(
            "pool-starts-sooner",
            is_clear(sooner),
            why=_UNCLEAR,
            thread_us=short["thread_start_us"],
            pool_us=short["pool_start_us"],
            ratio=round(sooner, 1),
        )
        extra = short["thread_us"] - short["pool_us"]
        stage.claim(
            "managing-can-cost-more-than-working",
            extra > shortest,
            extra_us=round(extra, 1),
            task_us=shortest,
        )
        hides = is_clear(ratios[shortest] / ratios[longest])
        crossing = next((us for us in _LENGTHS_US if us > extra), None)
        stage.exhibit(
            overhead_bars(
                rows,
                crossing,
                stack_of_a_worker(stage.process(self.pool.pid), self.threads),
            )
        )
        taken = max(rows[longest]["thread_us"], rows[longest]["pool_us"])
        stage.claim(
            "long-tasks-hide-the-cost",
            hides and crossing is not None if taken < longest * DISTURBED else None,
            why=_BUSY,
            task_ms=longest // 1000,
            ratio=round(ratios[longest], 2),
            crossing_us=crossing,
        )

    @step("bounded")
    def bounded(self, stage: Stage) -> None:
        """Give many tasks to a thread each, then to the pool, and count threads."""
        number, tasks = stage.number("workers"), stage.number("tasks")
        crowd = stage.start("pool", "--workers", "0", language="python")
        crowd.tell("hold", tasks, 1)
        unbounded = stage.at_rest(crowd.pid)
        few = stage.start("pool", "--workers", str(number), language="python")
        few.tell("hold", tasks, 0)
        bounded = stage.at_rest(few.pid)
        stage.show(few.pid, crowd.pid)
        more = len(unbounded.threads) - len(bounded.threads)
        stage.claim(
            "threads-are-bounded",
            len(bounded.threads) <= number + 1 and more > 0,
            pool=len(bounded.threads),
            thread_each=len(unbounded.threads),
            tasks=tasks,
        )
        for name, read in (("virtual", _virtual), ("resident", _resident)):
            small, large = read(bounded), read(unbounded)
            known = small is not None and large is not None
            grown = (large or 0) - (small or 0)
            stage.claim(
                f"{name}-is-bounded",
                grown > 0 if known else None,
                why=_NO_MEMORY,
                pool=small,
                thread_each=large,
                more=grown if known else None,
                bytes_per_thread=grown // max(more, 1) if known else None,
            )
        stage.exhibit(
            bounded_bars(
                (len(unbounded.threads), len(bounded.threads)),
                (_virtual(unbounded), _virtual(bounded)),
                (_resident(unbounded), _resident(bounded)),
            )
        )
        stage.stop_later(crowd, few)

    @step("starvation")
    def starvation(self, stage: Stage) -> None:
        """Put short tasks behind long ones; then give them a pool of their own."""
        number, long_ms = stage.number("workers"), _TASK_MS * 4
        stage.show(self.pool.pid)
        self.pool.tell("submit", number * 2, long_ms)
        self.pool.tell("submit", _SHORT_TASKS, _SHORT_MS)
        self._watch(stage, number * 2 + _SHORT_TASKS)
        mixed = self.pool.tell("wait")["tasks"][number * 2 :]
        behind = _median(mixed, "waited_ms")
        own = stage.lab.start("pool", language="python", args=("--workers", "1"))
        self.pool.tell("submit", number * 2, long_ms)
        own.tell("submit", _SHORT_TASKS, _SHORT_MS)
        apart = own.tell("wait")["tasks"]
        alone = _median(apart, "waited_ms")
        self.pool.tell("wait")
        own.stop()
        stage.exhibit_instead(
            starvation_bars(_waits(mixed), _waits(apart), _SHORT_MS, long_ms)
        )
        stage.claim(
            "short-tasks-starve",
            behind > long_ms,
            waited_ms=behind,
            task_ms=_SHORT_MS,
            times=round(behind / _SHORT_MS),
        )
        stage.claim(
            "a-pool-of-their-own-helps",
            alone + long_ms < behind,
            waited_ms=alone,
            before_ms=behind,
        )

    @step("sizing")
    def sizing(self, stage: Stage) -> None:
        """Try pools of several sizes on tasks that wait and on tasks that compute."""
        cores = len(os.sched_getaffinity(0))
        waiting = [finish_ms(stage, size, "mix", 48, 9, 1000) for size in SIZES]
        is_quiet = waiting[0] < 48 * 10 * DISTURBED
        stage.claim(
            "more-workers-help-waiting-tasks",
            min(waiting[1:]) * GROWS < waiting[0],
            measured=sweep(waiting),
        )
        knee = knee_of(waiting)
        marked = knee if is_quiet else None
        stage.claim(
            "beyond-the-knee-nothing-is-gained",
            knee is not None if is_quiet else None,
            why=_BUSY,
            knee=knee,
            beyond=knee and knee * 2,
            knee_ms=knee and waiting[SIZES.index(knee)],
            beyond_ms=knee and waiting[SIZES.index(knee) + 1],
            cores=cores,
        )
        alone_ms = 12 * 10
        computing = [
            finish_ms(stage, size, "compute", 12, 10, alone_ms=alone_ms * (size == 1))
            for size in SIZES
        ]
        is_quiet = computing[0] < alone_ms * DISTURBED
        bend = knee_of(computing) if is_quiet else None
        stage.exhibit(sizing_bars(SIZES, (waiting, marked), (computing, bend), cores))
        stage.claim(
            "more-workers-hardly-help-computing",
            min(computing[1:]) * 2 > computing[0] if is_quiet else None,
            why=_BUSY,
            measured=sweep(computing),
            knee=bend,
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
        stage.exhibit(done_bars(each, pool, tasks))
        told = each["most_threads"] is not None
        stage.claim(
            "thread-for-each-fails",
            each["error"] is not None and each["done"] < tasks if told else None,
            why=_NO_LIMIT,
            done=each["done"],
            tasks=tasks,
            limit=mib << 20,
            error=each["error"],
        )
        told = pool["most_threads"] is not None
        stage.claim(
            "pool-finishes",
            pool["error"] is None and pool["done"] == tasks if told else None,
            why=_NO_LIMIT,
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
        stage.exhibit(race_bars(bare, locked))
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

    @step("deadlock")
    def deadlock(self, stage: Stage) -> None:
        """Let a task wait for a task of its own, where there is one worker."""
        nested = self.pool.tell("nested", 300)
        stage.claim("nested-task-deadlocks", not nested["finished"], waited_ms=300)

    @step("back-pressure")
    def back_pressure(self, stage: Stage) -> None:
        """Submit to a queue that holds only a few tasks."""
        tasks, each_ms, room = 12, 20, 2
        held = self.pool.tell("bounded", tasks, each_ms, room)
        free = self.pool.tell("bounded", tasks, each_ms, tasks)
        stage.exhibit(back_pressure_bars(held, free))
        stage.claim(
            "bounded-queue-stays-short",
            held["most_queued"] <= room < free["most_queued"],
            most_queued=held["most_queued"],
            unbounded=free["most_queued"],
            tasks=tasks,
        )
        # All but those in the queue and the one at work have to be waited for.
        stage.claim(
            "submitting-has-to-wait",
            held["submit_ms"] > each_ms * (tasks - room - 1) * 0.9,
            submit_ms=held["submit_ms"],
            free_ms=free["submit_ms"],
            tasks=tasks,
        )

    def _point(self, stage: Stage, moment: PoolMoment) -> None:
        """Point at the stack of a worker, of one at work where there is one."""
        by_task = sorted(moment.workers, key=lambda worker: worker.task is None)
        stacks = [worker.stack for worker in by_task if worker.stack]
        stage.show(self.pool.pid, focus=stacks[0][1] - 1 if stacks else None)

    def _submit_slowly(self, stage: Stage, number: int, ms: int) -> None:
        """Let tasks come one by one, but all before the first of them ends."""
        until = monotonic() + ms / 2000
        for left in range(number - 1, -1, -1):
            if monotonic() > until:
                self.pool.tell("submit", left + 1, ms)
                return
            self.pool.tell("submit", 1, ms)
            self._show(stage, arriving=left)
            stage.pause(_BEAT_S)

    def _watch(self, stage: Stage, tasks: int) -> PoolMoment:
        """Look at the pool until so many tasks are done; return the last look."""
        moment = self._show(stage)

        def are_done() -> bool:
            nonlocal moment
            stage.pause(_BEAT_S)
            moment = self._show(stage)
            return moment.done >= tasks

        stage.wait_until(are_done, seconds=60.0)
        return moment

    def _show(self, stage: Stage, arriving: int = 0) -> PoolMoment:
        """Look at the pool, and draw it as it is now."""
        return look_at(stage, self.pool, self.made, arriving)


def _median(rows: Sequence[Facts], key: str) -> float:
    return round(float(statistics.median(row[key] for row in rows)), 2)


def _waits(rows: Sequence[Facts]) -> list[float]:
    return [row["waited_ms"] for row in rows]


def _virtual(process: Process) -> int | None:
    return process.usage.virtual


def _resident(process: Process) -> int | None:
    return process.usage.resident
