"""Rows of a hex view over any length of memory: what is not in RAM takes one row.

Nothing is kept for a row: a view of a gigabyte costs no more than its page ranges.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from msgspec import Struct

from memscope.model.page import PageState
from memscope.model.place import ROW
from memscope.parse.pagemap import Pages


class HexStretch(Struct, frozen=True, gc=False):
    """Pages in a row with one state.

    Attributes:
        start: First address.
        end: First address after it.
        state: Of all its pages.
        first: Number of its first row.
    """

    start: int
    end: int
    state: PageState
    first: int

    @property
    def rows(self) -> int:
        """Rows that it takes."""
        if self.state is not PageState.PRESENT:
            return 1
        return -(-self.end // ROW) - self.start // ROW


@dataclass(frozen=True, slots=True)
class HexLayout:
    """The rows of [start, end).

    Attributes:
        stretches: In order of address, without holes.
    """

    stretches: tuple[HexStretch, ...]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        last = self.stretches[-1] if self.stretches else None
        return last.first + last.rows if last else 0

    def bounds(self, row: int) -> tuple[int, int, PageState]:
        """Return the addresses of a row, and the state of its pages."""
        stretch = self.stretches[self._at(row)]
        if stretch.state is not PageState.PRESENT:
            return stretch.start, stretch.end, stretch.state
        low = (stretch.start // ROW + row - stretch.first) * ROW
        return max(low, stretch.start), min(low + ROW, stretch.end), stretch.state

    def row_of(self, address: int) -> int:
        """Return the row that shows an address; the nearest one for any other."""
        if not self.stretches:
            return 0
        at = bisect_right(self.stretches, address, key=lambda one: one.start)
        stretch = self.stretches[max(at - 1, 0)]
        inside = min(max(address, stretch.start), stretch.end - 1)
        if stretch.state is not PageState.PRESENT:
            return stretch.first
        return stretch.first + inside // ROW - stretch.start // ROW

    def _at(self, row: int) -> int:
        at = bisect_right(self.stretches, row, key=lambda one: one.first)
        return max(at - 1, 0)


def hex_layout(start: int, end: int, pages: Pages) -> HexLayout:
    """Lay out the rows of [start, end) by what a page scan says."""
    stretches: list[HexStretch] = []
    row = 0
    for low, high, state in _states(start, end, pages):
        stretch = HexStretch(low, high, state, row)
        stretches.append(stretch)
        row += stretch.rows
    return HexLayout(tuple(stretches))


def _states(start: int, end: int, pages: Pages) -> Iterator[tuple[int, int, PageState]]:
    """Cut a range where the state of pages changes."""
    kinds = (
        (pages.unread, PageState.UNKNOWN),
        (pages.resident, PageState.PRESENT),
        (pages.zero, PageState.ZERO),
        (pages.guards, PageState.GUARD),
        (pages.swapped, PageState.SWAPPED),
    )
    found = sorted(
        (low, high, state)
        for ranges, state in kinds
        for low, high in ranges.within(start, end)
    )
    yield from _joined(_filled(start, end, found))


def _filled(
    start: int, end: int, found: Sequence[tuple[int, int, PageState]]
) -> Iterator[tuple[int, int, PageState]]:
    at = start
    for low, high, state in found:
        if low > at:
            yield at, low, PageState.ABSENT
        if high > max(low, at):
            yield max(low, at), high, state
            at = high
    if at < end:
        yield at, end, PageState.ABSENT


def _joined(
    parts: Iterator[tuple[int, int, PageState]],
) -> Iterator[tuple[int, int, PageState]]:
    whole = list(parts)
    borders = [
        number
        for number, (one, other) in enumerate(pairwise(whole), 1)
        if one[2] is not other[2]
    ]
    for first, last in pairwise([0, *borders, len(whole)]):
        if whole[first:last]:
            yield whole[first][0], whole[last - 1][1], whole[first][2]
