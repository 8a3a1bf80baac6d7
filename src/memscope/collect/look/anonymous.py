"""Name anonymous memory by what lies in it: who asked for it, and what for.

    memory = AnonymousMemory()                         # for all processes
    spans = memory.spans_of(look, watched, elf, (*stacks, *arenas))
    pieces = classify(look.vmas, [stacks, elf, spans, arenas], start_brk=...)

A look at a map that is the same as before costs nothing but every two seconds, when
the headers are read again: memory that was just asked for has none yet. Only headers
in RAM are read, some dozens of bytes for each mapping, block or arena.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from memscope.analyze.anonymous.arenas import owned
from memscope.analyze.anonymous.malloc_blocks import BlockWalk
from memscope.analyze.anonymous.runtimes import (
    go_spans,
    java_spans,
    runtimes_of,
    zgc_spans,
)
from memscope.analyze.anonymous.v8_pages import v8_spans
from memscope.analyze.brk import BrkArea
from memscope.analyze.spans import Span, cut
from memscope.collect.look.allocators import Allocators
from memscope.collect.look.brk import find_brk
from memscope.collect.look.look import Look
from memscope.collect.look.python_arenas import PythonArenas
from memscope.collect.look.thread_data import main_thread_data, wanted_by_files
from memscope.collect.look.watched import Watched
from memscope.errors import AccessDenied
from memscope.model.evidence import HEAP_INFO
from memscope.model.kinds import Kind
from memscope.model.process import Allocator
from memscope.model.region import Vma
from memscope.parse.glibc_malloc import FORM_64, SMALLEST, WINDOW, arenas_in_use
from memscope.parse.pthread import Descriptor, DescriptorProof, Layout
from memscope.parse.records import Records
from memscope.proc.hotspot import HotSpots
from memscope.proc.machine import PAGE_SIZE
from memscope.proc.memory import TargetMemory
from memscope.proc.robust import robust_list_heads

_SETTLE_S = 2.0
_STRAYS = 512
"""Pages to look at for headers to which nothing leads."""
_FOUND = (DescriptorProof.ONLY, DescriptorProof.SEARCH)
"""Of threads of which the kernel does not say where their descriptors are."""


class _Living(Struct, frozen=True, gc=False):
    """Who lives in the memory.

    Attributes:
        names: Of the threads of all processes in it, by TID.
        mains: Their main threads, that of the process looked at first.
        descriptors: What the C library says of its threads.
    """

    names: dict[int, str]
    mains: tuple[int, ...]
    descriptors: Sequence[Descriptor]


def _living(look: Look, watched: Watched) -> _Living:
    names = {task.tid: task.name for task in look.tasks}
    names |= {task.tid: task.name for task in watched.guests}
    mains = (look.pid, *watched.hosts.pids)
    return _Living(names, mains, watched.descriptors.result or ())


@dataclass(slots=True)
class AnonymousMemory:
    """Names anonymous memory; keeps what it learns of files."""

    _hotspots: HotSpots = field(default_factory=HotSpots)
    _allocators: Allocators = field(default_factory=Allocators)
    _python: PythonArenas = field(default_factory=PythonArenas)

    def allocators_of(self, look: Look, watched: Watched) -> tuple[Allocator, ...]:
        """Return which allocators the process has loaded."""
        return self._allocators.loaded(look, watched)

    def spans_of(
        self,
        look: Look,
        watched: Watched,
        elf: Sequence[Span],
        others: tuple[Span, ...],
    ) -> list[Span]:
        """Return what anonymous memory holds, in order of address, free of overlaps.

        Args:
            look: What was read.
            watched: What is remembered of the process; the descriptors of its threads
                are those of now.
            elf: Spans of ELF images.
            others: Spans of stacks and of malloc arenas, in order of address.

        Raises:
            ProcessGone: The process ended.
        """
        now = time.monotonic()
        if now - watched.named_at >= _SETTLE_S:
            watched.anonymous.forget()

        def name() -> list[Span]:
            watched.named_at = now
            loaded = self._allocators.loaded(look, watched)
            brk = find_brk(look, watched).area
            living = _living(look, watched)
            return self._spans(look, watched, loaded, living, brk, elf, others)

        tids = [task.tid for task in look.tasks]
        guests = [task.tid for task in watched.guests]
        return watched.anonymous.of((look.vmas, tids, guests, others), name)

    def _spans(
        self,
        look: Look,
        watched: Watched,
        loaded: Sequence[Allocator],
        living: _Living,
        brk: BrkArea,
        elf: Sequence[Span],
        others: Sequence[Span],
    ) -> list[Span]:
        runtimes = runtimes_of(look.vmas, elf)
        found = _of_go(look, watched) if runtimes.has_go else []
        if runtimes.has_java:
            found += zgc_spans(look.vmas)
        if look.pages is not None:
            memory = TargetMemory(look.directory, look.pages)
            try:
                records = look.records
                data = _main_thread_data(look, watched, memory, living)
                found += data
                has_runtimes = records.has_runtimes
                if has_runtimes:
                    found += self._allocators.spans(look, watched, loaded, memory, brk)
                if runtimes.has_java and has_runtimes:
                    bounds = self._hotspots.bounds(look.directory, look.vmas, memory)
                    found += java_spans(look.vmas, *bounds)
                if has_runtimes:
                    found += _of_v8(look, memory)
                if look.exe is not None and "/qemu-" in look.exe:
                    found += _of_qemu(look, elf, memory)
                has_python = runtimes.has_python and has_runtimes
                arenas = (
                    self._python.spans(look, watched, elf, memory) if has_python else []
                )
                found += arenas
                taken = sorted((*elf, *others, *found), key=_start)
                walk = BlockWalk(
                    memory.read_each,
                    memory.pages.resident.within,
                    has_glibc=runtimes.has_glibc and records.malloc is not None,
                    has_python=has_python,
                    strays=_STRAYS if arenas or not has_python else 4 * _STRAYS,
                    form=records.malloc or FORM_64,
                )
                for start, end in _unexplained(look.vmas, taken):
                    found += walk.over(start, end)
                found += _owned_arenas(memory, look.records, living, others)
            except AccessDenied:
                pass  # whoever looks for stacks reads memory first, and says so
        return _in_order(found)


def _of_go(look: Look, watched: Watched) -> list[Span]:
    """Return what is Go's, by its records if they can be read, or else by address."""
    known = watched.go.result
    heap = known.heap if known is not None else None
    if heap is None:
        return go_spans(look.vmas)
    from memscope.analyze.anonymous.go_tables import go_heap_spans

    return go_heap_spans(look.vmas, heap)


def _of_qemu(look: Look, elf: Sequence[Span], memory: TargetMemory) -> list[Span]:
    from memscope.analyze.anonymous.qemu_guest import (
        guest_spans,
        is_qemu,
        translated_spans,
    )

    if not is_qemu(look.exe):
        return []
    variables = [
        piece
        for one in elf
        if one.image == look.exe and one.kind in (Kind.DATA, Kind.BSS)
        for piece in memory.present_pieces(one.start, one.end)
    ]
    return [*guest_spans(look.vmas, elf), *translated_spans(look.vmas, variables)]


def _of_v8(look: Look, memory: TargetMemory) -> list[Span]:
    pages = v8_spans(look.vmas, memory.read_each)
    if not pages:
        return []
    from memscope.analyze.anonymous.v8_reservations import v8_reservations

    return [*pages, *v8_reservations(look.vmas, pages)]


def _main_thread_data(
    look: Look, watched: Watched, memory: TargetMemory, living: _Living
) -> list[Span]:
    layout, known = look.records.thread, living.descriptors
    pointers = _thread_pointers(memory, layout, living.mains, known)
    wanted = wanted_by_files(watched)
    return main_thread_data(look.vmas, pointers, look.records, memory, wanted)


def _start(span: Span) -> int:
    return span.start


def _in_order(spans: list[Span]) -> list[Span]:
    """Sort by address; of two that overlap, the one found first stays."""
    kept: list[Span] = []
    for span in sorted(spans, key=_start):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _unexplained(
    vmas: Sequence[Vma], taken: Sequence[Span]
) -> Iterator[tuple[int, int]]:
    """Yield large pieces of private anonymous memory that no span covers."""
    at = 0
    for vma in vmas:
        if vma.end - vma.start < SMALLEST or not _is_anonymous(vma):
            continue
        while at < len(taken) and taken[at].end <= vma.start:
            at += 1
        over = at
        while over < len(taken) and taken[over].start < vma.end:
            over += 1
        for start, end, span in cut(vma.start, vma.end, taken[at:over]):
            if span is None and end - start >= SMALLEST and start % PAGE_SIZE == 0:
                yield start, end


def _is_anonymous(vma: Vma) -> bool:
    return vma.perms == "rw-p" and vma.is_nameless


def _owned_arenas(
    memory: TargetMemory,
    kinds: Records,
    living: _Living,
    others: Sequence[Span],
) -> list[Span]:
    arenas = [
        span
        for span in others
        if span.kind is Kind.ARENA and HEAP_INFO in span.evidence
    ]
    form = kinds.malloc
    if not arenas or form is None:
        return []
    firsts = memory.read_each([one.start for one in arenas], form.word)
    records = {
        span.start: int.from_bytes(data, "little")
        for span, data in zip(arenas, firsts, strict=True)
        if data is not None
    }
    thread, tids = kinds.thread, list(living.names)
    pointers = _thread_pointers(memory, thread, tids, living.descriptors)
    blocks = memory.read_each([one - WINDOW for one in pointers.values()], WINDOW)
    users = arenas_in_use(
        {tid: data or b"" for tid, data in zip(pointers, blocks, strict=True)},
        list(records.values()),
        form,
    )
    is_sure = thread is not None and thread.robust is not None
    return owned(arenas, records, users or {}, living.names, is_sure=is_sure)


def _thread_pointers(
    memory: TargetMemory,
    layout: Layout | None,
    tids: Sequence[int],
    descriptors: Sequence[Descriptor],
) -> dict[int, int]:
    """Return the thread pointers of glibc threads, checked against themselves."""
    if layout is None:
        return {}
    wanted, robust = set(tids), layout.robust
    proofs = (DescriptorProof.KERNEL,) if robust is not None else _FOUND
    told = {
        one.tid: one.address
        for one in descriptors
        if one.proof in proofs and one.tid in wanted and one.layout == layout.name
    }
    if robust is None:
        return told
    others = [tid for tid in tids if tid not in told]
    heads = robust_list_heads(others) or []
    guesses = {
        tid: head - robust for tid, head in zip(others, heads, strict=False) if head
    }
    found = memory.read_each(list(guesses.values()), layout.size)
    return told | {
        tid: address
        for (tid, address), data in zip(guesses.items(), found, strict=True)
        if data is not None and layout.parse(data, address) is not None
    }
