"""One look at one address space: its regions, its stacks, its size.

Most looks find the same map as the look before. What follows from the map alone is
then used again: parsing, laying out ELF images, classifying.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from memscope.analyze.aliases import aliases_of
from memscope.analyze.classify import Piece, classify
from memscope.analyze.contradictions import Contradiction
from memscope.analyze.spans import Span
from memscope.analyze.stacks.borrowed import borrowed_spans
from memscope.analyze.stacks.idle import unused_stacks
from memscope.analyze.stacks.unmarked import unasked_reservations, unmarked_spans
from memscope.collect.look.anonymous import AnonymousMemory
from memscope.collect.look.arenas import find_arenas
from memscope.collect.look.brk import find_brk
from memscope.collect.look.go import go_program, goroutines
from memscope.collect.look.images import Images
from memscope.collect.look.look import Detail, Look, ReadMap
from memscope.collect.look.maps import read_map, read_pages
from memscope.collect.look.moments import later
from memscope.collect.look.renewal import measure
from memscope.collect.look.stacks import Stacks
from memscope.collect.look.summary import STATUS_FIELDS
from memscope.collect.look.watched import Watched
from memscope.errors import ProcError
from memscope.model.process import Allocator, Build, Stack
from memscope.model.ranges import Ranges
from memscope.model.region import ProcessUsage, Region, Vma
from memscope.model.snapshot import ENDING, MEMORY_MAP, Gap
from memscope.parse.stat import Stat
from memscope.parse.status import parse_status
from memscope.proc.fs import ProcDir
from memscope.proc.scan import ScanAhead, Words

_WORTH_A_THREAD = 1000
"""VMAs from which on scanning their pages takes longer than starting a thread."""

_MOST_ROUNDS = 4
"""How often threads that contradict the labels are asked where they are now."""


class AddressSpace(Struct, frozen=True, gc=False):
    """What a look found.

    Attributes:
        regions: In order of address.
        usage: Of the whole.
        stacks: By TID.
        gaps: What could not be read.
        is_gone: There is none any more: the process is about to end.
        contradictions: What it says against itself.
        allocators: Which of those that we know are loaded; None: it has no map.
        builds: Build-ids of the ELF files that it maps; None likewise.
    """

    regions: tuple[Region, ...]
    usage: ProcessUsage
    stacks: dict[int, Stack]
    gaps: tuple[Gap, ...]
    is_gone: bool = False
    contradictions: tuple[Contradiction, ...] = ()
    allocators: tuple[Allocator, ...] | None = None
    builds: tuple[Build, ...] | None = None


class _Meanings(Struct, frozen=True, gc=False):
    """What ranges of the map mean, the surest first, and whose stacks there are."""

    layers: tuple[Sequence[Span], ...]
    stacks: dict[int, Stack]
    gaps: list[Gap]


class _Labelled(Struct, frozen=True, gc=False):
    """What the map means, cut into pieces, and what is said against that."""

    meanings: _Meanings
    pieces: list[Piece]
    contradictions: tuple[Contradiction, ...]


@dataclass(frozen=True, slots=True)
class Ahead:
    """A scan of pages that began before the map was read, and of which map."""

    scan: ScanAhead
    vmas: Sequence[Vma]

    def words(self, vmas: Sequence[Vma]) -> Words | None:
        """Return what the kernel said, when the map is still the one of then."""
        return self.scan.words() if self.vmas == vmas else None


@dataclass(slots=True)
class AddressSpaces:
    """Reads address spaces; keeps what it learns of files."""

    _images: Images = field(default_factory=Images)
    _stacks: Stacks = field(default_factory=Stacks)
    _anonymous: AnonymousMemory = field(default_factory=AnonymousMemory)

    @contextmanager
    def ahead(self, directory: ProcDir, watched: Watched) -> Iterator[Ahead | None]:
        """Scan the pages of a large map during the block, as the last look knew it."""
        known = watched.map
        if known is None or len(known.bounds) < _WORTH_A_THREAD:
            yield None
            return
        scan = ScanAhead(directory, known.bounds)
        try:
            yield Ahead(scan, known.table.vmas)
        finally:
            scan.words()

    def read(
        self,
        directory: ProcDir,
        stat: Stat,
        watched: Watched,
        detail: Detail,
        ahead: Ahead | None = None,
    ) -> AddressSpace:
        """Look at the address space of a process.

        Args:
            directory: Of the process, or of a living thread of it.
            stat: Of the same.
            watched: What is remembered of the process; its threads are those of now.
            detail: How closely.
            ahead: A scan of its pages that began before.

        Raises:
            ProcessGone: It ended.
        """
        pid = watched.tasks[0].tid
        found, gaps = _map(directory, pid, watched, detail)
        if found is None:
            return AddressSpace((), _usage_without_map(directory), {}, tuple(gaps))
        if not found.table.vmas:
            return _given_back(pid)
        words = ahead.words(found.table.vmas) if ahead is not None else None
        pages, more = read_pages(directory, pid, found.bounds, watched.scanner, words)
        status, watched.new_status = watched.new_status, None
        look = Look(
            directory,
            stat,
            watched.tasks,
            found,
            pages,
            watched.is_ours,
            watched.abi,
            watched.exe,
            status,
        )
        labelled = self._labelled(look, watched)
        vmas, pieces = look.vmas, labelled.pieces
        aliases = watched.aliases.of((vmas, pieces), lambda: aliases_of(vmas, pieces))
        measured = measure(look, pieces, watched.measured, aliases)
        watched.measured = measured
        return AddressSpace(
            measured.regions,
            measured.usage,
            labelled.meanings.stacks,
            (*gaps, *more, *labelled.meanings.gaps, *measured.gaps),
            contradictions=labelled.contradictions,
            allocators=self._anonymous.allocators_of(look, watched),
            builds=watched.builds,
        )

    def _labelled(self, look: Look, watched: Watched) -> _Labelled:
        """Say what all is, and ask those threads again that contradict it."""
        labelled = self._labelled_once(look, watched)
        for _ in range(_MOST_ROUNDS):
            after = later(look, watched.checked.of_threads)
            if after is None:
                break
            look, watched.tasks = after, list(after.tasks)
            labelled = self._labelled_once(look, watched)
        return labelled

    def _labelled_once(self, look: Look, watched: Watched) -> _Labelled:
        meanings = self._meanings(look, watched)
        pieces = _pieces(look, watched, meanings.layers)
        stacks, guests = meanings.stacks, watched.guests
        found = watched.checked.renew(look, pieces, stacks, guests)
        return _Labelled(meanings, pieces, tuple(found))

    def _meanings(self, look: Look, watched: Watched) -> _Meanings:
        """Ask everybody who can say what a range of the map means."""
        elf, gaps = self._images.spans_of(look, watched)
        brk = find_brk(look, watched)
        arenas = find_arenas(look, watched, elf)
        go = go_program(look, watched, elf)
        stacks, spans, more = self._stacks.of(look, watched, go)
        named = self._anonymous.spans_of(look, watched, elf, (*spans, *arenas))
        shows_threads = watched.hosts.is_whole and watched.no_positions is None
        all_known = (
            shows_threads and not look.is_again and _all_known(look, watched, stacks)
        )
        away = watched.away.of((look.tasks, stacks), lambda: _away(look, stacks))
        borrowed = (
            borrowed_spans(look.table, look.pages, (*spans, *named, *arenas), away)
            if away
            else []
        )
        idle = unused_stacks(
            look.table,
            look.pages,
            spans,
            (*named, *arenas, *borrowed),
            all_known=all_known and _all_asleep(look, watched),
        )
        if idle and not watched.has_idle_stacks:
            watched.has_idle_stacks = True
            return self._meanings(look, watched)  # a process nearby may run on one
        is_blind = not (shows_threads and watched.is_memory_read)
        unmarked = _unmarked(
            look, watched, spans, all_known=all_known, is_blind=is_blind
        )
        running = goroutines(look, watched, go)
        layers = (
            *(spans, elf, running, named, arenas),
            *(borrowed, idle, unmarked, brk.spans),
            _unasked(look, watched, is_whole=watched.is_memory_read and not gaps),
        )
        return _Meanings(layers, stacks, [*gaps, *more])


def _away(look: Look, stacks: Mapping[int, Stack]) -> dict[int, tuple[str, int]]:
    """Return name and stack pointer of the threads that are not on their own stack."""
    return {
        task.tid: (task.name, task.position.sp)
        for task in look.tasks
        if task.position is not None
        and task.position.sp is not None
        and (stack := stacks.get(task.tid)) is not None
        and stack.depth is None
        and task.position.sp not in stack
    }


def _unmarked(
    look: Look,
    watched: Watched,
    stacks: Sequence[Span],
    *,
    all_known: bool,
    is_blind: bool,
) -> Sequence[Span]:
    """Find what may be more than the map says, in a look that did not read it all.

    Flags, memory, stack pointers and processes in the same memory would tell.
    """
    if look.table.flags and not is_blind:
        return ()
    guards = look.pages.guards if look.pages is not None else Ranges()
    return watched.unmarked.of(
        (look.vmas, guards, stacks, all_known),
        lambda: unmarked_spans(
            look.vmas, guards, {span.start for span in stacks}, all_known=all_known
        ),
    )


def _unasked(look: Look, watched: Watched, *, is_whole: bool) -> Sequence[Span]:
    """Find reservations that unread memory or files may tell more of."""
    if is_whole:
        return ()
    return watched.unasked.of((look.vmas,), lambda: unasked_reservations(look.vmas))


def _all_known(look: Look, watched: Watched, stacks: Mapping[int, Stack]) -> bool:
    """Every living thread in this memory has a stack."""
    living = [task.tid for task in look.tasks if task.state not in "ZX"]
    return all(tid in stacks for tid in (*living, *(one.tid for one in watched.guests)))


def _all_asleep(look: Look, watched: Watched) -> bool:
    """Every living thread in this memory says where it is, and so where it is not."""
    own = all(
        task.position is not None and task.position.sp is not None
        for task in look.tasks
        if task.state not in "ZX"
    )
    return own and all(one.sp is not None for one in watched.guests)


def _map(
    directory: ProcDir, pid: int, watched: Watched, detail: Detail
) -> tuple[ReadMap | None, list[Gap]]:
    """Read the map; VMAs that equal those of the last look are the very same list."""
    found, gaps = read_map(directory, pid, detail, watched.plain_map)
    before = watched.map
    if found is None:
        return None, gaps
    if before is not None and before.table.vmas == found.table.vmas:
        table = replace(found.table, vmas=before.table.vmas)
        found = ReadMap(table)
    watched.map = found
    return found, gaps


def _pieces(
    look: Look, watched: Watched, layers: tuple[Sequence[Span], ...]
) -> list[Piece]:
    """Cut the map where its meaning changes."""
    start_brk = look.stat.start_brk
    return watched.pieces.of(
        (look.vmas, start_brk, *layers),
        lambda: classify(look.vmas, layers, start_brk=start_brk),
    )


def _given_back(pid: int) -> AddressSpace:
    """An ending process loses its memory before it becomes a zombie."""
    gap = Gap(what=MEMORY_MAP, pid=pid, why=ENDING)
    return AddressSpace((), ProcessUsage(), {}, (gap,), is_gone=True)


def _usage_without_map(directory: ProcDir) -> ProcessUsage:
    """What everybody may know of any process."""
    try:
        status = parse_status(directory.read("status"))
    except ProcError:
        return ProcessUsage()
    return ProcessUsage(
        virtual=status.bytes_of("VmSize"),
        resident=status.bytes_of("VmRSS"),
        swapped=status.bytes_of("VmSwap"),
        **{ours: status.bytes_of(theirs) for ours, theirs in STATUS_FIELDS.items()},
    )
