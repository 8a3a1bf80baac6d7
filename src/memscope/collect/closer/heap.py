"""What the blocks of a process are: in use or free, by malloc's own records.

    arenas, gaps = occupancy_of(process)

Nothing is stopped and no page is brought into RAM, so that a program which allocates
meanwhile can break a walk: each arena is tried three times.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from memscope.analyze.anonymous.arenas import is_glibc
from memscope.analyze.malloc import lists
from memscope.analyze.malloc.arena import NO_HEAPS, Seen, heap_extents, occupancy
from memscope.analyze.malloc.walk import Extent, Walked, walk
from memscope.collect.closer.target import living_directory
from memscope.errors import AccessDenied, NotProvided
from memscope.i18n import N_
from memscope.model.abi import pointer_size
from memscope.model.address import Address
from memscope.model.kinds import Kind
from memscope.model.occupancy import Occupancy
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.model.snapshot import Gap
from memscope.parse.glibc_arena import (
    ArenaForm,
    ArenaRecord,
    arenas_among,
    parse_arena,
)
from memscope.parse.glibc_chunks import CHUNKS, ChunkForm
from memscope.parse.glibc_malloc import (
    FORM_32,
    FORM_64,
    HEAP_INFO_SIZE,
    HEAP_MAX_HUGE,
    WINDOW,
    HeapInfo,
    arenas_in_use,
    parse_heap_info,
)
from memscope.parse.memory_words import words_in
from memscope.parse.records import NOT_READ, RECORDS
from memscope.proc.fs import ProcFs
from memscope.proc.machine import PAGE_SIZE
from memscope.proc.memory import TargetMemory
from memscope.proc.present import PresentBytes
from memscope.proc.robust import robust_list_heads
from memscope.proc.scan import scan_pages

BLOCKS = N_("blocks of malloc")
NO_RECORD = N_("no record of glibc's malloc was found in it")
MAIN_ARENA = N_("main arena")
OTHER_ARENA = N_("arena {n}")
SECONDS = 1.0
"""How long to look at one process, about."""
_TRIES = 3
_MOST_ARENAS = 4096
_MOST_HEAPS = 1 << 16
_MOST_VARIABLES = 1 << 20
"""Bytes of a library's variables."""


def occupancy_of(
    process: Process, fs: ProcFs | None = None, *, seconds: float = SECONDS
) -> tuple[tuple[Occupancy, ...], tuple[Gap, ...]]:
    """Look at malloc's blocks now.

    Args:
        process: From a snapshot of just now.
        fs: Where it is; None: here.
        seconds: How long to look, about; what is not reached says so.

    Returns:
        The arenas, the main one first, and what could not be seen.

    Raises:
        ProcessGone: It ended, or another has its number.
    """
    try:
        with living_directory(fs or ProcFs(), process) as directory:
            bounds = [(one.start, one.end) for one in process.regions]
            memory = TargetMemory(directory, scan_pages(directory, bounds))
            return _Heap(process, memory, time.monotonic() + seconds).look()
    except (AccessDenied, NotProvided) as refused:
        return (), (_gap(process, refused.reason, refused.hint or None),)


def _gap(process: Process, why: str, remedy: str | None = None) -> Gap:
    return Gap(what=BLOCKS, pid=process.pid, why=why, remedy=remedy)


class _Threads(Struct, frozen=True, gc=False):
    """What threads' variables say.

    Attributes:
        users: Address of an arena's record to the TIDs that use it.
        caches: TID to the address of its cache, and its layout.
        is_known: The threads' variables were read.
    """

    users: dict[int, tuple[int, ...]]
    caches: dict[int, tuple[int, lists.CacheForm]]
    is_known: bool


@dataclass(slots=True)
class _Heap:
    """One look at the arenas of one process."""

    process: Process
    memory: TargetMemory
    deadline: float
    reader: PresentBytes = field(init=False)
    form: ChunkForm = field(init=False)

    def __post_init__(self) -> None:
        self.reader = PresentBytes(self.memory)
        self.form = CHUNKS[pointer_size(self.process.abi)]

    def look(self) -> tuple[tuple[Occupancy, ...], tuple[Gap, ...]]:
        """Walk all arenas."""
        found = self._found()
        if not found:
            return (), (_gap(self.process, NO_RECORD),)
        ring = [record.address for record in found]
        threads = self._threads(ring)
        return tuple(
            self._arena(record, number, threads) for number, record in enumerate(found)
        ), ()

    def _found(self) -> list[ArenaRecord]:
        """Return the arenas on the ring that begins in the library's variables."""
        for region in _variables(self.process):
            low = region.start - region.start % -self.form.word
            size = min(region.end - low, _MOST_VARIABLES)
            data = self.reader.read(low, size)
            for main in arenas_among(data, low, self.form.word):
                ring = self._ring(main)
                if ring:
                    return ring
        return []

    def _ring(self, main: ArenaRecord) -> list[ArenaRecord]:
        ring = [main]
        while ring[-1].next != main.address and len(ring) < _MOST_ARENAS:
            record = self._record(ring[-1].next, main.form)
            if record is None:
                return []
            ring.append(record)
        return ring

    def _record(self, address: int, form: ArenaForm) -> ArenaRecord | None:
        return parse_arena(self.reader.read(address, form.size), address, form)

    def _is_late(self) -> bool:
        return time.monotonic() > self.deadline

    def _owns(self, address: int) -> bool:
        region = self.process.region_at(address)
        return region is not None and region.kind in (Kind.HEAP, Kind.ARENA, Kind.ANON)

    def _threads(self, ring: Sequence[int]) -> _Threads:
        layout = RECORDS.get(self.process.abi or "", NOT_READ).thread
        tids = [one.tid for one in self.process.threads if one.state not in "ZX"]
        heads = robust_list_heads(tids) if layout and layout.robust else None
        if layout is None or heads is None:
            return _Threads({}, {}, False)
        blocks = {
            tid: self.reader.read(head - (layout.robust or 0) - WINDOW, WINDOW)
            for tid, head in zip(tids, heads, strict=True)
            if head
        }
        form = FORM_64 if self.form.word == 8 else FORM_32
        used = arenas_in_use(blocks, ring, form) or {}
        users: dict[int, list[int]] = {}
        for tid, arena in used.items():
            users.setdefault(arena, []).append(tid)
        caches = {}
        for tid, block in blocks.items():
            words = words_in(block, self.form.word)
            one = lists.cache_among(words, self.reader.read, self._owns, self.form)
            if one is not None:
                caches[tid] = one
        return _Threads({at: tuple(some) for at, some in users.items()}, caches, True)

    def _arena(self, known: ArenaRecord, number: int, threads: _Threads) -> Occupancy:
        for _ in range(_TRIES):
            self.reader.forget()
            found = self._try(known, number, threads)
            if found.whole or self._is_late():
                break
        return found

    def _try(self, known: ArenaRecord, number: int, threads: _Threads) -> Occupancy:
        address = known.address
        is_main = number == 0
        name = MAIN_ARENA if is_main else OTHER_ARENA.format(n=number)
        tids = threads.users.get(address) if threads.is_known else None
        record = self._record(address, known.form)
        extents = self._extents(record, is_main) if record is not None else None
        if record is None or extents is None:
            return Occupancy(
                allocator="glibc",
                arena=Address(address),
                name=name,
                threads=tids,
                why=NO_HEAPS,
            )
        walks = [self._walk(one, is_main) for one in extents]
        cached: dict[int, int] = {}
        is_listed = True
        for at, cache in threads.caches.values():
            heads = lists.heads_of(self.reader.read, at, cache, self.form) or ()
            some = lists.cached(heads, self.reader.read, self._owns, self.form)
            is_listed &= some.is_whole
            cached |= {
                block: size
                for block, size in some.blocks.items()
                if any(one.start <= block < one.end for one in extents)
            }
        quick = lists.fast(record.fast, self.reader.read, self._owns, self.form)
        seen = Seen(
            record, walks, cached, quick.blocks, is_listed and quick.is_whole, is_main
        )
        return occupancy(
            seen, self.memory.pages.resident, self.form, PAGE_SIZE,
            name=name, threads=tids,
        )  # fmt: skip

    def _walk(self, extent: Extent, is_main: bool) -> Walked:
        return walk(
            self.reader.read, extent, self.form, is_main=is_main, is_late=self._is_late
        )

    def _extents(self, record: ArenaRecord, is_main: bool) -> list[Extent] | None:
        if is_main:
            return self._main_extents(record)
        return heap_extents(record, self._heaps(record), self.form)

    def _main_extents(self, record: ArenaRecord) -> list[Extent] | None:
        top = record.top
        header = self.reader.read(top, self.form.post)
        if len(header) < self.form.post:
            return None
        end = top + (int.from_bytes(header[self.form.word :], "little") & ~7)
        start = self.form.first_from(end - record.system)
        return [Extent(start, top, end, True)]

    def _heaps(self, record: ArenaRecord) -> dict[int, HeapInfo]:
        """Return the heaps of an arena, from the one with the top back to the first."""
        form = FORM_64 if self.form.word == 8 else FORM_32
        for size in dict.fromkeys((form.heap_max, HEAP_MAX_HUGE)):
            found: dict[int, HeapInfo] = {}
            base = record.top - record.top % size
            while base and base not in found and len(found) < _MOST_HEAPS:
                data = self.reader.read(base, HEAP_INFO_SIZE)
                one = parse_heap_info(data, form)
                if (
                    one is None
                    or not one.is_of(base, size)
                    or one.arena != record.address
                ):
                    break
                found[base] = one
                base = one.previous
            if found and not base:
                return found
        return {}


def _variables(process: Process) -> Iterator[Region]:
    """Yield the variables of the C library, and of the program it may be inside."""
    written = [
        one
        for one in process.regions
        if one.kind in (Kind.DATA, Kind.BSS) and one.is_writable and one.image
    ]
    yield from (one for one in written if is_glibc(one.image or ""))
    yield from (one for one in written if one.image == process.exe)
