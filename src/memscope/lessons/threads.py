"""Lesson 3: threads share one address space; each has a stack and registers."""

from itertools import pairwise
from signal import SIGSEGV

from memscope.collect.compare import compare
from memscope.errors import ProcessGone
from memscope.lab.sample import Facts, Sample
from memscope.lessons.base import Lesson, step
from memscope.lessons.stage import Stage, region_at
from memscope.model.kinds import Confidence
from memscope.model.process import Process, Stack, Thread
from memscope.model.sharing import SpaceRelation

WORKERS = 3
TURN_MS = 300
ROUNDS = 5
LARGE = 8 << 20

_MANY = 1.15
"""Processor time per second of clock that one thread alone cannot reach."""
_MUCH_CHEAPER = 5.0
"""A ratio far above what noise does."""


class ThreadsLesson(Lesson):
    """What threads have in common, what each has alone, and what that costs."""

    name = "threads"

    sample: Sample

    @step("one-space")
    def one_space(self, stage: Stage) -> None:
        """Start threads and ask the kernel about their address space."""
        self.sample = stage.start("threads", "--threads", str(WORKERS))
        process = stage.process(self.sample.pid)
        stage.claim(
            "several-threads",
            len(process.threads) == WORKERS + 1,
            pid=process.pid,
            threads=len(process.threads),
        )
        pairs = list(pairwise(thread.tid for thread in process.threads))
        found = [compare(one, other, contents=False) for one, other in pairs]
        spaces = {one.address_space for one in found}
        known = SpaceRelation.UNKNOWN not in spaces
        stage.claim(
            "one-address-space",
            spaces == {SpaceRelation.SAME} if known else None,
            why=None if known else "the kernel would not compare the threads",
            pairs=len(pairs),
            proof=", ".join(found[0].space_proofs) if found else None,
        )
        views = [stage.regions_seen_by(self.sample.pid, tid) for tid, _ in pairs]
        stage.claim(
            "one-set-of-regions",
            all(view == views[0] for view in views),
            regions=len(views[0]),
        )

    @step("own-stacks")
    def own_stacks(self, stage: Stage) -> None:
        """Find every thread's stack."""
        process = stage.at_rest(self.sample.pid)
        stacks = [thread.stack for thread in process.threads if thread.stack]
        spans = sorted((stack.start, stack.end) for stack in stacks)
        stage.show(process.pid, focus=stacks[-1].end - 1 if stacks else None)
        stage.claim(
            "every-thread-has-a-stack",
            len(stacks) == len(process.threads),
            stacks=len(stacks),
            threads=len(process.threads),
            certain=sum(s.confidence is Confidence.CERTAIN for s in stacks),
        )
        stage.claim(
            "stacks-do-not-overlap",
            all(below[1] <= above[0] for below, above in pairwise(spans)),
            stacks=len(spans),
        )
        truth = {facts["tid"]: facts["stack"] for facts in self.sample.facts["threads"]}
        told = {tid: stack for tid, stack in truth.items() if stack}
        stage.claim(
            "stacks-are-exact",
            all(_agrees(process, tid, stack) for tid, stack in told.items())
            if told
            else None,
            why=None if told else "the program cannot tell its stacks here",
            checked=len(told),
        )

    @step("own-registers")
    def own_registers(self, stage: Stage) -> None:
        """Compare where the threads' stack pointers are."""
        process = stage.at_rest(self.sample.pid)
        known = [thread for thread in process.threads if thread.sp is not None]
        why = "the kernel does not show the registers here; run as owner or root"
        stage.claim(
            "stack-pointers-differ",
            len({thread.sp for thread in known}) == len(known) > 1 if known else None,
            why=None if known else why,
            threads=len(known),
        )
        inside = [thread for thread in known if _is_on_own_stack(thread)]
        stage.claim(
            "each-on-its-own-stack",
            len(inside) == len(known) if known else None,
            why=None if known else why,
            inside=len(inside),
            threads=len(known),
        )
        self.sample.tell("recurse", 300, 1)
        tid = self.sample.facts["threads"][0]["tid"]
        deep = _thread(stage.at_rest(self.sample.pid), tid)
        self.sample.tell("unwind", 1)
        before = next((thread for thread in known if thread.tid == tid), None)
        moved = deep and before and deep.sp is not None
        stage.claim(
            "only-its-own-changes",
            deep.sp < before.sp if deep and before and deep.sp and before.sp else None,
            why=None if moved else why,
            tid=tid,
            before=_hex(before.sp if before else None),
            after=_hex(deep.sp if deep else None),
        )

    @step("shared-data")
    def shared_data(self, stage: Stage) -> None:
        """Let one thread write a global variable, and another read it."""
        written = self.sample.tell("set-global", 42, 1)
        read = [self.sample.tell("get-global", n) for n in range(1, WORKERS + 1)]
        address = int(written["global"], 16)
        region = region_at(stage.process(self.sample.pid), address)
        stage.show(self.sample.pid, focus=address)
        stage.claim(
            "one-address-for-all",
            {one["global"] for one in read} == {written["global"]},
            address=written["global"],
            where=region.label if region else None,
        )
        stage.claim(
            "all-see-the-write",
            {one["value"] for one in read} == {42},
            value=read[-1]["value"],
            threads=len(read),
        )

    @step("at-the-same-time")
    def at_the_same_time(self, stage: Stage) -> None:
        """Set two threads to work, and compare processor time with the clock."""
        spin = stage.lab.start("spin", language="python")
        stage.show(spin.pid)
        cpus = spin.facts["cpus"]
        in_c = _best_turn(stage, spin, "hash")
        why = _why_not_at_once(in_c, cpus)
        stage.claim(
            "threads-run-at-once",
            _runs_at_once(in_c, cpus),
            why=why,
            measured=in_c,
            ratio=_ratio(in_c),
            cpus=cpus,
        )
        in_python = _best_turn(stage, spin, "python")
        stage.claim(
            "python-takes-turns",
            None if why else _ratio(in_python) < _MANY,
            why=why,
            measured=in_python,
            ratio=_ratio(in_python),
        )
        spin.stop()

    @step("cheap-talk")
    def cheap_talk(self, stage: Stage) -> None:
        """Send messages between threads, and between processes."""
        talk = stage.lab.start("messages", language="python")
        stage.show(talk.pid)
        small = [talk.tell(way, 1, 300)["us"] for way in ("threads", "processes")]
        large = [talk.tell(way, LARGE, 12)["us"] for way in ("threads", "processes")]
        talk.stop()
        ratio = round(large[1] / large[0], 1)
        stage.claim(
            "large-messages-are-cheaper",
            ratio > _MUCH_CHEAPER,
            size=LARGE,
            threads_us=large[0],
            processes_us=large[1],
            ratio=ratio,
        )
        # A round trip of a single byte costs a switch either way.
        stage.claim(
            "size-does-not-matter-to-threads",
            large[0] < large[1] / _MUCH_CHEAPER,
            small_us=small[0],
            large_us=large[0],
            small_process_us=small[1],
            large_process_us=large[1],
        )

    @step("one-for-all")
    def one_for_all(self, stage: Stage) -> None:
        """Let one thread make a mistake; then one of several processes."""
        wild = stage.lab.start("wild", language="python", args=("--threads", "3"))
        before = len(stage.process(wild.pid).threads)
        ending = stage.ending_of(wild, "in-thread", "peek", "0x10")
        stage.claim(
            "one-thread-ends-all",
            ending == -SIGSEGV and not _lives(stage, wild),
            threads=before,
            ending=ending,
        )
        several = [stage.lab.start("wild", language="python") for _ in range(3)]
        stage.show(self.sample.pid)
        ending = stage.ending_of(several[0], "peek", "0x10")
        stage.claim(
            "other-processes-go-on",
            ending == -SIGSEGV and all(_lives(stage, one) for one in several[1:]),
            alive=sum(_lives(stage, one) for one in several[1:]),
            ended=1,
        )
        for one in several:
            one.stop()

    @step("silent-spoil")
    def silent_spoil(self, stage: Stage) -> None:
        """Let one thread overwrite what belongs to another."""
        wild = stage.lab.start("wild", language="python")
        address = wild.facts["number"]
        before = wild.tell("facts")["value"]
        wild.tell("in-thread", "poke", address, 666)
        after = wild.tell("facts")["value"]
        stage.claim(
            "data-is-spoiled-in-silence",
            before == 7 and after == 666 and wild.alive,
            address=address,
            before=before,
            after=after,
        )
        wild.stop()


def _agrees(process: Process, tid: int, told: Facts) -> bool:
    """The stack we found is the one that the C library told the program."""
    thread = _thread(process, tid)
    if thread is None or thread.stack is None:
        return False
    found = (thread.stack.start, thread.stack.end)
    return found == (int(told["start"], 16), int(told["end"], 16))


def _thread(process: Process, tid: int) -> Thread | None:
    return next((thread for thread in process.threads if thread.tid == tid), None)


def _is_on_own_stack(thread: Thread) -> bool:
    return thread.stack is not None and _holds(thread.stack, thread.sp)


def _holds(stack: Stack, sp: int | None) -> bool:
    return sp is not None and sp in stack


def _hex(number: int | None) -> str | None:
    return None if number is None else hex(number)


def _best_turn(stage: Stage, spin: Sample, work: str) -> Facts:
    """Return the turn with most processor time; a busy machine spoils some."""
    best: Facts = {}
    for _ in range(ROUNDS):
        stage.check()
        turn = spin.tell(work, 2, TURN_MS)
        if not best or _ratio(turn) > _ratio(best):
            best = turn
        if _ratio(best) > 1.6:
            break
    return best


def _ratio(turn: Facts) -> float:
    return round(float(turn["cpu_ms"]) / float(turn["wall_ms"]), 2)


def _runs_at_once(turn: Facts, cpus: int) -> bool | None:
    if _ratio(turn) > _MANY:
        return True
    return None if _why_not_at_once(turn, cpus) else False


def _why_not_at_once(turn: Facts, cpus: int) -> str | None:
    """Say why nothing follows from a turn that did not show it."""
    if _ratio(turn) > _MANY:
        return None
    if cpus < 2:
        return "this machine lends us only one processor"
    if float(turn["waited_ms"]) > float(turn["wall_ms"]) / 10:
        return "other programs keep the processors busy; try again when they rest"
    return None


def _lives(stage: Stage, sample: Sample) -> bool:
    """Ask the kernel, not the supervisor: a process that has ended has no memory."""
    try:
        return sample.alive and bool(stage.process(sample.pid).regions)
    except ProcessGone:
        return False
