"""Looks that a reader asks for by a key: pages, bytes, registers, places, sharing.

Each takes its time, so none is called on the screen's thread. A recording has no
living process, so it has none of them.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from memscope.analyze.hex_layout import HexLayout
from memscope.analyze.sharing.once import CountedOnce
from memscope.analyze.where import WrittenAddress
from memscope.collect.closer.bytes import ContentReader
from memscope.collect.closer.pages import cached_now, look_at_pages, page_at
from memscope.collect.closer.registers import RegisterLook, look_at_registers
from memscope.collect.closer.symbols import Names
from memscope.collect.closer.telling import Marked, Tell
from memscope.collect.closer.where import Located, Where
from memscope.model.finding import Answer
from memscope.model.page import Page, PageMap
from memscope.model.place import HexRow, Variable
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.model.snapshot import Snapshot


class Closer(Protocol):
    """Whoever can look closer; raises MemscopeError when it may not or cannot."""

    def pages(self, pid: int, start: int, end: int, *, contents: bool) -> PageMap:
        """Look at the pages of [start, end)."""
        ...

    def page(self, pid: int, address: int) -> Page:
        """Tell all that may be known of one page."""
        ...

    def cached(self, pid: int, region: Region) -> int | None:
        """Tell how much of its part of a file is in RAM; None: unknown, or no file."""
        ...

    def layout(self, process: Process, start: int, end: int) -> HexLayout:
        """Tell which rows of bytes there are in [start, end)."""
        ...

    def rows(
        self, process: Process, layout: HexLayout, first: int, count: int
    ) -> Sequence[HexRow]:
        """Read some of them."""
        ...

    def variables(self, process: Process, region: Region) -> Sequence[Variable]:
        """Read the global variables of a region."""
        ...

    def registers(self, snapshot: Snapshot, process: Process) -> RegisterLook:
        """Stop the threads for a moment and read their registers."""
        ...

    def where(self, pid: int, address: WrittenAddress) -> Located:
        """Tell what is at an address."""
        ...

    def why(self, pid: int) -> Answer:
        """Tell where its memory is, and what is wrong with that."""
        ...

    def once(self, marked: Marked, tell: Tell) -> CountedOnce:
        """Count regions of several processes, each frame once; `tell` may stop it."""
        ...


@dataclass(slots=True)
class LiveCloser:
    """Looks at the processes of this machine; remembers symbol tables."""

    _reader: ContentReader = field(default_factory=ContentReader)
    _places: Where = field(default_factory=Where)
    _names: Names = field(default_factory=Names)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def pages(self, pid: int, start: int, end: int, *, contents: bool) -> PageMap:
        """Look at the pages of [start, end)."""
        return look_at_pages(pid, start, end, contents=contents)

    def page(self, pid: int, address: int) -> Page:
        """Tell all that may be known of one page."""
        return page_at(pid, address)

    def cached(self, pid: int, region: Region) -> int | None:
        """Tell how much of its part of a file is in RAM; None: unknown, or no file."""
        return cached_now(pid, region)

    def layout(self, process: Process, start: int, end: int) -> HexLayout:
        """Tell which rows of bytes there are in [start, end)."""
        with self._lock:
            return self._reader.layout(process, start, end)

    def rows(
        self, process: Process, layout: HexLayout, first: int, count: int
    ) -> Sequence[HexRow]:
        """Read some of them."""
        with self._lock:
            return self._reader.rows(process, layout, first, count)

    def variables(self, process: Process, region: Region) -> Sequence[Variable]:
        """Read the global variables of a region."""
        with self._lock:
            return self._reader.variables(process, region)

    def registers(self, snapshot: Snapshot, process: Process) -> RegisterLook:
        """Stop the threads for a moment and read their registers."""
        with self._lock:
            return look_at_registers(snapshot, process, self._names)

    def where(self, pid: int, address: WrittenAddress) -> Located:
        """Tell what is at an address."""
        with self._lock:
            return self._places.look(pid, address)

    def why(self, pid: int) -> Answer:
        """Tell where its memory is, and what is wrong with that."""
        from memscope.collect.answer import why

        return why(pid)

    def once(self, marked: Marked, tell: Tell) -> CountedOnce:
        """Count regions of several processes, each frame once; `tell` may stop it."""
        from memscope.collect.closer.once import count_once

        return count_once(marked, tell)
