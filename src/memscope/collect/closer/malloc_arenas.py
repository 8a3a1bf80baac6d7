"""glibc's arenas of one process: where they are, who uses them, and what is in them.

Nothing is stopped and no page is brought into RAM, so that a program which allocates
meanwhile can break a walk: each arena is tried three times.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from memscope.analyze.anonymous.arenas import is_glibc
from memscope.analyze.malloc import lists
from memscope.analyze.malloc.heaps import brk_range, heap_ranges, heaps_of
from memscope.analyze.malloc.segments import PieceSearch, WalkOf, segments_of
from memscope.analyze.malloc.walk import OUT_OF_TIME, BlockRange, Near, Walked, walk
from memscope.analyze.malloc.walked_arena import TORN, WalkedArena
from memscope.i18n import N_
from memscope.model.abi import pointer_size
from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.model.ranges import Ranges
from memscope.model.region import Region
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
    WINDOW,
    MallocForm,
    arenas_in_use,
)
from memscope.parse.memory_words import words_in
from memscope.parse.records import NOT_READ, RECORDS
from memscope.proc.machine import PAGE_SIZE
from memscope.proc.memory import TargetMemory
from memscope.proc.present import PresentBytes
from memscope.proc.robust import robust_list_heads

MAIN_ARENA = N_("main arena")
OTHER_ARENA = N_("arena {n}")
NO_HEAPS = N_("its record leads to no memory of it")
_TRIES = 3
_MOST_ARENAS = 4096
_PIECE = 4 << 20
"""Bytes of a library's variables that are searched at once."""
_OF_MALLOC = (Kind.HEAP, Kind.ARENA, Kind.ANON)

IsLate = Callable[[], bool]


class ArenaUsers(Struct, frozen=True, gc=False):
    """What threads' variables say.

    Attributes:
        users: Address of an arena's record to the TIDs that use it; None: not known.
        caches: Where threads' caches are, and their layout.
    """

    users: dict[int, tuple[int, ...]] | None
    caches: tuple[tuple[int, lists.CacheForm], ...] = ()


@dataclass(slots=True)
class MallocArenas:
    """Reads the arenas of one process.

    Attributes:
        process: From a snapshot of just now.
        reader: Its memory.
    """

    process: Process
    reader: PresentBytes
    chunks: ChunkForm = field(init=False)
    malloc: MallocForm = field(init=False)
    owned: Ranges = field(init=False)

    def __post_init__(self) -> None:
        """Choose the layouts by the size of a pointer."""
        word = pointer_size(self.process.abi)
        self.chunks = CHUNKS[word]
        self.malloc = FORM_64 if word == 8 else FORM_32
        mine = [one for one in self.process.regions if one.kind in _OF_MALLOC]
        bounds = list(bounds_of(mine))
        self.owned = Ranges([low for low, _ in bounds], [high for _, high in bounds])

    def ring(self) -> list[ArenaRecord]:
        """Return the records of all arenas, the main one first; none without glibc.

        The ring begins among the library's variables and leads back there.
        """
        word = self.chunks.word
        for start, data in _variables(self.process, self.reader.memory, word):
            for main in arenas_among(data, start, word):
                ring = self._ring_from(main)
                if ring:
                    return ring
        return []

    def _ring_from(self, main: ArenaRecord) -> list[ArenaRecord]:
        ring = [main]
        while ring[-1].next != main.address:
            record = self.record(ring[-1].next, main.form)
            if record is None or len(ring) >= _MOST_ARENAS:
                return []
            ring.append(record)
        return ring

    def record(self, address: int, form: ArenaForm) -> ArenaRecord | None:
        """Return what an arena's record says now."""
        return parse_arena(self.reader.read(address, form.size), address, form)

    def users(self, ring: Sequence[ArenaRecord], is_late: IsLate) -> ArenaUsers:
        """Return who uses which arena, and where the threads' caches are."""
        layout = RECORDS.get(self.process.abi or "", NOT_READ).thread
        tids = [one.tid for one in self.process.threads if one.state not in "ZX"]
        heads = robust_list_heads(tids) if layout and layout.robust else None
        if layout is None or heads is None:
            return ArenaUsers(None)
        blocks = {
            tid: self.reader.read(head - (layout.robust or 0) - WINDOW, WINDOW)
            for tid, head in zip(tids, heads, strict=True)
            if head
        }
        used = arenas_in_use(blocks, [one.address for one in ring], self.malloc)
        users: dict[int, tuple[int, ...]] = {}
        for tid, arena in sorted((used or {}).items()):
            users[arena] = (*users.get(arena, ()), tid)
        return ArenaUsers(
            users if used is not None else None,
            tuple(self._caches(blocks.values(), is_late)),
        )

    def _caches(
        self, blocks: Iterable[bytes], is_late: IsLate
    ) -> Iterator[tuple[int, lists.CacheForm]]:
        """Yield threads' caches; the variable is at the same place in every thread."""
        place = 0
        for block in blocks:
            if is_late():
                return
            words = list(words_in(block, self.chunks.word))
            likely = [*words[place : place + 1], *words]
            found = lists.cache_among(likely, self.reader.read, self._owns, self.chunks)
            if found is not None:
                place = words.index(found[0])
                yield found

    def cached(self, users: ArenaUsers, is_late: IsLate) -> dict[int, int]:
        """Return the blocks in all threads' caches: address to bytes."""
        found: dict[int, int] = {}
        for address, form in users.caches:
            found |= lists.cached(
                address, form, self.reader, self._owns, self.chunks, is_late
            )
        return found

    def arena(
        self,
        known: ArenaRecord,
        number: int,
        users: ArenaUsers,
        cached: dict[int, int],
        is_late: IsLate,
        near: Near | None = None,
    ) -> WalkedArena:
        """Walk one arena, again where it breaks.

        Args:
            known: Its record, as it was.
            number: On the ring; 0 is the main arena.
            users: Who uses which.
            cached: Blocks in threads' caches.
            is_late: Tells that the time is up.
            near: Where to note every block.
        """
        for left in reversed(range(_TRIES)):
            self.reader.forget()
            if near is not None:
                near.blocks.clear()
            found = self._try(
                known, number, users, cached, is_late, near, is_last=not left
            )
            if found.why is None or is_late():
                break
        return found

    def _try(
        self,
        known: ArenaRecord,
        number: int,
        users: ArenaUsers,
        cached: dict[int, int],
        is_late: IsLate,
        near: Near | None,
        *,
        is_last: bool,
    ) -> WalkedArena:
        is_main = number == 0
        record = self.record(known.address, known.form) or known

        def top_now() -> int:
            self.reader.forget()
            now = self.record(known.address, known.form)
            return now.top if now is not None else record.top

        def walk_of(one: BlockRange, *, is_patient: bool = False) -> Walked:
            return walk(
                self.reader, one, self.chunks, is_main=is_main, is_late=is_late,
                top_now=top_now, near=near, is_patient=is_patient,
            )  # fmt: skip

        ranges = self._ranges(record, is_main=is_main)
        walks = [walk_of(one, is_patient=True) for one in ranges]
        if is_last and is_main and (not walks or walks[0].why is not None):
            walks = self._segments(record, walk_of, is_late) or walks
        if not walks:
            nowhere = BlockRange(record.top, record.top, record.top, False)
            walks = [Walked(nowhere, record.top, why=NO_HEAPS)]
        bounds = [(one.range.start, one.range.end) for one in walks]

        def fast_heads() -> tuple[int, ...]:
            now = self.record(known.address, known.form)
            return now.fast if now is not None else record.fast

        fast = lists.fast(fast_heads, self.reader, self._owns, self.chunks, is_late)
        return WalkedArena(
            record=record,
            name=MAIN_ARENA if is_main else OTHER_ARENA.format(n=number),
            threads=users.users.get(known.address, ())
            if users.users is not None
            else None,
            form=self.chunks,
            walks=walks,
            cached={
                at: size
                for at, size in cached.items()
                if any(low <= at < high for low, high in bounds)
            },
            fast=fast or {},
            unlisted=None if fast is not None else OUT_OF_TIME if is_late() else TORN,
            can_trim=is_main and self._is_brk(record.top),
        )

    def _ranges(self, record: ArenaRecord, *, is_main: bool) -> list[BlockRange]:
        read = self.reader.read
        if not is_main:
            heaps = heaps_of(record, read, self.malloc)
            return heap_ranges(record, heaps, self.chunks) if heaps else []
        one = brk_range(record, read, self.chunks, self._is_brk)
        return [one] if one is not None else []

    def _segments(
        self, record: ArenaRecord, walk_of: WalkOf, is_late: IsLate
    ) -> list[Walked]:
        heap = [one for one in self.process.regions if one.path == "[heap]"]
        free = [
            one
            for one in self.process.regions
            if one.kind is Kind.ANON and one.perms == "rw-p" and one.path == ""
        ]
        search = PieceSearch(
            list(bounds_of(heap)), list(bounds_of(free)), self.reader.read,
            self.reader.memory.pages.resident.within, walk_of, is_late,
            self.chunks, PAGE_SIZE,
        )  # fmt: skip
        return segments_of(record, search)

    def _is_brk(self, address: int) -> bool:
        region = self.process.region_at(address)
        return region is not None and region.path == "[heap]"

    def _owns(self, address: int) -> bool:
        return address in self.owned


def _variables(
    process: Process, memory: TargetMemory, word: int
) -> Iterator[tuple[int, bytes]]:
    """Yield the variables of the C library, and of the program it may be inside.

    Only what is in RAM: a record that was used is.
    """
    written = [
        one
        for one in process.regions
        if one.kind in (Kind.DATA, Kind.BSS) and one.is_writable and one.image
    ]
    libraries = [one for one in written if is_glibc(one.image or "")]
    programs = [one for one in written if one.image == process.exe]
    for low, high in bounds_of([*libraries, *programs]):
        yield from memory.present_pieces(low + -low % word, high, most=_PIECE)


def bounds_of(regions: Iterable[Region]) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of regions, neighbours as one."""
    low = high = 0
    for one in regions:
        if one.start == high:
            high = one.end
            continue
        if high:
            yield low, high
        low, high = one.start, one.end
    if high:
        yield low, high
