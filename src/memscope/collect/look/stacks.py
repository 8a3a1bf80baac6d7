"""The stacks of all threads, alternate signal stacks too."""

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from memscope.analyze.spans import Span, VmaIndex
from memscope.analyze.stacks.find import FoundStacks, find_stacks
from memscope.analyze.stacks.proofs import VOUCHED
from memscope.analyze.stacks.signal import signal_stack_span
from memscope.analyze.stacks.spans import in_order
from memscope.errors import AccessDenied, ProcError
from memscope.i18n import N_
from memscope.model.evidence import SP_INSIDE
from memscope.model.process import Stack, TaskFacts
from memscope.model.region import Vma
from memscope.model.snapshot import Gap
from memscope.parse.limits import parse_limits
from memscope.parse.pagemap import Pages
from memscope.parse.pthread import Descriptor
from memscope.parse.smaps import Smaps
from memscope.parse.status import parse_status
from memscope.proc.descriptors import StackFinder
from memscope.proc.fs import ProcDir
from memscope.proc.kcmp import KcmpUnavailable, compare_address_spaces
from memscope.proc.memory import TargetMemory
from memscope.proc.procmap import bounds_at
from memscope.proc.remedies import as_owner
from memscope.proc.tasks import Task, position_now

Identity = tuple[int, int]


class _Known(Struct, frozen=True, gc=False):
    """What the last look found, and in what.

    Attributes:
        vmas: The map.
        threads: (TID, start time) of those that lived.
        descriptors: Of the C library.
        found: The stacks.
        seen: All that this follows from; () when a thread's descriptor is missing.
        spans: The ranges that stacks take, alternate signal stacks among them.
    """

    vmas: Sequence[Vma]
    threads: list[tuple[int, int]]
    descriptors: tuple[Descriptor, ...]
    found: FoundStacks
    seen: tuple[object, ...]
    spans: tuple[Span, ...]

    def is_whole(self, vmas: Sequence[Vma], threads: list[tuple[int, int]]) -> bool:
        """Tell whether the descriptors of then are those of now.

        The C library writes where a stack is before the thread runs, and never again.
        So with the same threads in the same map there is nothing new to read, if the
        kernel led to a descriptor of each.
        """
        if self.threads != threads or self.vmas != vmas:
            return False
        told = {one.tid for one in self.descriptors if one.proof in VOUCHED}
        return all(tid in told for tid, _ in threads)


@dataclass(slots=True)
class Stacks:
    """Finds stacks; keeps thread descriptors between looks."""

    _finder: StackFinder = field(default_factory=StackFinder)
    _known: dict[Identity, _Known] = field(default_factory=dict)

    def of(
        self,
        directory: ProcDir,
        identity: Identity,
        table: Smaps,
        tasks: list[Task],
        pages: Pages | None,
        parent: int,
        *,
        is_ours: bool,
    ) -> tuple[dict[int, Stack], tuple[Span, ...], list[Gap]]:
        """Return stacks by TID, the ranges they take, and what could not be read.

        Args:
            directory: Of the process, or of a living thread of it.
            identity: (pid, start time).
            table: The map.
            tasks: All threads, the main thread first.
            pages: Of the same look; None when they could not be read.
            parent: Process id of the parent.
            is_ours: It sees the same numbers as we do: one pid namespace.
        """
        pid = identity[0]
        known = self._known.get(identity)
        limit = _stack_limit(directory)
        is_owner = not _borrows_memory(pid, parent)
        seen = table.vmas, table.flags, tasks, pages, limit, is_owner
        if known is not None and known.seen == seen:
            return known.found.stacks, known.spans, []
        facts = _facts(directory, tasks, is_ours)
        threads = [(one.tid, one.start_ticks) for one in tasks if one.state not in "ZX"]
        descriptors: tuple[Descriptor, ...] = ()
        gaps: list[Gap] = []
        if known is not None and known.is_whole(table.vmas, threads):
            descriptors = known.descriptors
        elif pages is not None:
            try:
                descriptors = self._finder.find(
                    directory, identity, table.vmas, facts, pages
                )
            except AccessDenied as error:
                gaps = [Gap(what=_WHAT, pid=pid, why=error.reason, remedy=as_owner())]
        find = partial(
            find_stacks,
            table.vmas,
            descriptors=descriptors,
            pages=pages,
            main_tid=pid,
            main_limit=limit,
            flags=table.flags,
            owns_main_stack=is_owner,
            before=known.found if known else None,
        )
        found = find(facts)
        if moved := _moved_since(directory, table.vmas, facts, found.stacks):
            facts = [
                replace(one, sp=None) if one.tid in moved else one for one in facts
            ]
            found = find(facts)
        spans = found.spans
        if descriptors and pages is not None:
            more = signal_stack_spans(directory, table.vmas, facts, found.stacks, pages)
            spans = in_order(*spans, *more) if more else spans
        kept = _Known(table.vmas, threads, descriptors, found, seen, spans)
        if not kept.is_whole(table.vmas, threads):
            kept = replace(kept, seen=())  # the next look may find more
        self._known[identity] = kept
        return found.stacks, spans, gaps

    def descriptors_of(self, identity: Identity) -> tuple[Descriptor, ...]:
        """Return the thread descriptors that the last look at a process found."""
        known = self._known.get(identity)
        return known.descriptors if known else ()

    def forget_all_but(self, identities: Collection[Identity]) -> None:
        """Let go of what is remembered of other processes."""
        self._finder.forget_all_but(identities)
        for identity in self._known.keys() - set(identities):
            del self._known[identity]


def _moved_since(
    directory: ProcDir,
    vmas: Sequence[Vma],
    tasks: Sequence[TaskFacts],
    stacks: Mapping[int, Stack],
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
        if not _is_still_there(directory, vmas, tid, sp_of[tid] or 0, stack)
    }


def _is_still_there(
    directory: ProcDir, vmas: Sequence[Vma], tid: int, sp: int, stack: Stack
) -> bool:
    """The mapping is what it was, and the thread lives and has not left it."""
    at = bisect_right(vmas, sp, key=_start) - 1
    if bounds_at(directory, sp) not in (None, (vmas[at].start, vmas[at].end)):
        return False
    now = position_now(directory, tid)
    return now is not None and (now.sp is None or now.sp in stack)


def _start(vma: Vma) -> int:
    return vma.start


_WHAT = N_("exact stacks of the threads")


def _facts(directory: ProcDir, tasks: list[Task], is_ours: bool) -> list[TaskFacts]:
    """Say what finding stacks needs; threads that have ended need none."""
    return [
        TaskFacts(
            task.tid,
            task.name,
            task.position.sp if task.position else None,
            task.tid if is_ours else _own_tid(directory, task.tid),
        )
        for task in tasks
        if task.state not in "ZX"
    ]


def _own_tid(directory: ProcDir, tid: int) -> int | None:
    try:
        return parse_status(directory.read(f"task/{tid}/status")).tid_in_own_namespace
    except ProcError:
        return None


def _borrows_memory(pid: int, parent: int) -> bool:
    """A child of vfork, or of clone with CLONE_VM, lives in its parent's memory."""
    try:
        return parent > 0 and compare_address_spaces(pid, parent) == 0
    except KcmpUnavailable:
        return False


def _stack_limit(directory: ProcDir) -> int | None:
    try:
        return parse_limits(directory.read("limits")).get("Max stack size")
    except ProcError:
        return None


_MOST_BYTES = 1 << 16
"""How far above the stack pointer the signal's frame is looked for."""


def signal_stack_spans(
    directory: ProcDir,
    vmas: Sequence[Vma],
    tasks: Sequence[TaskFacts],
    stacks: Mapping[int, Stack],
    pages: Pages,
) -> list[Span]:
    """Return the alternate signal stacks in use, as far as they can be told.

    Raises:
        ProcessGone: The process ended.
        AccessDenied: We may not read its memory.
    """
    memory = TargetMemory(directory, pages)
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
        index = index or VmaIndex(vmas)
        span = signal_stack_span(task, stack, data, index)
        if span is not None:
            spans.append(span)
    return spans
