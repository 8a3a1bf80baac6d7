"""Has the pages of the rows looked at that are seen, where a row needs them."""

import time
from collections.abc import Iterator, Sequence
from functools import partial

from textual.message import Message

from memscope.analyze.space.row import SpaceRow, What
from memscope.render.space.columns import Extra
from memscope.render.words.names import colour_key
from memscope.tui.close_looks import Closer
from memscope.tui.row_pages import (
    MOST_BYTES,
    RowPages,
    Seen,
    Wanted,
    lacks_split,
    wanted_first,
)
from memscope.tui.screens.scope.host import Host
from memscope.tui.widgets.memory_table import MemoryTable

_KERNEL = 1 << 63
"""The kernel's half, where vsyscall is: no page table of the process tells of it."""
_EVERY_S = 1.0
_REST_PER_WORK = 30
"""Seconds of rest for a second of reading, at the least."""


class RowLooks:
    """Asks for pages where the table has a column of them, or lacks own and shared."""

    class RowsSeen(Message):
        """Some rows were looked at, beside the screen's thread."""

        def __init__(self, seen: Seen) -> None:
            super().__init__()
            self.seen = seen

    def __init__(self, table: MemoryTable, closer: Closer | None, host: Host) -> None:
        self._table, self._host = table, host
        self._pages = None if closer is None else RowPages(closer)
        self._is_reading = False
        self._not_before = 0.0

    def show(self) -> None:
        """Look again where it is time, and something is not known."""
        now = time.monotonic()
        if self._pages is None or self._is_reading or now < self._not_before:
            return
        first = wanted_first(self._wanted(), self._table.pages_seen, now)
        if first:
            self._is_reading = True
            self._host.work("rows", partial(self._look, self._pages, first))

    def take(self, seen: Seen) -> None:
        """Draw what was seen."""
        self._is_reading = False
        self._table.show_pages(seen)

    def _wanted(self) -> Iterator[Wanted]:
        has_column = Extra.PAGES in self._table.table.layout.columns
        rows = self._table.seen_rows()
        # Rows of one region first: they have the strip, and tell most for the time.
        for row in sorted(rows, key=lambda one: len(one.regions)):
            is_one = len(row.regions) == 1 and row.what is not What.PROCESS
            if lacks_split(row) or (has_column and is_one):
                yield from _regions(row, is_one and has_column)

    def _look(self, pages: RowPages, wanted: Sequence[Wanted]) -> Message:
        began = time.monotonic()
        seen = pages.look(wanted)
        took = time.monotonic() - began
        self._not_before = began + max(_EVERY_S, took * _REST_PER_WORK)
        return self.RowsSeen(seen)


def _regions(row: SpaceRow, with_strip: bool) -> Iterator[Wanted]:
    key, exe = row.process.identity, row.process.exe
    for one in row.regions:
        is_untold = one.usage.resident and one.usage.private is None
        can_be_read = one.start < _KERNEL and one.size <= MOST_BYTES
        if (with_strip or is_untold) and can_be_read:
            yield key, one, colour_key(one, exe)
