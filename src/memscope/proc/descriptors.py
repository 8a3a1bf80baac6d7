"""Finding the C library's thread descriptors in a living process.

Call sequence, once per look:

    pages = scan_pages(directory, bounds)                      # proc/scan.py
    found = finder.find(directory, known, vmas, tasks, pages)  # known: of this process
    result = find_stacks(vmas, tasks, found, pages, ...)       # analyze/stacks/find.py

Nothing is stopped and only pages in RAM are read. Ways to find, best first: the
kernel's word for where each glibc descriptor is (proc/robust.py); the C library's own
lists from there, which also hold the stacks of ended threads; what was found in the
last look, read again; a search of the memory (musl, or a kernel that keeps silent).
"""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from memscope.model.process import TaskFacts
from memscope.model.region import Vma
from memscope.parse.pagemap import Pages
from memscope.parse.pthread import (
    LAYOUTS,
    Descriptor,
    DescriptorProof,
    Layout,
    ListOf,
    RawDescriptor,
)
from memscope.proc.fs import ProcDir
from memscope.proc.memory import TargetMemory
from memscope.proc.robust import robust_list_heads
from memscope.proc.thread_lists import (
    ListPlace,
    follow_lists,
    places_of,
    read_descriptors,
)

Ask = Callable[[Sequence[int]], Sequence[int | None] | None]
"""From TIDs to addresses, as in proc/robust.py."""

_AT_ONCE = 3
_LONGEST_PAUSE_S = 60.0
"""A search that finds nothing is dear. After so many, each pause is twice the last."""


@dataclass(slots=True)
class KnownDescriptors:
    """What is kept of one process between looks.

    Attributes:
        ended: glibc descriptors without a thread.
        layout: Of the descriptors that a search has led to.
        searched: Where those are.
        proof: How good that search was.
        torn: Where others are that hang on no ring.
        tids: Threads at the last search that found nothing.
        failures: Searches one after the other that found nothing.
        searched_at: When the last one was, in seconds of `time.monotonic`.
    """

    ended: list[int] = field(default_factory=list)
    layout: Layout | None = None
    searched: list[int] = field(default_factory=list)
    proof: DescriptorProof = DescriptorProof.SEARCH
    torn: list[int] = field(default_factory=list)
    tids: frozenset[int] = frozenset()
    failures: int = 0
    searched_at: float = 0.0

    def may_search(self, tids: frozenset[int], now: float) -> bool:
        """Tell whether a search may find what the last ones did not."""
        if self.failures < _AT_ONCE:
            pause_s = 0.0
        else:
            pause_s = min(2.0 ** (self.failures - _AT_ONCE), _LONGEST_PAUSE_S)
        return self.tids != tids and now >= self.searched_at + pause_s


class StackFinder:
    """Finds thread descriptors, also by where they were in the last look."""

    def __init__(
        self, machine: str | None = None, ask_kernel: Ask = robust_list_heads
    ) -> None:
        """Prepare for a machine.

        Args:
            machine: As in uname -m, whatever a program's ABI; by default this one
                where that is unknown.
            ask_kernel: Where the robust lists of some threads begin.
        """
        self._machine = machine
        self._ask_kernel = ask_kernel

    def find(
        self,
        directory: ProcDir,
        known: KnownDescriptors,
        vmas: Sequence[Vma],
        tasks: Sequence[TaskFacts],
        pages: Pages,
        abi: str | None = None,
    ) -> tuple[Descriptor, ...]:
        """Return what the C library says of the threads, unchecked but for its form.

        Args:
            directory: Of the process, or of a living thread of it.
            known: Of this process, from the looks before; kept up to date.
            vmas: Its map, in order.
            tasks: Its living threads.
            pages: What a page scan of the same look found.
            abi: Of its program; None: unknown, so the machine's is tried.

        Raises:
            ProcessGone: It ended.
            AccessDenied: We may not read its memory.
        """
        layouts = LAYOUTS.get(self._machine or abi or os.uname().machine)
        if layouts is None or not vmas or not tasks:
            return ()
        memory = TargetMemory(directory, pages)
        glibc, _ = layouts
        found = _by_kernel(memory, glibc, tasks, self._ask_kernel)
        if found:
            loader = [
                range(one.start, one.end)
                for one in vmas
                if one.inode and _LOADER in one.path and _is_loader(one)
            ]
            return _with_lists(memory, glibc, found, tasks, known, loader)
        return _by_search(memory, layouts, vmas, tasks, known)


_Owned = tuple[int, RawDescriptor]
"""TID as we see it (0: none), and the descriptor."""


def _as_told(
    found: Sequence[_Owned],
    layout: Layout,
    proof: DescriptorProof,
    places: Mapping[int, ListPlace] | None = None,
) -> list[Descriptor]:
    places = places or {}
    return [
        Descriptor(
            raw.address, tid, raw.start, raw.end, raw.guard, proof, layout.name,
            layout.tested, raw.home, *_place(places.get(raw.address)),
        )
        for tid, raw in found
    ]  # fmt: skip


def _place(place: ListPlace | None) -> tuple[ListOf, int]:
    return (place.listed, place.head) if place else (ListOf.NOWHERE, 0)


def _by_kernel(
    memory: TargetMemory,
    layout: Layout,
    tasks: Sequence[TaskFacts],
    ask_kernel: Ask,
) -> list[_Owned]:
    """Find glibc's descriptors where the kernel says they are."""
    robust = layout.robust
    heads = ask_kernel([one.tid for one in tasks]) if robust is not None else None
    if heads is None or robust is None:
        return []
    asked = [
        (task, head - robust) for task, head in zip(tasks, heads, strict=True) if head
    ]
    raws = read_descriptors(memory, layout, [address for _, address in asked])
    return [
        (task.tid, raw)
        for (task, _), raw in zip(asked, raws, strict=True)
        if raw and raw.tid and task.own_tid in (None, raw.tid)
    ]


def _with_lists(
    memory: TargetMemory,
    layout: Layout,
    found: Sequence[_Owned],
    tasks: Sequence[TaskFacts],
    known: KnownDescriptors,
    loader: Sequence[range],
) -> tuple[Descriptor, ...]:
    """Add what no living thread registered: the stacks of ended threads, mostly."""
    own = [raw for _, raw in found]
    listed = follow_lists(memory, layout, own, known.ended)
    known.ended = [raw.address for raw in listed if not raw.tid]
    living = {raw.tid for raw in own}
    places = places_of(memory, layout, [*own, *listed], living, loader)
    in_use = [at for at in known.ended if _is_in_use(places.get(at))]
    # A thread that nobody has to join is on that list for a moment: ask twice.
    moved = {
        at
        for at, now in zip(
            in_use, read_descriptors(memory, layout, in_use), strict=True
        )
        if now is None or now not in listed
    }
    rest = _owned(listed, tasks, with_ended=True)
    return (
        *_as_told(found, layout, DescriptorProof.KERNEL, places),
        *_as_told(
            [(tid, raw) for tid, raw in rest if raw.address not in moved],
            layout,
            DescriptorProof.LIST,
            places,
        ),
    )


def _is_loader(vma: Vma) -> bool:
    """Tell whether a mapped file is glibc's dynamic loader (its name: man 8 ld.so)."""
    return vma.path.rpartition("/")[2].startswith(_LOADER)


_LOADER = "ld-linux"


def _is_in_use(place: ListPlace | None) -> bool:
    return place is not None and place.listed is ListOf.IN_USE


def _owned(
    raws: Sequence[RawDescriptor], tasks: Sequence[TaskFacts], *, with_ended: bool
) -> list[_Owned]:
    """Give the descriptors their threads; those of threads we do not see are left."""
    tid_of = {task.own_tid: task.tid for task in tasks if task.own_tid}
    owned = [(tid_of[raw.tid], raw) for raw in raws if raw.tid in tid_of]
    if with_ended:
        owned += [(0, raw) for raw in raws if not raw.tid]
    return owned


def _by_search(
    memory: TargetMemory,
    layouts: tuple[Layout, Layout],
    vmas: Sequence[Vma],
    tasks: Sequence[TaskFacts],
    known: KnownDescriptors,
) -> tuple[Descriptor, ...]:
    """Find descriptors where they were in the last look, else anywhere."""
    if known.layout is not None:
        raws = [
            raw
            for raw in read_descriptors(memory, known.layout, known.searched)
            if raw is not None
        ]
    if known.layout is None or not raws:
        tids = frozenset(task.tid for task in tasks)
        now = time.monotonic()
        if not known.may_search(tids, now):
            return ()
        # Few programs need it, and most looks of the command line are their only one.
        from memscope.proc.descriptor_search import search_descriptors

        search = search_descriptors(memory, layouts, vmas, tasks)
        if search is None:
            known.tids, known.searched_at = tids, now
            known.failures += 1
            return ()
        raws, known.layout = search.found, search.layout
        known.proof, known.failures = search.proof, 0
        known.torn = [raw.address for raw in search.torn]
    raws += follow_lists(memory, known.layout, raws)
    known.searched = [raw.address for raw in raws]
    apart = sorted(set(known.torn) - set(known.searched))
    torn = [raw for raw in read_descriptors(memory, known.layout, apart) if raw]
    known.torn = [raw.address for raw in torn]
    return (
        *_as_told(_owned(raws, tasks, with_ended=False), known.layout, known.proof),
        *_as_told(
            _owned(torn, tasks, with_ended=False), known.layout, DescriptorProof.TORN
        ),
    )
