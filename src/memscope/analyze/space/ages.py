"""Since when each page of a region has been there, as far as it was watched.

Of a large region some pages of each block are looked at, the same ones every time.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from memscope.model.page import CODES, HUGE, RESIDENT, PageMap, PageState

EXACT = 65_536
"""Pages up to which every one is looked at."""
_BLOCKS = 256
_FIRST = 1
"""Stamp of what was there at the first look: nobody knows since when."""
_LATER = 2
"""And of what came at a time of its own: tenths of a second are added to it."""
_TENTHS = 10
_TOUCHED = bytes(
    (code & ~HUGE) in {CODES[one] for one in (*RESIDENT, PageState.SWAPPED)}
    for code in range(256)
)


@dataclass(frozen=True, slots=True)
class AgedPages:
    """Pages in a row that are looked at.

    Attributes:
        start: Address of the first.
        states: A byte a page, as in `PagePiece`.
        stamps: Since when each has been touched, in tenths of a second after the first
            look; 1: it was there then; 0: it is not touched.
    """

    start: int
    states: bytes
    stamps: "array[int]"


@dataclass(frozen=True, slots=True, eq=False)
class PageAges:
    """What is known of the pages of a region.

    Attributes:
        start: First address, of a page.
        end: First address after the last page.
        page_size: Bytes.
        windows: In order of address.
        block: Bytes of which one window is a sample; 0: every page was looked at.
        began: Seconds, in the clock of the looks: the first one.
        at: The same of this look.
    """

    start: int
    end: int
    page_size: int
    windows: Sequence[AgedPages]
    block: int
    began: float
    at: float

    @property
    def count(self) -> int:
        """All pages of the region."""
        return (self.end - self.start) // self.page_size

    @property
    def looked_at(self) -> int:
        """Pages that were looked at."""
        return sum(len(one.states) for one in self.windows)

    def age(self, stamp: int) -> float | None:
        """Return the seconds that a touched page has been there; None: not known."""
        if stamp <= _FIRST:
            return None
        return max(self.at - self.began - (stamp - _LATER) / _TENTHS, 0.0)

    def stamp_of(self, age: float) -> int:
        """Return the first stamp of what is at most so old, in seconds."""
        return _LATER + max(ceil((self.at - self.began - age) * _TENTHS), 0)

    def between(self, low: int, high: int) -> Iterator[tuple[int, bytes, "array[int]"]]:
        """Yield (address, states, stamps) of what was looked at in [low, high)."""
        size = self.page_size
        for one in self.windows:
            end = one.start + len(one.states) * size
            if one.start >= high or end <= low:
                continue
            first = max((low - one.start) // size, 0)
            last = min(-(-(high - one.start) // size), len(one.states))
            yield (
                one.start + first * size,
                one.states[first:last],
                one.stamps[first:last],
            )


def spans_of(start: int, end: int, page_size: int) -> tuple[list[tuple[int, int]], int]:
    """Return what of a region is to be looked at, and the bytes each span stands for.

    The spans are whole pages in order of address; (…, 0) where they are all there is.
    """
    start, end = start // page_size * page_size, -(-end // page_size) * page_size
    pages = (end - start) // page_size
    if pages <= EXACT:
        return [(start, end)], 0
    block = page_size
    while block * _BLOCKS < end - start:
        block *= 2
    sample = EXACT // _BLOCKS * page_size
    # Counted from above, as they are drawn.
    tops = range(end, start, -block)
    return [(max(top - sample, start), top) for top in reversed(tops)], block


def aged(
    looks: Sequence[PageMap],
    bounds: tuple[int, int],
    block: int,
    at: float,
    before: PageAges | None = None,
) -> PageAges:
    """Return what is known after one more look.

    Args:
        looks: At the spans of `spans_of`, in order.
        bounds: Of the region.
        block: As `spans_of` says.
        at: Seconds, in a clock that all looks share.
        before: What was known of the same region, whose bounds may have been others.
    """
    size = looks[0].page_size
    start, end = bounds[0] // size * size, -(-bounds[1] // size) * size
    began = at if before is None else before.began
    # What came between two looks that are far apart is as old as that may be.
    seen = before.at if before is not None and at - before.at > _GAP_S else at
    stamp = _FIRST if before is None else _LATER + int((seen - began) * _TENTHS)
    windows = [_window(one, stamp, before) for one in looks]
    return PageAges(start, end, size, windows, block, began, at)


_GAP_S = 10.0


def _window(pages: PageMap, stamp: int, before: PageAges | None) -> AgedPages:
    states = states_of(pages)
    touched = states.translate(_TOUCHED)
    stamps = array("I", [stamp if one else 0 for one in touched])
    for address, _states, old in (
        before.between(pages.start, pages.end) if before else ()
    ):
        first = (address - pages.start) // pages.page_size
        for at, known in enumerate(old, first):
            if known and stamps[at]:
                stamps[at] = known
    return AgedPages(pages.start, states, stamps)


def states_of(pages: PageMap) -> bytes:
    """Return a byte for every page: the code of its state, as in `PagePiece`."""
    size, found = pages.page_size, bytearray([CODES[pages.nothing]]) * pages.count
    for low, high in pages.unread.within(pages.start, pages.end):
        first, last = (low - pages.start) // size, (high - pages.start) // size
        found[first:last] = bytes([CODES[PageState.UNKNOWN]]) * (last - first)
    for address, states, _words in pages.within(pages.start, pages.end):
        first = (address - pages.start) // size
        found[first : first + len(states)] = states
    return bytes(found)
