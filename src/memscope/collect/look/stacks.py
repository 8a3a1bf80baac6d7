"""The stacks of all threads, alternate signal stacks too."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from memscope.analyze.spans import Span, VmaIndex
from memscope.analyze.stacks.find import (
    NOTHING_TOLD,
    MainStack,
    Told,
    find_stacks,
)
from memscope.analyze.stacks.main import MainPieces, main_pieces
from memscope.analyze.stacks.proofs import VOUCHED
from memscope.analyze.stacks.signal import signal_stack_span
from memscope.analyze.stacks.spans import in_order
from memscope.collect.look.look import Look
from memscope.collect.look.sharers import fact_of, facts_of, hosts_of
from memscope.collect.look.watched import SeenStacks, Watched
from memscope.errors import AccessDenied, ParseError, ProcError
from memscope.i18n import N_
from memscope.model.evidence import SP_INSIDE
from memscope.model.process import Stack, TaskFacts
from memscope.model.region import Vma
from memscope.model.snapshot import Gap
from memscope.parse.limits import parse_limits
from memscope.parse.pagemap import Pages
from memscope.parse.pthread import Descriptor
from memscope.parse.smaps import parse_smaps
from memscope.parse.syscall import Position
from memscope.proc.descriptors import StackFinder
from memscope.proc.fs import ProcDir, ProcFs
from memscope.proc.memory import TargetMemory
from memscope.proc.procmap import bounds_at
from memscope.proc.refusals import remedy_for
from memscope.proc.sharers import Sharers
from memscope.proc.tasks import Task, position_now

if TYPE_CHECKING:
    from memscope.analyze.anonymous.go_tables import GoProgram

_WHAT = N_("exact stacks of the threads")


@dataclass(slots=True)
class Stacks:
    """Finds stacks."""

    _finder: StackFinder = field(default_factory=StackFinder)

    def of(
        self, look: Look, watched: Watched, go: "GoProgram | None" = None
    ) -> tuple[dict[int, Stack], tuple[Span, ...], list[Gap]]:
        """Return stacks by TID, the ranges they take, and what could not be read.

        Args:
            look: What was read.
            watched: What is remembered of the process.
            go: Where the memory of Go's runtime is, if that is what runs.
        """
        gaps: list[Gap] = []
        table = look.table
        pieces = watched.main_stack.of((table.vmas,), partial(_main_pieces, look))
        hosts = hosts_of(look, watched, pieces)
        guests, are_seen = facts_of(hosts.pids)
        watched.guests = guests
        hosts = watched.hosts = Sharers(hosts.pids, hosts.is_whole and are_seen)
        limit = _stack_limit(look.directory)
        main = MainStack(look.pid, limit, pieces, hosts.pids, hosts.is_whole)
        seen = watched.stacks.of(
            (table.vmas, table.flags, look.tasks, look.pages, main, guests, go),
            partial(self._find, look, watched, main, guests, gaps, go),
        )
        if not seen.is_whole:
            watched.stacks.forget()  # the next look may find more
        return seen.found.stacks, seen.spans, gaps

    def _find(
        self,
        look: Look,
        watched: Watched,
        main: MainStack,
        guests: list[TaskFacts],
        gaps: list[Gap],
        go: "GoProgram | None",
    ) -> SeenStacks:
        facts, before = [*_facts(look), *guests], watched.stacks.result
        descriptors = self._descriptors(look, watched, facts, gaps)
        find = partial(
            find_stacks,
            look.table,
            descriptors=descriptors,
            pages=look.pages,
            main=main,
            is_asked=watched.is_memory_read,
            are_placed=watched.no_positions is None,
            before=before.found if before is not None else None,
            told=_told_by(look, watched, facts, main, go),
        )
        found = find(facts)
        if moved := _moved_since(look, facts, found.stacks):
            facts = [
                replace(one, sp=None) if one.tid in moved else one for one in facts
            ]
            found = find(facts)
        spans = found.spans
        if descriptors and look.pages is not None:
            more = signal_stack_spans(look, facts, found.stacks, look.pages)
            spans = in_order(*spans, *more) if more else spans
        return SeenStacks(found, spans, _are_all_told(look.tasks, descriptors))

    def _descriptors(
        self, look: Look, watched: Watched, facts: list[TaskFacts], gaps: list[Gap]
    ) -> tuple[Descriptor, ...]:
        """Return the descriptors of now, which mostly are those of then.

        The C library writes where a stack is before the thread runs, and never again.
        So with the same threads in the same map there is nothing new to read, if the
        kernel led to a descriptor of each.
        """

        if look.is_again and watched.descriptors.result:
            return watched.descriptors.result

        def find() -> tuple[Descriptor, ...]:
            watched.is_memory_read = look.pages is not None
            if look.pages is None:
                return ()
            try:
                abi = look.abi.name if look.abi else None
                return self._finder.find(
                    look.directory, watched.search, look.vmas, facts, look.pages, abi
                )
            except AccessDenied as error:
                watched.is_memory_read = False
                gaps.append(_gap(look, error))
                return ()

        threads = [(one.tid, one.start_ticks) for one in _living(look.tasks)]
        guests = [one.tid for one in facts[len(threads) :]]
        descriptors = watched.descriptors.of((look.vmas, threads, guests), find)
        if not _are_all_told(look.tasks, descriptors):
            watched.descriptors.forget()
        return descriptors


def _told_by(
    look: Look,
    watched: Watched,
    facts: Sequence[TaskFacts],
    main: MainStack,
    go: "GoProgram | None",
) -> Told:
    """Ask Go's runtime, if that is what runs."""
    if go is None:
        return NOTHING_TOLD
    from memscope.collect.look.go_memory import go_stacks

    return go_stacks(look, watched, facts, main, go)


def _are_all_told(tasks: Sequence[Task], descriptors: Sequence[Descriptor]) -> bool:
    """The kernel led to a descriptor of every living thread."""
    told = {one.tid for one in descriptors if one.proof in VOUCHED}
    return all(task.tid in told for task in _living(tasks))


def _living(tasks: Sequence[Task]) -> list[Task]:
    return [task for task in tasks if task.state not in "ZX"]


def _moved_since(
    look: Look, tasks: Sequence[TaskFacts], stacks: Mapping[int, Stack]
) -> set[int]:
    """Return threads whose stack pointer and map are not of one moment.

    They are read one after the other, and a stack pointer alone leads anywhere in a
    map that has changed. So what rests on nothing else is asked for again.
    """
    sp_of = {task.tid: task.sp for task in tasks}
    guessed = {
        tid: stack for tid, stack in stacks.items() if stack.evidence[0] == SP_INSIDE
    }
    return {
        tid
        for tid, stack in guessed.items()
        if not _is_still_there(look, tid, sp_of[tid] or 0, stack)
    }


def _is_still_there(look: Look, tid: int, sp: int, stack: Stack) -> bool:
    """The mapping is what it was, and the thread lives and has not left it."""
    vma = look.vmas[bisect_right(look.vmas, sp, key=_start) - 1]
    if bounds_at(look.directory, sp) not in (None, (vma.start, vma.end)):
        return False
    now = _position_now(look, tid)
    return now is not None and (now.sp is None or now.sp in stack)


def _position_now(look: Look, tid: int) -> Position | None:
    """Return where a thread is just now, of this process or of another one."""
    if any(task.tid == tid for task in look.tasks):
        return position_now(look.directory, f"{look.threads}/{tid}")
    try:
        with ProcFs().process(tid) as directory:
            return position_now(directory, f"task/{tid}")
    except ProcError:
        return None


def _start(vma: Vma) -> int:
    return vma.start


def _facts(look: Look) -> list[TaskFacts]:
    """Say what finding stacks needs; threads that have ended need none."""
    return [
        fact_of(look.directory, task, is_ours=look.is_ours)
        for task in _living(look.tasks)
    ]


def _main_pieces(look: Look) -> MainPieces | None:
    """Find the main stack; flags are read for it only where it may have been cut."""
    table, read = look.table, look.table.flags

    def flags_of(at: int) -> Sequence[str] | None:
        nonlocal read
        if not read:
            try:
                smaps = parse_smaps(look.directory.read_pieces("smaps"))
            except (ProcError, ParseError):
                return None
            if smaps.vmas != table.vmas:
                return None
            read = smaps.flags
        return read[at] if at < len(read) else None

    return main_pieces(table.vmas, flags_of)


def _stack_limit(directory: ProcDir) -> int | None:
    try:
        return parse_limits(directory.read("limits")).get("Max stack size")
    except ProcError:
        return None


_MOST_BYTES = 1 << 16
"""How far above the stack pointer the signal's frame is looked for."""


def signal_stack_spans(
    look: Look,
    tasks: Sequence[TaskFacts],
    stacks: Mapping[int, Stack],
    pages: Pages,
) -> list[Span]:
    """Return the alternate signal stacks in use, as far as they can be told.

    Raises:
        ProcessGone: The process ended.
        AccessDenied: We may not read its memory.
    """
    form = look.records.signal
    if form is None:
        return []
    memory = TargetMemory(look.directory, pages)
    index: VmaIndex | None = None
    spans = []
    for task in tasks:
        stack = stacks.get(task.tid)
        if stack is None or task.sp is None or task.sp in stack:
            continue
        data = b""
        for address, piece in memory.present_pieces(task.sp, task.sp + _MOST_BYTES):
            if address != task.sp + len(data):
                break
            data += piece
        index = index or VmaIndex(look.vmas)
        span = signal_stack_span(task, stack, data, index, form)
        if span is not None:
            spans.append(span)
    return spans


def _gap(look: Look, error: AccessDenied) -> Gap:
    remedy = remedy_for(look.directory)
    return Gap(what=_WHAT, pid=look.pid, why=error.reason, remedy=remedy)
