"""Lesson 3: threads share one address space; each has a stack and registers."""

from collections.abc import Mapping
from itertools import pairwise
from signal import SIGSEGV

from memscope.collect.closer.compare import compare
from memscope.errors import ProcessGone
from memscope.i18n import N_
from memscope.lab.sample import Facts, Sample
from memscope.lessons.base import Lesson, step
from memscope.lessons.repeated import UNCLEAR
from memscope.lessons.stage import Stage, address_in, hexed
from memscope.lessons.threads_bars import talk_bars, turn_bars
from memscope.lessons.threads_times import (
    NO_LOCK,
    at_once,
    best_of,
    best_turn,
    costs,
    in_turn,
    is_growing_less,
    is_much_cheaper,
    is_no_dearer,
    ran_at_once,
    ratio_of,
    took_turns,
    why_not_at_once,
)
from memscope.model.claim import Evidence
from memscope.model.kinds import Confidence
from memscope.model.process import Process, Thread
from memscope.model.sharing import SpaceRelation

WORKERS = 3
LARGE = 8 << 20

_NO_POINTERS = N_(
    "the kernel does not show the stack pointers here; run as the owner or as root"
)


class ThreadsLesson(Lesson):
    """What threads have in common, what each has alone, and what that costs."""

    name = "threads"

    sample: Sample

    @step("one-space")
    def one_space(self, stage: Stage) -> None:
        """Start threads and ask the kernel about their address space."""
        self.sample = stage.start("threads", "--threads", str(WORKERS))
        process = stage.process(self.sample.pid)
        told = [thread["tid"] for thread in self.sample.facts["threads"]]
        stage.claim(
            "several-threads",
            {thread.tid for thread in process.threads} == {process.pid, *told},
            pid=process.pid,
            threads=len(process.threads),
        )
        pairs = list(pairwise([process.pid, *told]))
        found = [compare(one, other, contents=False) for one, other in pairs]
        spaces = {one.address_space for one in found}
        stage.claim(
            "one-address-space",
            spaces == {SpaceRelation.SAME}
            if SpaceRelation.UNKNOWN not in spaces
            else None,
            why=N_("the kernel would not compare the threads; run as root"),
            pairs=len(pairs),
            proof=", ".join(found[0].space_proofs) or None,
        )
        views = [stage.regions_seen_by(tid) for tid in (process.pid, *told)]
        stage.claim(
            "one-set-of-regions",
            all(view == views[0] for view in views),
            regions=len(views[0]),
        )

    @step("own-stacks")
    def own_stacks(self, stage: Stage) -> None:
        """Find every thread's stack."""
        process = stage.at_rest(self.sample.pid)
        threads = _threads(process, self.sample)
        stacks = [thread.stack for thread in threads if thread.stack]
        spans = sorted((stack.start, stack.end) for stack in stacks)
        stage.show(process.pid, focus=stacks[-1].end - 1 if stacks else None)
        stage.claim(
            "every-thread-has-a-stack",
            len(stacks) == WORKERS + 1,
            stacks=len(stacks),
            threads=WORKERS + 1,
            certain=sum(s.confidence is Confidence.CERTAIN for s in stacks),
        )
        stage.claim(
            "stacks-do-not-overlap",
            all(below[1] <= above[0] for below, above in pairwise(spans))
            if stacks
            else None,
            why=N_("the stacks cannot be found here"),
            stacks=len(spans),
        )
        truth = {facts["tid"]: facts["stack"] for facts in self.sample.facts["threads"]}
        told = {tid: stack for tid, stack in truth.items() if stack}
        stage.claim(
            "stacks-are-exact",
            all(_agrees(process, tid, stack) for tid, stack in told.items())
            if told
            else None,
            why=N_("the program's C library does not tell where its stacks are"),
            checked=len(told),
        )
        reserved = sum(stack.size for stack in stacks[1:])
        touched = [stack.resident for stack in stacks[1:]]
        known = None not in touched and bool(touched)
        total = sum(filter(None, touched)) if known else None
        stage.claim(
            "stacks-are-mostly-reserved",
            total * 2 < reserved if total is not None else None,
            why=N_("the kernel does not tell which pages are in memory"),
            reserved=reserved,
            touched=total,
        )

    @step("own-registers")
    def own_registers(self, stage: Stage) -> None:
        """Compare where the threads' stack pointers are."""
        before = _threads(stage.at_rest(self.sample.pid), self.sample)
        known = all(thread.sp is not None for thread in before)
        are_all = len(before) == WORKERS + 1
        stage.claim(
            "stack-pointers-differ",
            are_all and len({thread.sp for thread in before}) == len(before)
            if known
            else None,
            why=_NO_POINTERS,
            threads=len(before),
        )
        inside = sum(_is_on_own_stack(thread) for thread in before)
        stage.claim(
            "each-on-its-own-stack",
            are_all and inside == len(before) if known else None,
            why=_NO_POINTERS,
            inside=inside if known else None,
            threads=len(before),
        )
        tid = self.sample.facts["threads"][0]["tid"]
        self.sample.tell("recurse", 300, 1)
        after = _threads(stage.at_rest(self.sample.pid), self.sample)
        self.sample.tell("unwind", 1)
        old = {thread.tid: thread.sp for thread in before}
        new = {thread.tid: thread.sp for thread in after}
        known = known and None not in new.values()
        moved = [one for one in old if new.get(one) != old[one]]
        stage.claim(
            "only-its-own-changes",
            moved == [tid] if known else None,
            why=_NO_POINTERS,
            tid=tid,
            before=hexed(old.get(tid)),
            after=hexed(new.get(tid)),
            still=len(old) - len(moved) if known else None,
        )

    @step("shared-data")
    def shared_data(self, stage: Stage) -> None:
        """Let one thread write a global variable and a heap object; ask the others."""
        stage.show(self.sample.pid, focus=address_in(self.sample.facts.get("global")))
        for place in ("global", "heap"):
            written = self.sample.tell(f"set-{place}", 42, 1)
            read = [
                self.sample.tell(f"get-{place}", thread)
                for thread in range(WORKERS + 1)
            ]
            address = int(written[place], 16)
            region = stage.process(self.sample.pid).region_at(address)
            stage.claim(
                f"{place}-has-one-address",
                {one[place] for one in read} == {written[place]},
                address=written[place],
                where=region.label if region else None,
                kind=region.kind.value if region else None,
            )
            values = {one["value"] for one in read}
            stage.claim(
                f"{place}-write-is-seen",
                values == {42},
                values=", ".join(map(str, sorted(values))),
                threads=len(read),
            )

    @step("at-the-same-time")
    def at_the_same_time(self, stage: Stage) -> None:
        """Set two threads to work, and compare processor time with the clock."""
        spin = stage.lab.start("spin", language="python")
        stage.show(spin.pid)
        cpus = spin.facts["cpus"]
        in_c = at_once(stage, spin)
        why = why_not_at_once(in_c, cpus)
        stage.claim(
            "threads-run-at-once",
            ran_at_once(in_c) if why is None else None,
            why=why,
            measured=best_turn(in_c),
            ratio=ratio_of(best_turn(in_c)),
            cpus=cpus,
        )
        in_python = in_turn(stage, spin)
        stage.exhibit(turn_bars(best_turn(in_c), best_turn(in_python)))
        why = why if spin.facts["gil"] else NO_LOCK
        stage.claim(
            "python-takes-turns",
            took_turns(in_python) if why is None else None,
            why=why or UNCLEAR,
            measured=best_turn(in_python),
            ratio=ratio_of(best_turn(in_python)),
        )
        stage.stop_later(spin)

    @step("cheap-talk")
    def cheap_talk(self, stage: Stage) -> None:
        """Send messages between threads, and between processes."""
        talk = stage.lab.start("messages", language="python")
        stage.show(talk.pid)
        stage.stop_later(talk)
        trips = costs(talk, 1, 200, 1)
        stream = costs(talk, 1, 3, 1000)
        large = costs(talk, LARGE, 4, 1)
        trip, row, block = best_of(trips), best_of(stream), best_of(large)
        stage.exhibit(
            talk_bars(
                (
                    (N_("there and back"), trip),
                    (N_("small, in a row"), _each(row, 1000)),
                    (N_("one of 8 MiB"), block),
                )
            )
        )
        # Who waits for an answer waits for a switch, between threads as well; in
        # Python for the lock, too.
        _claim_cheaper(stage, "round-trips-are-no-dearer", is_no_dearer(trips), trip)
        _claim_cheaper(
            stage, "small-messages-are-cheaper", is_much_cheaper(stream), row, 1000
        )
        stage.claim(
            "large-messages-are-cheaper",
            is_much_cheaper(large),
            why=UNCLEAR,
            size=LARGE,
            measured=_in_words(block),
            ratio=_times_cheaper(block),
        )
        stage.claim(
            "size-does-not-matter-to-threads",
            is_growing_less(trips, large),
            why=UNCLEAR,
            size=LARGE,
            threads_ratio=round(block["threads"] / trip["threads"], 1),
            pipe_ratio=round(block["pipe"] / trip["pipe"], 1),
        )

    @step("one-for-all")
    def one_for_all(self, stage: Stage) -> None:
        """Let one thread make a mistake; then one of several processes."""
        wild = stage.start("wild", "--threads", "3")
        before = len(stage.process(wild.pid).threads)
        ending = stage.ending_of(wild, "in-thread", "poke", "0x10", 1)
        stage.claim(
            "one-thread-ends-all",
            ending == -SIGSEGV and not _lives(stage, wild),
            pid=wild.pid,
            threads=before,
            ending=ending,
        )
        several = [stage.lab.start("wild", language=stage.language) for _ in range(3)]
        stage.stop_later(*several)
        stage.show(*(one.pid for one in several))
        ending = stage.ending_of(several[0], "poke", "0x10", 1)
        alive = [one for one in several[1:] if _lives(stage, one)]
        stage.claim(
            "other-processes-go-on",
            ending == -SIGSEGV and len(alive) == 2,
            ended=several[0].pid,
            alive=len(alive),
        )

    @step("silent-spoil")
    def silent_spoil(self, stage: Stage) -> None:
        """Let one thread overwrite what belongs to another."""
        wild = stage.start("wild")
        address = wild.facts["number"]
        region = stage.process(wild.pid).region_at(int(address, 16))
        stage.show(wild.pid, focus=int(address, 16))
        before = wild.tell("facts")["value"]
        wild.tell("in-thread", "poke", address, 666)
        after = wild.tell("facts")["value"]
        stage.claim(
            "data-is-spoiled-in-silence",
            before == 7 and after == 666 and wild.alive,
            address=address,
            where=region.label if region else None,
            kind=region.kind.value if region else None,
            owner=wild.facts["owner"],
            before=before,
            after=after,
        )


def _threads(process: Process, sample: Sample) -> list[Thread]:
    """Return the main thread and those that the program says it has."""
    told = {facts["tid"] for facts in sample.facts["threads"]}
    return [one for one in process.threads if one.tid in told | {process.pid}]


def _agrees(process: Process, tid: int, told: Facts) -> bool:
    """The stack we found is the one that the C library told the program."""
    thread = next((one for one in process.threads if one.tid == tid), None)
    if thread is None or thread.stack is None:
        return False
    found = (thread.stack.start, thread.stack.end)
    return found == (int(told["start"], 16), int(told["end"], 16))


def _is_on_own_stack(thread: Thread) -> bool:
    stack, sp = thread.stack, thread.sp
    return stack is not None and sp is not None and sp in stack


def _times_cheaper(costs: Mapping[str, float]) -> float:
    """How many times as long the better of two ways between processes takes."""
    return round(min(costs["pipe"], costs["queue"]) / costs["threads"], 1)


def _each(costs: Mapping[str, float], batch: int) -> dict[str, float]:
    return {way: us / batch for way, us in costs.items()}


def _in_words(costs: Mapping[str, float], batch: int = 1) -> Evidence:
    return {f"{way}_us": round(us, 2) for way, us in _each(costs, batch).items()}


def _claim_cheaper(
    stage: Stage,
    claim_id: str,
    holds: bool | None,
    costs: Mapping[str, float],
    batch: int = 1,
) -> None:
    stage.claim(
        claim_id,
        holds,
        why=UNCLEAR,
        measured=_in_words(costs, batch),
        ratio=_times_cheaper(costs),
    )


def _lives(stage: Stage, sample: Sample) -> bool:
    """Ask the kernel, not the supervisor: a process that has ended has no memory."""
    try:
        return sample.alive and bool(stage.process(sample.pid).regions)
    except ProcessGone:
        return False
