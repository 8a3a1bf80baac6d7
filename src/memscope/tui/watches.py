"""Pages and bytes that are watched: what each is, what happened lately."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from memscope.analyze.hex_layout import HexLayout
from memscope.analyze.page_changes import page_changes
from memscope.model.page import Page, PageChange, PageMap, PageState
from memscope.model.place import HexRow
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.render.pages.layout import count_states
from memscope.tui.close_looks import Closer

FRESH_S = 3.0
"""Seconds for which a change stays marked."""
READ_AT_MOST = 8 << 20
"""Bytes of a region that may be read at every beat, to see which were written to."""


@dataclass(frozen=True, slots=True, eq=False)
class PageLook:
    """What is drawn of a region's pages; equal to nothing but itself.

    Attributes:
        region: As it was then.
        pages: What they are.
        counts: Pages by state.
        huge: Those that are part of a huge page.
        changes: By address: what happened in the last seconds.
        page: The one under the cursor, in detail.
        cached: Bytes of its part of a file that are in RAM, mapped here or not; None:
            unknown, or there is no file.
    """

    region: Region
    pages: PageMap
    counts: Mapping[PageState, int]
    huge: int
    changes: Mapping[int, PageChange]
    page: Page
    cached: int | None = None


@dataclass(slots=True)
class PageWatch:
    """Remembers the look before; for one thread at a time."""

    closer: Closer
    _last: PageMap | None = None
    _changes: dict[int, tuple[float, PageChange]] = field(default_factory=dict)

    def look(self, pid: int, region: Region, cursor: int | None) -> PageLook:
        """Look at all pages of a region, and closely at the one under the cursor.

        Raises:
            ProcessGone: The process ended.
            AccessDenied: We may not look at it.
        """
        now = time.monotonic()
        contents = region.size <= READ_AT_MOST
        pages = self.closer.pages(pid, region.start, region.end, contents=contents)
        if region.inode:
            pages = pages.of_a_file()
        at = cursor if cursor is not None else pages.start
        page = self.closer.page(pid, min(max(at, pages.start), pages.end - 1))
        if page.state is PageState.ABSENT:
            page = replace(page, state=pages.nothing)
        self._note(now, pages)
        runs = pages.runs()
        return PageLook(
            region,
            pages,
            counts=count_states(runs),
            huge=sum(run.count for run in runs if run.huge),
            changes={where: one for where, (_at, one) in self._changes.items()},
            page=page,
            cached=self.closer.cached(pid, region) if region.inode else None,
        )

    def _note(self, now: float, pages: PageMap) -> None:
        self._changes = {
            where: one
            for where, one in self._changes.items()
            if one[0] > now - FRESH_S and pages.start <= where < pages.end
        }
        if self._last is not None:
            for where, change in page_changes(self._last, pages).items():
                self._changes[where] = (now, change)
        self._last = pages


@dataclass(frozen=True, slots=True, eq=False)
class ByteLook:
    """What is drawn of a region's bytes.

    Attributes:
        layout: Which rows there are.
        first: Number of the first row that was read.
        rows: What was read.
        before: Earlier bytes by address of row, where they changed lately.
    """

    layout: HexLayout
    first: int
    rows: Sequence[HexRow]
    before: Mapping[int, bytes]


@dataclass(slots=True)
class ByteWatch:
    """Remembers the rows of the look before; for one thread at a time."""

    closer: Closer
    _last: dict[int, bytes] = field(default_factory=dict)
    _changed: dict[int, tuple[float, bytes]] = field(default_factory=dict)

    def look(
        self, process: Process, region: Region, top: int | None, count: int
    ) -> ByteLook:
        """Read the rows in sight and those near them.

        Args:
            process: As seen last.
            region: Whose bytes.
            top: Address of the first row in sight; None: at the beginning.
            count: Rows worth reading, a third of them before the top.

        Raises:
            ProcessGone: The process ended.
            AccessDenied: We may not read its memory.
        """
        layout = self.closer.layout(process, region.start, region.end)
        at = layout.row_of(top) if top is not None else 0
        first = max(at - count // 3, 0)
        rows = self.closer.rows(process, layout, first, count)
        self._note(time.monotonic(), rows)
        before = {address: data for address, (_at, data) in self._changed.items()}
        return ByteLook(layout, first, rows, before)

    def _note(self, now: float, rows: Sequence[HexRow]) -> None:
        fresh = now - FRESH_S
        self._changed = {k: one for k, one in self._changed.items() if one[0] > fresh}
        seen = {row.address: row.data for row in rows if row.data is not None}
        for address, data in seen.items():
            was = self._last.get(address)
            if was is not None and was != data:
                # What it was before the first of several changes stays the measure.
                first = self._changed.get(address, (now, was))[1]
                self._changed[address] = (now, first)
        self._last = seen
