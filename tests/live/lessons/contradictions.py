"""Every claim of every lesson, and a world in which it does not hold."""

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace

from memscope.lab.sample import Facts
from memscope.lessons import server, threads_times
from memscope.lessons.repeated import BUSY, TOO_CLOSE, UNCLEAR
from memscope.lessons.stage import Stage
from memscope.lessons.threads_times import ONE_CPU
from memscope.model.exhibit import LoadMoment, LoadRun
from memscope.model.process import Process
from tests.live.lessons.worlds import Arguments, Swap, World

FEW: dict[str, float] = {
    "requests": 12,
    "concurrency": 12,
    "handler_ms": 60,
    "repetitions": 2,
    "workers": 2,
    "cpu_ms": 20,
}


MAY_BE_UNCLEAR = {
    "at-the-same-time/python-takes-turns",
    "at-the-same-time/threads-run-at-once",
    "back-pressure/submitting-has-to-wait",
    "cheap-talk/large-messages-are-cheaper",
    "cheap-talk/round-trips-are-no-dearer",
    "cheap-talk/size-does-not-matter-to-threads",
    "cheap-talk/small-messages-are-cheaper",
    "cpu-bound/threads-hardly-help-computing",
    "memory/resident-is-larger",
    "memory/stacks-and-arenas-make-it",
    "memory/stacks-are-hardly-touched",
    "memory/virtual-is-far-larger",
    "overhead/long-tasks-hide-the-cost",
    "overhead/managing-can-cost-more-than-working",
    "overhead/pool-is-cheaper-for-short-tasks",
    "overhead/pool-starts-sooner",
    "pool/pool-bounds-memory",
    "pool/pool-is-faster-than-one",
    "queue/all-workers-are-busy",
    "queue/the-others-wait-in-the-queue",
    "queue/waiting-grows-with-the-queue",
    "single/one-after-the-other",
    "sizing/beyond-the-knee-nothing-is-gained",
    "sizing/more-workers-hardly-help-computing",
    "sizing/more-workers-help-waiting-tasks",
    "starvation/a-pool-of-their-own-helps",
    "starvation/short-tasks-starve",
    "task-at-once/idle-worker-takes-it-at-once",
    "threaded/threads-finish-sooner",
}
"""What hangs on time, or on a look at the right time, so that a machine may be too busy
to tell; everything else has to be told."""

TOO_BUSY = frozenset({UNCLEAR, TOO_CLOSE, BUSY})
NOT_HERE = {
    "at-the-same-time/python-takes-turns": {ONE_CPU, threads_times.NO_LOCK},
    "at-the-same-time/threads-run-at-once": {ONE_CPU},
    "cpu-bound/threads-hardly-help-computing": {server.NO_LOCK},
}
"""Reasons that lie in the machine or in its Python, whoever else is at work."""


def may_be_unknown(claim: str, why: str | None) -> bool:
    """Tell whether a claim may be unknown for this reason."""
    reasons = TOO_BUSY | NOT_HERE.get(claim, set())
    return claim in MAY_BE_UNCLEAR and why in reasons


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Some claims, and a world that contradicts them.

    Attributes:
        lesson: Its name.
        claims: `step/claim`, each false there.
        world: Where the lesson runs.
        steps: Ids of the steps to run.
        patch: What to swap on the stage, where no program can be that different.
        given: What earlier steps would have left on the lesson.
        machine: Only on such machines; "" for all.
    """

    lesson: str
    claims: Sequence[str]
    world: World = field(default_factory=World)
    steps: Sequence[str] = ()
    patch: str = ""
    given: Mapping[str, object] = field(default_factory=dict)
    machine: str = ""

    def __str__(self) -> str:
        return f"{self.lesson}: {', '.join(self.claims)}"

    def skip_elsewhere(self) -> None:
        """Skip on other machines than the one whose code the world is made of."""
        if self.machine and platform.machine() != self.machine:
            pytest.skip(f"the world is made of {self.machine} instructions")


# What is looked at, swapped -----------------------------------------------------------


def with_stage(name: str, patch: pytest.MonkeyPatch) -> None:
    """Let the stage see what no program could show."""
    process, at_rest = Stage.process, Stage.at_rest

    def younger_parent(stage: Stage, pid: int, *, smaps: bool = False) -> Process:
        found = process(stage, pid, smaps=smaps)
        return replace(found, start_ticks=0) if found.name == "anatomy" else found

    def nothing_mapped(stage: Stage, pid: int, *, smaps: bool = False) -> Process:
        return replace(process(stage, pid, smaps=smaps), regions=())

    def one_stack_for_all(stage: Stage, pid: int) -> Process:
        found = at_rest(stage, pid)
        stack = found.threads[1].stack
        threads = tuple(replace(thread, stack=stack) for thread in found.threads)
        return replace(found, threads=threads)

    swaps = {
        "younger-parent": ("process", younger_parent),
        "nothing-mapped": ("process", nothing_mapped),
        "one-stack-for-all": ("at_rest", one_stack_for_all),
    }
    if name:
        what, instead = swaps[name]
        patch.setattr(Stage, what, instead)


# Answers, swapped ---------------------------------------------------------------------


def done(args: Arguments, *values: object) -> Facts:
    """Say that it was done, and do nothing."""
    return {}


def turn(both_ms: float) -> Facts:
    return {
        "wall_ms": 300.0,
        "cpu_ms": 300.0 + both_ms,
        "both_ms": both_ms,
        "threads": 2,
        "waited_ms": 0.0,
    }


def slow_threads(args: Arguments, size: int, count: int, batch: int) -> Facts:
    return {"best_us": 1000.0 * batch + size}


def equal_costs(args: Arguments, count: int, us: int) -> Facts:
    names = ("thread_us", "pool_us", "thread_start_us", "pool_start_us")
    return dict.fromkeys(names, us + 100.0)


def workers_of(args: Arguments) -> int:
    return int(args[args.index("--workers") + 1])


def finished_after(ms: float) -> Facts:
    return {"tasks": [{"ended_ms": ms}]}


# Servers that were measured before ----------------------------------------------------


def runs_of(seconds: float, threads: int) -> object:
    from memscope.lessons.server_runs import Runs

    moment = LoadMoment(
        at_ms=1.0,
        done=1,
        threads=threads,
        virtual=48 << 20,
        resident=32 << 20,
        proportional=22 << 20,
        unique=21 << 20,
        stacks_reserved=(threads - 1) * (8 << 20),
        stacks_touched=(threads - 1) * (12 << 10),
        arenas=0,
    )
    run = LoadRun("x", 12, 0, seconds, 1.0, 1.0, 1.0, (moment,), answered_by=threads)
    return Runs([run, run])


ONE_THREAD = runs_of(seconds=0.72, threads=1)
MANY_THREADS = runs_of(seconds=0.08, threads=13)


def replaced(**new: str) -> Swap:
    """Start it with other values of these options."""

    def arguments(args: Arguments) -> Arguments:
        found = list(args)
        for option, value in new.items():
            found[found.index(f"--{option}") + 1] = value
        return found

    return Swap(arguments=arguments)


def sixty_rather_than_three(args: Arguments) -> Arguments:
    """A pool that is to bound the threads does not; the other one stays."""
    return ["60" if value == "3" else value for value in args]


def instead(change: str = "nothing", sample: str = "", *args: str) -> Swap:
    return Swap(change, sample, lambda _: args)


# The claims ---------------------------------------------------------------------------

PARTS = ("function", "constant", "data", "bss", "small", "large", "local")

PROCESS = (
    Contradiction("process", ["born/is-new"], World(runs_already="anatomy"), ["born"]),
    Contradiction(
        "process",
        ["born/has-identity"],
        World({"anatomy": Swap("another-pid")}),
        ["born"],
    ),
    Contradiction(
        "process", ["born/has-parent"], steps=["born"], patch="younger-parent"
    ),
    Contradiction(
        "process", ["born/has-memory"], steps=["born"], patch="nothing-mapped"
    ),
    Contradiction(
        "process",
        [f"segments/{part}-lies-there" for part in PARTS],
        World({"anatomy": Swap("mistaken")}),
        ["born", "segments"],
    ),
    Contradiction(
        "process",
        ["code-is-read-only/no-code-is-writable", "code-is-read-only/others-go-on"],
        World(
            {"anatomy": Swap("writable-code")},
            kills={("wild", "write-code"): "anatomy"},
        ),
        ["born", "code-is-read-only"],
    ),
    Contradiction(
        "process",
        ["code-is-read-only/writing-code-is-fatal"],
        World({"wild": Swap("harmless")}),
        ["born", "code-is-read-only"],
    ),
    Contradiction(
        "process",
        ["heap-grows/end-of-heap-moved", "heap-grows/freed-heap-shrinks"],
        World({"anatomy": Swap("frozen-heap")}),
        ["born", "heap-grows"],
    ),
    Contradiction(
        "process",
        ["large-block/large-block-has-own-mapping"],
        World({"anatomy": Swap("large-blocks-in-the-heap")}),
        ["born", "large-block"],
    ),
    Contradiction(
        "process",
        ["large-block/virtual-grew", "large-block/freed-block-is-gone"],
        World({"anatomy": Swap("no-large-blocks")}),
        ["born", "large-block"],
    ),
    Contradiction(
        "process",
        [
            "stack-grows/calls-deepen-the-stack",
            "stack-grows/stack-region-grew",
            "stack-grows/returning-gives-it-back",
            "registers/stack-pointer-moved",
            "registers/registers-change",
        ],
        World(answers={("anatomy", "recurse"): done, ("anatomy", "unwind"): done}),
        ["born", "stack-grows", "registers"],
    ),
    Contradiction(
        "process",
        ["registers/pc-in-code", "registers/sp-in-stack"],
        World({"anatomy": Swap("code-and-stack-elsewhere")}),
        ["born", "registers"],
        machine="x86_64",
    ),
)

ISOLATION = (
    Contradiction(
        "isolation",
        ["two-processes/one-program"],
        World({"forks": Swap("second-is-a-stranger")}),
        ["two-processes"],
    ),
    Contradiction(
        "isolation",
        [
            "two-processes/two-processes",
            "same-address/values-differ",
            "same-address/frames-differ",
            "kernel-says/address-spaces-differ",
            "unseen-writes/write-is-not-seen",
        ],
        World({"forks": instead("threads-as-processes", "threads")}),
        ["two-processes", "same-address", "kernel-says", "unseen-writes"],
    ),
    Contradiction(
        "isolation",
        ["same-address/addresses-are-equal"],
        World({"forks": Swap("second-child-moves")}),
        ["two-processes", "same-address"],
    ),
    Contradiction(
        "isolation",
        ["foreign-address/foreign-address-is-fatal", "foreign-address/owner-goes-on"],
        World({"wild": Swap("hospitable")}, kills={("wild", "peek"): "anatomy"}),
        ["foreign-address"],
    ),
    Contradiction(
        "isolation",
        ["other-user/reading-is-refused"],
        World({"snoop": Swap("reads-everything")}),
        ["two-processes", "other-user"],
    ),
    Contradiction(
        "isolation",
        [
            "copy-on-write/fork-shares-all-pages",
            "copy-on-write/other-pages-stay-shared",
        ],
        World({"pages": Swap("writes-at-once")}),
        ["copy-on-write"],
    ),
    Contradiction(
        "isolation",
        ["copy-on-write/written-pages-part"],
        World(answers={("pages", "touch"): done}),
        ["copy-on-write"],
    ),
    Contradiction(
        "isolation",
        ["libraries/code-is-there-once"],
        World({"anatomy": Swap("own-code")}),
        ["libraries"],
    ),
    Contradiction(
        "isolation",
        [
            "shared-on-purpose/mapped-to-be-shared",
            "shared-on-purpose/shared-write-is-seen",
            "shared-on-purpose/same-frame",
        ],
        World({"pages": Swap("nothing-shared")}),
        ["copy-on-write", "shared-on-purpose"],
    ),
)

THREADS = (
    Contradiction(
        "threads",
        [
            "one-space/several-threads",
            "one-space/one-address-space",
            "one-space/one-set-of-regions",
            "own-stacks/every-thread-has-a-stack",
            "own-registers/stack-pointers-differ",
            "shared-data/global-write-is-seen",
        ],
        World({"threads": instead("children-as-threads", "forks", "--children", "3")}),
        ["one-space", "own-stacks", "own-registers", "shared-data"],
    ),
    Contradiction(
        "threads",
        ["own-stacks/stacks-do-not-overlap", "own-registers/each-on-its-own-stack"],
        steps=["one-space", "own-stacks", "own-registers"],
        patch="one-stack-for-all",
    ),
    Contradiction(
        "threads",
        ["own-stacks/stacks-are-exact"],
        World({"threads": Swap("stacks-off-by-a-page")}),
        ["one-space", "own-stacks"],
    ),
    Contradiction(
        "threads",
        ["own-stacks/stacks-are-mostly-reserved"],
        World({"threads": Swap("touched-stacks")}),
        ["one-space", "own-stacks"],
    ),
    Contradiction(
        "threads",
        ["own-registers/only-its-own-changes"],
        World(answers={("threads", "recurse"): done, ("threads", "unwind"): done}),
        ["one-space", "own-registers"],
    ),
    Contradiction(
        "threads",
        ["shared-data/heap-write-is-seen"],
        World({"threads": Swap("thread-local-data")}),
        ["one-space", "shared-data"],
    ),
    Contradiction(
        "threads",
        ["shared-data/global-has-one-address", "shared-data/heap-has-one-address"],
        World(
            answers={
                ("threads", "get-global"): lambda _, thread: {
                    "global": hex(0x1000 + thread),
                    "value": 42,
                },
                ("threads", "get-heap"): lambda _, thread: {
                    "heap": hex(0x1000 + thread),
                    "value": 42,
                },
            }
        ),
        ["one-space", "shared-data"],
    ),
    Contradiction(
        "threads",
        ["at-the-same-time/threads-run-at-once"],
        World({"spin": Swap("one-at-a-time")}),
        ["at-the-same-time"],
    ),
    Contradiction(
        "threads",
        ["at-the-same-time/python-takes-turns"],
        World(
            answers={
                ("spin", "hash"): lambda *_: turn(280),
                ("spin", "python"): lambda *_: turn(270),
            }
        ),
        ["at-the-same-time"],
    ),
    Contradiction(
        "threads",
        [
            "cheap-talk/round-trips-are-no-dearer",
            "cheap-talk/small-messages-are-cheaper",
            "cheap-talk/large-messages-are-cheaper",
            "cheap-talk/size-does-not-matter-to-threads",
        ],
        World(answers={("messages", "threads"): slow_threads}),
        ["cheap-talk"],
    ),
    Contradiction(
        "threads",
        ["one-for-all/one-thread-ends-all", "one-for-all/other-processes-go-on"],
        World(
            {"wild": Swap("forks-instead-of-threads")}, kills={("wild", "poke"): "wild"}
        ),
        ["one-for-all"],
    ),
    Contradiction(
        "threads",
        ["silent-spoil/data-is-spoiled-in-silence"],
        World({"wild": Swap("forks-instead-of-threads")}),
        ["silent-spoil"],
    ),
)

SERVER = (
    Contradiction(
        "server",
        ["single/all-answered"],
        World({"app": Swap("sometimes-fails")}, settings=FEW),
        ["single"],
    ),
    Contradiction(
        "server",
        ["single/one-thread-serves", "single/one-after-the-other"],
        World({"app": replaced(server="threaded")}, settings=FEW),
        ["single"],
    ),
    Contradiction(
        "server",
        [
            "threaded/many-threads-serve",
            "threaded/threads-finish-sooner",
            "memory/virtual-is-far-larger",
            "memory/stacks-and-arenas-make-it",
            "memory/stacks-are-hardly-touched",
            "memory/resident-is-larger",
        ],
        World({"app": replaced(server="single")}, settings=FEW),
        ["single", "threaded", "memory"],
    ),
    Contradiction(
        "server",
        ["pool/pool-is-faster-than-one"],
        World({"app": replaced(server="single")}, settings=FEW),
        ["pool"],
        given={"single": ONE_THREAD, "threaded": MANY_THREADS},
    ),
    Contradiction(
        "server",
        ["pool/pool-bounds-threads", "pool/pool-bounds-memory"],
        World({"app": replaced(workers="24")}, settings=FEW),
        ["pool"],
        given={"single": ONE_THREAD, "threaded": MANY_THREADS},
    ),
    Contradiction(
        "server",
        ["cpu-bound/threads-hardly-help-computing"],
        World({"app": Swap("waits-instead-of-computing")}, settings=FEW),
        ["cpu-bound"],
        given={"single": ONE_THREAD, "threaded": MANY_THREADS},
    ),
)

POOL = (
    Contradiction(
        "pool",
        ["workers-wait/workers-exist-before-tasks"],
        World({"pool": replaced(workers="2")}),
        ["workers-wait"],
    ),
    Contradiction(
        "pool",
        ["workers-wait/workers-are-idle"],
        World({"pool": Swap("busy-from-the-start")}),
        ["workers-wait"],
    ),
    Contradiction(
        "pool",
        ["workers-wait/kernel-sees-them-sleep"],
        World({"pool": Swap("never-rests")}),
        ["workers-wait"],
    ),
    Contradiction(
        "pool",
        ["task-at-once/idle-worker-takes-it-at-once"],
        World({"pool": Swap("slow-to-dispatch")}),
        ["workers-wait", "task-at-once"],
    ),
    Contradiction(
        "pool",
        [
            "queue/all-workers-are-busy",
            "queue/the-others-wait-in-the-queue",
            "queue/waiting-grows-with-the-queue",
            "starvation/short-tasks-starve",
            "starvation/a-pool-of-their-own-helps",
        ],
        World({"pool": replaced(workers="20")}),
        ["workers-wait", "queue", "starvation"],
    ),
    Contradiction(
        "pool",
        [
            "reuse/few-threads-do-all-tasks",
            "reuse/no-worker-was-destroyed",
            "reuse/stacks-are-the-same",
        ],
        World({"pool": Swap("a-thread-each")}),
        ["workers-wait", "reuse"],
    ),
    Contradiction(
        "pool",
        [
            "overhead/pool-is-cheaper-for-short-tasks",
            "overhead/pool-starts-sooner",
            "overhead/long-tasks-hide-the-cost",
            "overhead/managing-can-cost-more-than-working",
        ],
        World(answers={("pool", "costs"): equal_costs}),
        ["workers-wait", "overhead"],
    ),
    Contradiction(
        "pool",
        [
            "bounded/threads-are-bounded",
            "bounded/virtual-is-bounded",
            "bounded/resident-is-bounded",
        ],
        World({"pool": Swap(arguments=sixty_rather_than_three)}),
        ["workers-wait", "bounded"],
    ),
    Contradiction(
        "pool",
        ["sizing/more-workers-help-waiting-tasks"],
        World(
            answers={
                ("pool", "mix"): done,
                ("pool", "compute"): done,
                ("pool", "wait"): lambda args: finished_after(480),
            }
        ),
        ["sizing"],
    ),
    Contradiction(
        "pool",
        [
            "sizing/beyond-the-knee-nothing-is-gained",
            "sizing/more-workers-hardly-help-computing",
        ],
        World(
            answers={
                ("pool", "mix"): done,
                ("pool", "compute"): done,
                ("pool", "wait"): lambda args: finished_after(120 / workers_of(args)),
            }
        ),
        ["sizing"],
    ),
    Contradiction(
        "pool",
        ["out-of-memory/thread-for-each-fails"],
        World({"limit": Swap("unlimited")}),
        ["out-of-memory"],
    ),
    Contradiction(
        "pool",
        ["out-of-memory/pool-finishes"],
        World({"limit": Swap("a-pool-without-bound")}),
        ["out-of-memory"],
    ),
    Contradiction(
        "pool",
        ["thread-safety/updates-are-lost"],
        World({"pool": Swap("always-locks")}),
        ["workers-wait", "thread-safety"],
    ),
    Contradiction(
        "pool",
        ["thread-safety/a-lock-saves-them"],
        World({"pool": Swap("never-locks")}),
        ["workers-wait", "thread-safety"],
    ),
    Contradiction(
        "pool",
        ["deadlock/nested-task-deadlocks"],
        World({"pool": Swap("two-workers-for-nested")}),
        ["workers-wait", "deadlock"],
    ),
    Contradiction(
        "pool",
        [
            "back-pressure/bounded-queue-stays-short",
            "back-pressure/submitting-has-to-wait",
        ],
        World({"pool": Swap("endless-queue")}),
        ["workers-wait", "back-pressure"],
    ),
)

ALL = (*PROCESS, *ISOLATION, *THREADS, *SERVER, *POOL)
