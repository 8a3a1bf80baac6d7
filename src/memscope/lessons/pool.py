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
    LENGTHS_US,
    PATIENCE,
    SIZES,
    Waits,
    best_of,
    costs,
    crossing_of,
    finish_ms,
    growth,
    has_knee,
    is_disturbed,
    is_hardly_helped,
    is_helped,
    is_hidden,
    is_managing_dearer,
    is_pool_cheaper,
    knee_of,
    starvation,
    sweep,
)
from memscope.lessons.repeated import (
    BUSY,
    TOO_CLOSE,
    UNCLEAR,
    is_above,
    is_below,
    repeat,
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
_NESTED_MS = (300, 100, 100)
"""How long a task waits for a task of its own, time and again."""

_NO_STACKS = N_("the stacks cannot be found here")
_NO_MEMORY = N_("the kernel does not tell here how much memory is in use; run as root")
_NO_LIMIT = N_("the child with little memory ended before it could tell anything")


class PoolLesson(Lesson):
    """Workers, a queue and a dispatcher; overhead, starvation, sizing, limits."""

    name = "pool"
    settings: ClassVar = {
        "workers": Setting(3, 1, 32),
        "tasks": Setting(40, 2, 400),
        "repetitions": Setting(3, 2, 20),
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
            is_below(waits, _TASK_MS / 2),
            why=UNCLEAR,
            waited_ms=statistics.median(waits),
            task_ms=_TASK_MS,
        )

    @step("queue")
    def queue(self, stage: Stage) -> None:
        """Submit more tasks than there are workers."""
        number, long_ms = stage.number("workers"), _TASK_MS * 10
        began = monotonic()
        self._submit_slowly(stage, number * 3, long_ms)
        moment = self._show(stage)
        # Later than that the last of the tasks may have left the queue.
        is_in_time = monotonic() - began < long_ms * 2 / 1000

        def are_all_busy() -> bool:
            nonlocal moment
            moment = self._show(stage)
            return busy(moment) == len(moment.workers)

        stage.wait_until(are_all_busy, seconds=2.0)
        last_look = self._watch(stage, number * 3)
        waits = _waits(self.pool.tell("wait")["tasks"])
        self._point(stage, moment)
        stage.exhibit_instead(
            replace(moment, waited_ms=last_look.waited_ms, ran_ms=last_look.ran_ms)
        )
        stage.claim(
            "all-workers-are-busy",
            busy(moment) == len(moment.workers) == number if is_in_time else None,
            why=BUSY,
            busy=busy(moment),
            workers=len(moment.workers),
        )
        stage.claim(
            "the-others-wait-in-the-queue",
            moment.queued > 0 if is_in_time else None,
            why=BUSY,
            queued=moment.queued,
            tasks=number * 3,
        )
        stage.claim(
            "waiting-grows-with-the-queue",
            is_above(growth(waits, number), _TASK_MS),
            why=UNCLEAR,
            first_ms=_middle(waits[:number]),
            last_ms=_middle(waits[-number:]),
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
        shortest, longest = LENGTHS_US[0], LENGTHS_US[-1]
        every = {us: costs(stage, self.pool, us) for us in LENGTHS_US}
        rows = {us: best_of(turns) for us, turns in every.items()}
        short = rows[shortest]
        stage.claim(
            "pool-is-cheaper-for-short-tasks",
            is_pool_cheaper(every[shortest], "us"),
            why=TOO_CLOSE,
            task_us=shortest,
            thread_us=short["thread_us"],
            pool_us=short["pool_us"],
            ratio=round(short["thread_us"] / short["pool_us"], 1),
        )
        stage.claim(
            "pool-starts-sooner",
            is_pool_cheaper(every[shortest], "start_us"),
            why=TOO_CLOSE,
            thread_us=short["thread_start_us"],
            pool_us=short["pool_start_us"],
            ratio=round(short["thread_start_us"] / short["pool_start_us"], 1),
        )
        extra = short["thread_us"] - short["pool_us"]
        stage.claim(
            "managing-can-cost-more-than-working",
            is_managing_dearer(every[shortest], shortest),
            why=UNCLEAR,
            extra_us=round(extra, 1),
            task_us=shortest,
        )
        crossing = crossing_of(rows, extra)
        stage.exhibit(
            overhead_bars(
                rows,
                crossing,
                stack_of_a_worker(stage.process(self.pool.pid), self.threads),
            )
        )
        hides = is_hidden(every[shortest], every[longest])
        is_quiet = not is_disturbed(every[longest], longest)
        stage.claim(
            "long-tasks-hide-the-cost",
            (hides if crossing else False) if is_quiet else None,
            why=UNCLEAR if is_quiet else BUSY,
            task_ms=longest // 1000,
            ratio=round(rows[longest]["thread_us"] / rows[longest]["pool_us"], 2),
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
        long_ms = _TASK_MS * 4
        stage.show(self.pool.pid)
        turns = repeat(
            lambda: self._short_behind_long(stage, long_ms),
            lambda turns: all(starvation(turns, long_ms)),
            least=1,
            most=PATIENCE,
        )
        mixed, apart = turns[-1]
        behind, alone = _middle(mixed), _middle(apart)
        starve, helps = starvation(turns, long_ms)
        stage.exhibit_instead(starvation_bars(mixed, apart, _SHORT_MS, long_ms))
        stage.claim(
            "short-tasks-starve",
            starve,
            why=UNCLEAR,
            waited_ms=behind,
            task_ms=_SHORT_MS,
            times=round(behind / _SHORT_MS),
        )
        stage.claim(
            "a-pool-of-their-own-helps",
            helps,
            why=UNCLEAR,
            waited_ms=alone,
            before_ms=behind,
        )

    @step("sizing")
    def sizing(self, stage: Stage) -> None:
        """Try pools of several sizes on tasks that wait and on tasks that compute."""
        cores = len(os.sched_getaffinity(0))
        waits = [finish_ms(stage, size, "mix", 48, 9, 1000) for size in SIZES]
        waiting = [min(times) for times in waits]
        is_quiet = waiting[0] < 48 * 10 * DISTURBED
        stage.claim(
            "more-workers-help-waiting-tasks",
            is_helped(waits),
            why=UNCLEAR,
            measured=sweep(waiting),
        )
        knee = knee_of(waits)
        marked = knee if is_quiet else None
        stage.claim(
            "beyond-the-knee-nothing-is-gained",
            has_knee(waits) if is_quiet else None,
            why=UNCLEAR if is_quiet else BUSY,
            knee=knee,
            beyond=knee and knee * 2,
            knee_ms=knee and waiting[SIZES.index(knee)],
            beyond_ms=knee and waiting[SIZES.index(knee) + 1],
            cores=cores,
        )
        alone_ms = 12 * 10
        works = [
            finish_ms(stage, size, "compute", 12, 10, alone_ms=alone_ms * (size == 1))
            for size in SIZES
        ]
        computing = [min(times) for times in works]
        is_quiet = computing[0] < alone_ms * DISTURBED
        bend = knee_of(works) if is_quiet else None
        stage.exhibit(sizing_bars(SIZES, (waiting, marked), (computing, bend), cores))
        stage.claim(
            "more-workers-hardly-help-computing",
            is_hardly_helped(works) if is_quiet else None,
            why=UNCLEAR if is_quiet else BUSY,
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
        # One that is slow, and does not wait for ever, gets done in one of them.
        tries = (self.pool.tell("nested", ms) for ms in _NESTED_MS)
        stage.claim(
            "nested-task-deadlocks",
            not any(nested["finished"] for nested in tries),
            waited_ms=_NESTED_MS[0],
        )

    @step("back-pressure")
    def back_pressure(self, stage: Stage) -> None:
        """Submit to a queue that holds only a few tasks."""
        tasks, each_ms, room = 12, 20, 2
        # All but those in the queue and the one at work have to be waited for.
        least_ms = each_ms * (tasks - room - 1) * 0.9

        def submit_ms(turns: Sequence[Facts]) -> list[float]:
            return [float(turn["submit_ms"]) for turn in turns]

        bounded = repeat(
            lambda: self.pool.tell("bounded", tasks, each_ms, room),
            lambda turns: is_above(submit_ms(turns), least_ms) is True,
            least=2,
            most=PATIENCE,
        )
        endless = repeat(
            lambda: self.pool.tell("bounded", tasks, each_ms, tasks),
            lambda turns: bool(turns[-1]["most_queued"] > room),
            least=1,
            most=PATIENCE,
        )
        held, free = bounded[-1], endless[-1]
        longest = max(turn["most_queued"] for turn in bounded)
        stage.exhibit(back_pressure_bars(held, free))
        stage.claim(
            "bounded-queue-stays-short",
            longest <= room < free["most_queued"],
            most_queued=longest,
            unbounded=free["most_queued"],
            tasks=tasks,
        )
        stage.claim(
            "submitting-has-to-wait",
            is_above(submit_ms(bounded), least_ms),
            why=UNCLEAR,
            submit_ms=held["submit_ms"],
            free_ms=free["submit_ms"],
            tasks=tasks,
        )

    def _short_behind_long(self, stage: Stage, long_ms: int) -> Waits:
        """Return how long short tasks waited behind long ones, and on their own."""
        number = stage.number("workers")
        self.pool.tell("submit", number * 2, long_ms)
        self.pool.tell("submit", _SHORT_TASKS, _SHORT_MS)
        self._watch(stage, number * 2 + _SHORT_TASKS)
        mixed = self.pool.tell("wait")["tasks"][number * 2 :]
        own = stage.lab.start("pool", language="python", args=("--workers", "1"))
        self.pool.tell("submit", number * 2, long_ms)
        own.tell("submit", _SHORT_TASKS, _SHORT_MS)
        apart = own.tell("wait")["tasks"]
        self.pool.tell("wait")
        own.stop()
        return _waits(mixed), _waits(apart)

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


def _waits(rows: Sequence[Facts]) -> list[float]:
    return [row["waited_ms"] for row in rows]


def _middle(times: Sequence[float]) -> float:
    return round(float(statistics.median(times)), 2)


def _virtual(process: Process) -> int | None:
    return process.usage.virtual


def _resident(process: Process) -> int | None:
    return process.usage.resident
