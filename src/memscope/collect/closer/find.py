"""Look for something in a process's memory, as far as that is in RAM.

    with opened(pid) as finder:
        ground = finder.ground(ranges)            # what there is to be searched
        search = finder.search(pattern, ground)

Only when asked for: it reads memory. Nothing is stopped or changed, and no page is
brought into RAM to be read.
"""

import ctypes
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from memscope.analyze.find.ground import Ground, ground_of
from memscope.analyze.find.matches import matches_of
from memscope.analyze.find.patterns import MOST
from memscope.analyze.find.twins import Doubles
from memscope.collect.closer.bytes import hex_row
from memscope.collect.closer.symbols import Names, ProcessNames
from memscope.collect.closer.target import living_directory
from memscope.collect.look.look import Detail
from memscope.collect.look.snapshot import Collector
from memscope.errors import AccessDenied, NotProvided, ProcError, ProcessGone
from memscope.i18n import _
from memscope.model.address import Address
from memscope.model.find import Hit, MemorySearch, Pattern, Stop
from memscope.model.place import ROW, HexRow
from memscope.model.process import Process
from memscope.model.ranges import Ranges
from memscope.model.snapshot import MEMORY_MAP, Gap
from memscope.parse.stat import parse_stat
from memscope.proc.fs import ProcDir, ProcFs
from memscope.proc.machine import PAGE_SIZE
from memscope.proc.memory import TargetMemory
from memscope.proc.scan import scan_pages

_PIECE = 1 << 20
_MOST_ROWS = 3
"""Rows shown of one hit."""


@dataclass(slots=True)
class Finder:
    """Searches one process; for one thread, within the block that opened it.

    Attributes:
        process: As it was looked at.
        gaps: What could not be seen of it.
        directory: Shows its memory.
    """

    process: Process
    gaps: tuple[Gap, ...]
    directory: ProcDir
    _names: ProcessNames
    _start_stack: int | None
    _buffer: bytearray = field(default_factory=lambda: bytearray(_PIECE + MOST))

    def ground(self, within: Ranges | None = None) -> Ground:
        """Return what there is to be searched, and why not the rest.

        Args:
            within: Addresses to stay in; None: all.

        Raises:
            ProcessGone: The process ended.
            AccessDenied: We may not know which of its pages are in RAM.
            NotProvided: This kernel does not say.
        """
        regions = self.process.regions
        pages = scan_pages(self.directory, [(one.start, one.end) for one in regions])
        return ground_of(regions, pages, within, self._ours())

    def search(
        self, pattern: Pattern, ground: Ground, *, limit: int = 100, for_s: float = 60
    ) -> MemorySearch:
        """Read what is in RAM and look for a pattern.

        Args:
            pattern: What to look for.
            ground: Where.
            limit: Hits after which it ends.
            for_s: Seconds after which it ends.

        Raises:
            AccessDenied: We may not read its memory.
        """
        return _Searching(self, pattern, ground, limit, for_s).run()

    @property
    def is_ourselves(self) -> bool:
        """It is memscope that is looked at, as after `exec memscope find $$`."""
        return self.process.pid == os.getpid()

    def is_unchanged(self) -> bool:
        """Tell whether it still runs the program that was looked at."""
        try:
            now = parse_stat(self.directory.read("stat"))
        except ProcError:
            return False
        return now.state not in "ZX" and now.start_stack == self._start_stack

    def _ours(self) -> Ranges:
        """Return where our own buffer is, when it is ourselves whom we search."""
        if not self.is_ourselves:
            return Ranges()
        low = ctypes.addressof(ctypes.c_char.from_buffer(self._buffer))
        return Ranges([low], [low + len(self._buffer)])


@contextmanager
def opened(pid: int, fs: ProcFs | None = None) -> Iterator[Finder]:
    """Look at a process, and hold it open to be searched.

    Raises:
        ProcessGone: There is no such process, or it ended meanwhile.
        AccessDenied: We may not see its map.
        NotProvided: It has none: a kernel thread, or one that has ended.
    """
    fs = fs or ProcFs()
    snapshot = Collector(fs=fs).look([pid], detail=Detail.MEMORY)
    process = next(iter(snapshot.processes), None)
    if process is None or not process.regions:
        raise _no_map(pid, snapshot.gaps)
    with living_directory(fs, process) as directory:
        start = parse_stat(directory.read("stat")).start_stack
        names = Names().of(directory, process)
        yield Finder(process, snapshot.gaps, directory, names, start)


def _no_map(pid: int, gaps: Sequence[Gap]) -> ProcError:
    gap = next((one for one in gaps if one.pid == pid), None)
    if gap is None or gap.why == ProcessGone.reason:
        return ProcessGone(pid)
    if gap.why == AccessDenied.reason:
        return AccessDenied(pid, MEMORY_MAP, hint=gap.remedy)
    return NotProvided(pid, MEMORY_MAP, _(gap.why))


@dataclass(slots=True)
class _Searching:
    """One search under way."""

    finder: Finder
    pattern: Pattern
    ground: Ground
    limit: int
    for_s: float
    hits: list[Hit] = field(default_factory=list)
    read: int = 0
    failed: int = 0
    at: int = 0

    def run(self) -> MemorySearch:
        began = time.monotonic()
        stop = self._stopped(began)
        if not self.finder.is_unchanged():
            stop = Stop.GONE
        return MemorySearch(
            pattern=self.pattern,
            extent=self.ground.extent,
            hits=tuple(self.hits),
            read=self.read,
            failed=self.failed,
            took_ms=round((time.monotonic() - began) * 1000, 1),
            stop=stop,
            stopped_at=None if stop is None else Address(self.at),
            is_of_itself=self.finder.is_ourselves,
        )

    def _stopped(self, began: float) -> Stop | None:
        twins = Doubles()
        memory = TargetMemory(self.finder.directory, self.ground.pages)
        try:
            for address, data in self._found(memory):
                if address is None:
                    if time.monotonic() - began > self.for_s:
                        return Stop.TIME
                    continue
                self.at = address
                if len(self.hits) == self.limit:
                    return Stop.LIMIT
                self.hits.append(self._hit(memory, twins, address, data))
        except ProcessGone:
            return Stop.GONE
        return None

    def _found(self, memory: TargetMemory) -> Iterator[tuple[int | None, bytes]]:
        """Yield (address, bytes) of each hit; (None, b"") after every piece."""
        matches, size = matches_of(self.pattern), self.pattern.size
        buffer = self.finder._buffer
        for address, count in self._pieces(memory, buffer, size - 1):
            for offset in matches(buffer, count, address):
                yield address + offset, bytes(buffer[offset : offset + size])
            yield None, b""

    def _pieces(
        self, memory: TargetMemory, buffer: bytearray, overlap: int
    ) -> Iterator[tuple[int, int]]:
        """Yield (address, bytes) of what is in the buffer, piece by piece.

        Each begins with the last bytes of the one before, when that is adjacent: a hit
        may lie across.
        """
        view = memoryview(buffer)
        end = kept = 0
        for low, high, is_zero in self.ground.stretches:
            kept = kept if low == end else 0
            at = low
            while at < high:
                self.at = at
                room = view[kept : kept + min(high - at, _PIECE)]
                got = self._fill(memory, at, room, is_zero=is_zero)
                if got:
                    yield at - kept, kept + got
                at += got
                held = kept + got
                kept = min(overlap, held) if got == len(room) else 0
                view[:kept] = bytes(view[held - kept : held])
                if got < len(room):
                    at = self._beyond(at, high)
            end = high

    def _fill(
        self, memory: TargetMemory, at: int, room: memoryview, *, is_zero: bool
    ) -> int:
        if is_zero:
            room[:] = bytes(len(room))
            return len(room)
        got = memory.read_into(at, room)
        self.read += got
        return got

    def _beyond(self, at: int, high: int) -> int:
        """Leave out a page that cannot be read."""
        after = min(at - at % PAGE_SIZE + PAGE_SIZE, high)
        self.failed += after - at
        return after

    def _hit(
        self, memory: TargetMemory, twins: Doubles, address: int, data: bytes
    ) -> Hit:
        names = self.finder._names
        region = names.regions.at(address)
        assert region is not None
        named = names.symbol_at(address)
        return Hit(
            address=address,
            region=region,
            named=named if named is not None and named.is_inside else None,
            data=data,
            rows=tuple(_rows(names, memory, address, data)),
            same_as=twins.earlier(region, address),
        )


def _rows(
    names: ProcessNames, memory: TargetMemory, address: int, data: bytes
) -> Iterable[HexRow]:
    """Read the bytes around a hit; those of the hit are the ones that were found."""
    low = address - address % ROW
    end = min(address + len(data), low + _MOST_ROWS * ROW)
    starts = list(range(low, end, ROW))
    for at, around in zip(starts, memory.read_each(starts, ROW), strict=True):
        row = bytearray(around or bytes(ROW))
        first, last = max(address, at), min(address + len(data), at + ROW)
        row[first - at : last - at] = data[first - address : last - address]
        shown = at, at + ROW
        if around is None:  # it has left RAM meanwhile, or lies beside a hole
            shown = first, last
        yield hex_row(names, *shown, bytes(row[shown[0] - at : shown[1] - at]))
