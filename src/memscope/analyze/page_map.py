"""What the pages are: the kernel's scan and its pagemap entries, put together.

The entries alone cannot tell the page of zeros from shared memory, nor huge pages
from small ones; the scan alone cannot tell exclusive pages from shared ones.
"""

import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from memscope.model.page import CODES, HUGE, RESIDENT, PageMap, PagePiece, PageState
from memscope.model.ranges import Ranges
from memscope.parse.pagemap import (
    EXCLUSIVE,
    FILE,
    GUARD,
    PAGE_IS_HUGE,
    PAGE_IS_PFNZERO,
    PAGE_IS_PRESENT,
    PRESENT,
    SWAPPED,
)

Words = tuple[int, "array[int]"]
"""Address of the first page, and the pagemap entries from there on."""
Scanned = tuple[Sequence[int], Sequence[int], Sequence[int]]
"""Starts, ends and categories of ranges, in order of address."""

_TOP = 56
"""The bits that say what a page is are the topmost eight of its entry."""
_TOP_BYTE = 7 if sys.byteorder == "little" else 0


def make_page_map(
    start: int,
    end: int,
    page_size: int,
    words: Iterable[Words],
    scanned: Scanned | None,
    *,
    unread: Ranges | None = None,
) -> PageMap:
    """Give every page its state.

    Args:
        start: First address, at the beginning of a page.
        end: First address after it, at the beginning of a page.
        page_size: Bytes.
        words: Pagemap entries of at least all pages that hold something.
        scanned: What PAGEMAP_SCAN said; None where the kernel has no such scan.
        unread: Where nothing was looked at.
    """
    pieces = [
        PagePiece(address, _top_bytes(entries).translate(_BASE), entries)
        for address, entries in words
        if entries
    ]
    if scanned is not None:
        pieces = list(_with_categories(pieces, scanned, page_size))
    return PageMap(
        start,
        end,
        page_size,
        tuple(pieces),
        unread or Ranges(),
        huge_known=scanned is not None,
    )


def _top_bytes(entries: "array[int]") -> bytes:
    return entries.tobytes()[_TOP_BYTE::8]


def _state_of(top: int) -> PageState:
    word = top << _TOP
    if word & PRESENT:
        if word & FILE:
            return PageState.FILE_EXCLUSIVE if word & EXCLUSIVE else PageState.FILE
        # Shared with others, or the page of zeros: only the scan knows.
        return PageState.EXCLUSIVE if word & EXCLUSIVE else PageState.PRESENT
    # A guard page has the bit for swap as well.
    if word & GUARD:
        return PageState.GUARD
    return PageState.SWAPPED if word & SWAPPED else PageState.ABSENT


_BASE = bytes(CODES[_state_of(top)] for top in range(256))


_IS_RESIDENT = bytes(
    code in {CODES[state] for state in RESIDENT} for code in range(256)
)


def _translation(changes: dict[PageState, PageState], huge: int) -> bytes:
    """Return the table for pages that the scan found in RAM."""
    table = bytearray(range(256))
    for state in RESIDENT:
        table[CODES[state]] = CODES[changes.get(state, state)] | huge
    return bytes(table)


_TO_SHARED = {PageState.PRESENT: PageState.SHARED}
# The huge page of zeros carries the bit of file pages.
_TO_ZERO = {PageState.PRESENT: PageState.ZERO, PageState.FILE: PageState.ZERO}
_TABLES = {
    (is_zero, huge): _translation(_TO_ZERO if is_zero else _TO_SHARED, huge)
    for is_zero in (False, True)
    for huge in (0, HUGE)
}


def _with_categories(
    pieces: Sequence[PagePiece], scanned: Scanned, page_size: int
) -> Iterator[PagePiece]:
    """Lay the scan over the pieces; both are in order of address."""
    starts, ends, categories = scanned
    for piece in pieces:
        end = piece.start + len(piece.states) * page_size
        first, last = bisect_right(ends, piece.start), bisect_left(starts, end)
        lows = [*starts[first:last]]
        highs = [*ends[first:last]]
        if lows:
            lows[0], highs[-1] = max(lows[0], piece.start), min(highs[-1], end)
        ranges = lows, highs, categories[first:last]
        states = _all_at_once(piece.states, ranges, page_size)
        if states is None:
            states = _one_by_one(piece, ranges, page_size)
        yield PagePiece(piece.start, states, piece.words)


def _all_at_once(states: bytes, ranges: Scanned, page_size: int) -> bytes | None:
    """Translate all pages alike, where the scan found nothing special in them.

    There may be a hundred thousand ranges, each of one page.
    """
    lows, highs, categories = ranges
    kinds = set(categories)
    if not kinds <= {PAGE_IS_PRESENT}:
        return None
    found = (sum(highs) - sum(lows)) // page_size
    # Else a page came or went between the scan and the entries.
    if found != states.translate(_IS_RESIDENT).count(1):
        return None
    return states.translate(_TABLES[False, 0])


def _one_by_one(piece: PagePiece, ranges: Scanned, page_size: int) -> bytes:
    states = bytearray(piece.states)
    for low, high, categories in zip(*ranges, strict=True):
        if categories & PAGE_IS_PRESENT:
            table = _TABLES[
                bool(categories & PAGE_IS_PFNZERO),
                HUGE if categories & PAGE_IS_HUGE else 0,
            ]
            first = (low - piece.start) // page_size
            last = (high - piece.start) // page_size
            states[first:last] = states[first:last].translate(table)
    return bytes(states)
