"""One look at one address space: its regions, its stacks, its size.

Most looks find the same map as the look before. What follows from the map alone is
then used again: parsing, laying out ELF images, classifying.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeGuard

from msgspec import Struct
from msgspec.structs import replace

from memscope.analyze.classify import Piece, classify
from memscope.analyze.spans import Span
from memscope.collect.look.anonymous import AnonymousMemory
from memscope.collect.look.arenas import FoundArenas, find_arenas
from memscope.collect.look.images import Images
from memscope.collect.look.maps import ReadMap, read_map, read_pages
from memscope.collect.look.regions import regions_of, usage_of
from memscope.collect.look.renewal import with_new_pages
from memscope.collect.look.stacks import Stacks
from memscope.errors import ProcError
from memscope.i18n import N_
from memscope.model.process import Stack
from memscope.model.region import ProcessUsage, Region
from memscope.model.snapshot import Gap
from memscope.parse.pagemap import Pages
from memscope.parse.smaps import Smaps
from memscope.parse.stat import Stat
from memscope.parse.status import parse_status
from memscope.proc.fs import ProcDir
from memscope.proc.scan import PageScanner, ScanAhead
from memscope.proc.tasks import Task

Identity = tuple[int, int]
"""(pid, start time)."""


class AddressSpace(Struct, frozen=True, gc=False):
    """What a look found.

    Attributes:
        regions: In order of address.
        usage: Of the whole.
        stacks: By TID.
        gaps: What could not be read.
        is_gone: There is none any more: the process is about to end.
    """

    regions: tuple[Region, ...]
    usage: ProcessUsage
    stacks: dict[int, Stack]
    gaps: tuple[Gap, ...]
    is_gone: bool = False


class _Known(Struct, frozen=True, gc=False):
    """What the last look found, and what it was derived from."""

    read: ReadMap
    program: tuple[int | None, ...]
    elf: list[Span]
    elf_gaps: list[Gap]
    arenas: FoundArenas
    stack_spans: tuple[Span, ...]
    anonymous: list[Span]
    pieces: list[Piece]
    pages: Pages | None
    regions: tuple[Region, ...]
    usage: ProcessUsage

    def renewed(
        self,
        directory: ProcDir,
        read: ReadMap,
        pieces: list[Piece],
        pages: Pages | None,
    ) -> tuple[tuple[Region, ...], ProcessUsage] | None:
        """Return regions and their sum with what changed; None: measure all.

        That takes the same map, cut the same way, and measured in the same way.
        """
        old, new = self.read.table, read.table
        if self.pieces is not pieces or old.kernel or new.kernel:
            return None
        if old.usages or new.usages or self.usage.resident is None:
            return None
        if not _all_in_ram(self.pages) or not _all_in_ram(pages):
            return None
        regions, more = with_new_pages(
            directory, new, pieces, self.regions, self.pages, pages
        )
        return regions, replace(self.usage, resident=self.usage.resident + more)


def _all_in_ram(pages: Pages | None) -> TypeGuard[Pages]:
    """Every page is known, and none is swapped."""
    return pages is not None and not pages.swapped and not pages.unread


@dataclass(slots=True)
class _Readers:
    """What reads one process again and again."""

    pages: PageScanner = field(default_factory=PageScanner)


_WORTH_A_THREAD = 1000
"""VMAs from which on scanning their pages takes longer than starting a thread."""


@dataclass(slots=True)
class AddressSpaces:
    """Reads address spaces; keeps between looks what still holds."""

    _images: Images = field(default_factory=Images)
    _stacks: Stacks = field(default_factory=Stacks)
    _anonymous: AnonymousMemory = field(default_factory=AnonymousMemory)
    _known: dict[Identity, _Known] = field(default_factory=dict)
    _readers: dict[Identity, _Readers] = field(default_factory=dict)

    @contextmanager
    def ahead(self, directory: ProcDir, stat: Stat) -> Iterator[ScanAhead | None]:
        """Scan the pages of a large map during the block, as the last look knew it."""
        known = self._known_of((directory.pid, stat.start_ticks), stat)
        if known is None or len(known.read.bounds) < _WORTH_A_THREAD:
            yield None
            return
        scan = ScanAhead(directory, known.read.bounds)
        try:
            yield scan
        finally:
            scan.words()

    def read(
        self,
        directory: ProcDir,
        stat: Stat,
        tasks: list[Task],
        *,
        smaps: bool,
        full: bool,
        is_ours: bool,
        ahead: ScanAhead | None = None,
    ) -> AddressSpace:
        """Look at the address space of a process.

        Args:
            directory: Of the process, or of a living thread of it.
            stat: Of the process.
            tasks: Its threads, the main thread first.
            smaps: Read proportional, shared and private memory too.
            full: Keep every number of smaps.
            is_ours: It sees the same numbers as we do: one pid namespace.
            ahead: A scan of its pages that began before.

        Raises:
            ProcessGone: It ended.
        """
        pid = tasks[0].tid
        identity = (pid, stat.start_ticks)
        known = self._known_of(identity, stat)
        readers = self._readers.setdefault(identity, _Readers())
        read, gaps = read_map(
            directory,
            pid,
            smaps=smaps,
            full=full,
            before=known.read if known else None,
        )
        if read is None:
            return AddressSpace((), _usage_without_map(directory), {}, tuple(gaps))
        table = read.table
        if not table.vmas:
            return _given_back(pid)
        same_map = known is not None and known.read.table.vmas == table.vmas
        words = ahead.words() if ahead is not None and same_map else None
        pages, more = read_pages(directory, pid, read.bounds, readers.pages, words)
        gaps += more
        if known is not None and same_map:
            elf, elf_gaps = known.elf, known.elf_gaps
            arenas = find_arenas(directory, table.vmas, pages, known.arenas)
        else:
            elf, elf_gaps = self._images.spans_of(directory, identity, table.vmas)
            arenas = find_arenas(directory, table.vmas, pages)
        stacks, spans, more = self._stacks.of(
            directory, identity, table, tasks, pages, stat.ppid, is_ours=is_ours
        )
        gaps += [*elf_gaps, *more]
        anonymous = self._anonymous.spans_of(
            directory,
            identity,
            table.vmas,
            pages,
            tasks,
            self._stacks.descriptors_of(identity),
            elf,
            (*spans, *arenas.spans),
        )
        if (
            known is not None
            and same_map
            and known.stack_spans == spans
            and known.arenas is arenas
            and known.anonymous is anonymous
        ):
            pieces = known.pieces
        else:
            layers = [spans, elf, anonymous, arenas.spans]
            pieces = classify(table.vmas, layers, start_brk=stat.start_brk)
        renewed = (
            known.renewed(directory, read, pieces, pages) if known is not None else None
        )
        if renewed is not None:
            regions, usage = renewed
        else:
            regions = _regions(directory, table, pieces, pages, known)
            usage = usage_of(table, regions, _swapped(directory, pages))
        self._known[identity] = _Known(
            read,
            stat.program,
            elf,
            elf_gaps,
            arenas,
            spans,
            anonymous,
            pieces,
            pages,
            regions,
            usage,
        )
        return AddressSpace(regions, usage, stacks, tuple(gaps))

    def forget_all_but(self, identities: Collection[Identity]) -> None:
        """Let go of what is remembered of other processes."""
        self._stacks.forget_all_but(identities)
        self._anonymous.forget_all_but(identities)
        for kept in (self._known, self._readers):
            for identity in kept.keys() - set(identities):
                del kept[identity]

    def _known_of(self, identity: Identity, stat: Stat) -> _Known | None:
        """Return what is remembered, unless the process called exec since."""
        known = self._known.get(identity)
        return known if known and known.program == stat.program else None


def _regions(
    directory: ProcDir,
    table: Smaps,
    pieces: list[Piece],
    pages: Pages | None,
    known: _Known | None,
) -> tuple[Region, ...]:
    same = known is not None and known.pieces is pieces and not table.kernel
    return regions_of(
        directory, table, pieces, pages, known.regions if known and same else ()
    )


def _swapped(directory: ProcDir, pages: Pages | None) -> int | None:
    """What the kernel counts as swapped; most processes have nothing there."""
    if _all_in_ram(pages):
        return 0
    return _status_bytes(directory, "VmSwap")


def _given_back(pid: int) -> AddressSpace:
    """An ending process loses its memory before it becomes a zombie."""
    gap = Gap(N_("memory map"), pid, N_("the process is ending"))
    return AddressSpace((), ProcessUsage(), {}, (gap,), is_gone=True)


def _usage_without_map(directory: ProcDir) -> ProcessUsage:
    """What everybody may know of any process."""
    return ProcessUsage(
        virtual=_status_bytes(directory, "VmSize"),
        resident=_status_bytes(directory, "VmRSS"),
        swapped=_status_bytes(directory, "VmSwap"),
    )


def _status_bytes(directory: ProcDir, name: str) -> int | None:
    try:
        return parse_status(directory.read("status")).bytes_of(name)
    except ProcError:
        return None
