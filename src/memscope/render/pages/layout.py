"""Lay the pages of a region out as a grid of cells, few or many pages to a cell."""

from collections.abc import Iterable, Mapping
from math import ceil

from msgspec import Struct

from memscope.model.page import HUGE, STATES, PageChange, PageMap, PageRun, PageState


class PageCell(Struct, frozen=True, gc=False):
    """One cell: a page, or several in a row.

    Attributes:
        start: Address of its first page.
        pages: How many pages it stands for; the last cell may have fewer.
        state: What most of them are.
        huge: Most of them are part of a huge page.
        mixed: They are not all alike.
        change: What happened to most of those that changed; None: nothing did.
    """

    start: int
    pages: int
    state: PageState
    huge: bool
    mixed: bool
    change: PageChange | None = None


class PageGrid(Struct, frozen=True, gc=False):
    """Cells in rows, lowest address first.

    Attributes:
        cells: In order of address.
        columns: Cells in a row; the last row may be shorter.
        pages_per_cell: A power of two.
        page_size: Bytes.
    """

    cells: tuple[PageCell, ...]
    columns: int
    pages_per_cell: int
    page_size: int

    @property
    def rows(self) -> tuple[tuple[PageCell, ...], ...]:
        """The cells, row by row."""
        step = self.columns
        return tuple(
            self.cells[at : at + step] for at in range(0, len(self.cells), step)
        )

    def cell_at(self, address: int) -> PageCell | None:
        """Return the cell that an address lies in."""
        if not self.cells or address < self.cells[0].start:
            return None
        size = self.pages_per_cell * self.page_size
        index = (address - self.cells[0].start) // size
        if index >= len(self.cells):
            return None
        cell = self.cells[index]
        return cell if address < cell.start + cell.pages * self.page_size else None


def lay_out(
    start: int,
    page_size: int,
    runs: Iterable[PageRun],
    *,
    columns: int,
    rows: int,
    changes: Mapping[int, PageChange] | None = None,
) -> PageGrid:
    """Fit all pages of a region into at most `rows` rows of `columns` cells.

    Args:
        start: An address in the first page.
        page_size: Bytes.
        runs: All pages of the region, in order.
        columns: Cells in a row, at least 1.
        rows: Rows at most, at least 1.
        changes: Address of a page to what happened to it.
    """
    runs = tuple(runs)
    per_cell = pages_per_cell_for(sum(run.count for run in runs), columns * rows)
    start = start // page_size * page_size
    cells = _cells(start, page_size, per_cell, _split(runs, per_cell), changes or {})
    return PageGrid(cells, columns, per_cell, page_size)


def lay_out_pages(
    pages: PageMap,
    *,
    columns: int,
    rows: int,
    changes: Mapping[int, PageChange] | None = None,
    pages_per_cell: int | None = None,
) -> PageGrid:
    """Do the same straight from a look, quick however many pages there are.

    Args:
        pages: All that is to be laid out.
        columns: Cells in a row, at least 1.
        rows: Rows at most, at least 1, unless `pages_per_cell` wants more.
        changes: Address of a page to what happened to it.
        pages_per_cell: A power of two; None: so many that all fit.
    """
    per_cell = pages_per_cell or pages_per_cell_for(pages.count, columns * rows)
    cells = _cells(
        pages.start, pages.page_size, per_cell, _count(pages, per_cell), changes or {}
    )
    return PageGrid(cells, columns, per_cell, pages.page_size)


def pages_per_cell_for(pages: int, cells: int) -> int:
    """Return how many pages a cell must stand for, that all fit: a power of two."""
    per_cell = 1
    while ceil(pages / per_cell) > cells:
        per_cell *= 2
    return per_cell


def count_states(runs: Iterable[PageRun]) -> dict[PageState, int]:
    """Return how many pages are in each state that occurs, in the states' order."""
    counts = dict.fromkeys(PageState, 0)
    for run in runs:
        counts[run.state] += run.count
    return {state: count for state, count in counts.items() if count}


Look = tuple[PageState, bool]
"""State, and whether it is part of a huge page."""


def _split(runs: Iterable[PageRun], per_cell: int) -> Iterable[dict[Look, int]]:
    """Yield what each cell holds: look to number of pages."""
    found: dict[Look, int] = {}
    room = per_cell
    for run in runs:
        look, left = (run.state, run.huge), run.count
        while left:
            taken = min(left, room)
            found[look] = found.get(look, 0) + taken
            left -= taken
            room -= taken
            if room == 0:
                yield found
                found, room = {}, per_cell
    if found:
        yield found


def _count(pages: PageMap, per_cell: int) -> Iterable[dict[Look, int]]:
    """Do what `_split` does, without making runs first."""
    size = pages.page_size
    for start in range(pages.start, pages.end, per_cell * size):
        end = min(start + per_cell * size, pages.end)
        found: dict[Look, int] = {}
        rest = (end - start) // size
        for _, states, _ in pages.within(start, end):
            rest -= len(states)
            for code in set(states):
                look = STATES[code & ~HUGE], bool(code & HUGE)
                found[look] = found.get(look, 0) + states.count(code)
        unread = min(pages.unread.bytes_in(start, end) // size, rest)
        for look, count in ((_UNREAD, unread), ((pages.nothing, False), rest - unread)):
            if count:
                found[look] = found.get(look, 0) + count
        yield found


_UNREAD: Look = (PageState.UNKNOWN, False)


def _cells(
    start: int,
    page_size: int,
    per_cell: int,
    contents: Iterable[dict[Look, int]],
    changes: Mapping[int, PageChange],
) -> tuple[PageCell, ...]:
    step = per_cell * page_size
    changed = _changes_by_cell(start, step, changes)
    return tuple(
        _cell(start + index * step, found, changed.get(index))
        for index, found in enumerate(contents)
    )


def _cell(address: int, found: dict[Look, int], change: PageChange | None) -> PageCell:
    state, huge = max(found, key=lambda look: found[look])
    return PageCell(address, sum(found.values()), state, huge, len(found) > 1, change)


def _changes_by_cell(
    start: int, cell_size: int, changes: Mapping[int, PageChange]
) -> dict[int, PageChange]:
    counts: dict[int, dict[PageChange, int]] = {}
    for address, change in changes.items():
        inner = counts.setdefault((address - start) // cell_size, {})
        inner[change] = inner.get(change, 0) + 1
    return {
        index: max(inner, key=lambda change: inner[change])
        for index, inner in counts.items()
    }
