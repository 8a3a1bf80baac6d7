"""The pages of one object in two processes, one above the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from memscope.analyze.beside.abreast import Abreast, places_of
from memscope.analyze.beside.compared import (
    ComparedSpaces,
    Footing,
    Neighbours,
    footing_of,
)
from memscope.analyze.beside.objects import ObjectPart
from memscope.analyze.beside.pages import FlatPages, PagesOfBoth, pages_beside
from memscope.analyze.beside.rows import BesideRow
from memscope.model.sharing import PagePairs
from memscope.parse.pagemap import FRAME

_MOST_SEEN, _MOST_JUDGED = 16384, 4096
"""Pages that are looked at: where frames are known, and where states are judged."""


class PageSpot(NamedTuple):
    """One page that both have.

    Attributes:
        offset: Bytes from the beginning of the object in the first process.
        first: Frame in the first; None: hidden.
        second: Frame in the second.
        is_same: They are one.
    """

    offset: int
    first: int | None
    second: int | None
    is_same: bool


class CellOfPages(NamedTuple):
    """Some pages in a row.

    Attributes:
        first: How many of those looked at the first has in RAM.
        second: How many the second has.
        same: How many are the same, certainly or likely.
        looked: How many were looked at.
        in_first: How many of them belong to the object in the first at all.
        in_second: Likewise in the second.
        undecided: Of how many nobody knows whether they are the same.
    """

    first: int = 0
    second: int = 0
    same: int = 0
    looked: int = 0
    in_first: int = 0
    in_second: int = 0
    undecided: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class LinkedPages:
    """An object by pages.

    Attributes:
        cells: From the lowest address to the highest.
        pages: How many one cell stands for.
        is_sampled: Not all of them were looked at.
        footing: What is said of the same ones.
        both: Pages that both have in RAM.
        same: Of these, those that are the same.
        different: Of these, those that are not.
        undecided: Of these, those of which nobody knows.
        only: Pages that one has in RAM alone.
        start: Where it begins in the first process.
        ends: Bytes of it in each process.
        spots: Some pages, those where the answer changes.
    """

    cells: Sequence[CellOfPages]
    pages: int
    is_sampled: bool
    footing: Footing
    both: int
    same: int
    different: int
    undecided: int
    only: tuple[int, int]
    start: int
    ends: tuple[int, int]
    spots: Sequence[PageSpot]


def linked_chain(
    row: BesideRow, compared: ComparedSpaces | None, width: int
) -> tuple[LinkedPages | None, ...]:
    """Put the pages of a row side by side, each process with its neighbour.

    A cell is as many pages in all of them, so that lengths can be compared.

    Args:
        row: An object.
        compared: What was found.
        width: Cells.

    Returns:
        For each neighbours; None where these were not compared, or only one has it.
    """
    laid = [_laid_out(row, at, compared) for at in range(len(row.parts) - 1)]
    some = [one for one in laid if one is not None]
    if not some or width <= 0:
        return (None,) * len(laid)
    step = max(one.step for one in some)
    per_cell = max(-(-one.total // width) for one in some)
    return tuple(None if one is None else _linked(one, step, per_cell) for one in laid)


@dataclass(frozen=True, slots=True)
class _LaidOut:
    """An object in two neighbours: what lies beside what, and how many pages it is."""

    pair: Neighbours
    first: ObjectPart
    second: ObjectPart
    places: Sequence[Abreast]
    total: int

    @property
    def step(self) -> int:
        """Every how many pages one is looked at."""
        has_frames = self.pair.known is not None and self.pair.known.frames
        return -(-self.total // (_MOST_SEEN if has_frames else _MOST_JUDGED))


def _laid_out(
    row: BesideRow, at: int, compared: ComparedSpaces | None
) -> _LaidOut | None:
    pair = compared.pairs[at] if compared else None
    first, second = row.parts[at], row.parts[at + 1]
    if pair is None or first is None or second is None:
        return None
    places = list(places_of(first, second, pair))
    size = pair.comparison.system.page_size
    total = sum(-(-one.size // size) for one in places)
    return _LaidOut(pair, first, second, places, total) if places else None


def _linked(laid: _LaidOut, step: int, per_cell: int) -> LinkedPages:
    pair, places = laid.pair, laid.places
    size = pair.comparison.system.page_size
    sections = [pages_beside(one, pair, step) for one in places]
    per_cell = max(per_cell, step)
    counts = [one.pair.pages for one in places if one.pair and one.pair.pages]
    if step == 1:
        # Pages at the edges, which are counted with their neighbours, are seen, too.
        counts = [one.counts for one in sections]
    return LinkedPages(
        _cells(sections, max(per_cell // step, 1)),
        max(per_cell // step, 1) * step,
        step > 1,
        footing_of(pair.comparison),
        sum(one.both for one in counts),
        sum(one.same + one.alike for one in counts),
        sum(one.different for one in counts),
        sum(one.undecided for one in counts),
        _only(counts, places, sections, step),
        laid.first.start,
        (laid.first.amounts.mapped, laid.second.amounts.mapped),
        tuple(_spots(sections, size * step)),
    )


def _cells(sections: Sequence[PagesOfBoth], per_cell: int) -> list[CellOfPages]:
    """Count by cells; one cell may have the end of one region and the next one."""
    columns = [
        b"".join(one.here.present for one in sections),
        b"".join(one.there.present for one in sections),
        b"".join(one.same for one in sections),
        b"".join(_inside(one.here) for one in sections),
        b"".join(_inside(one.there) for one in sections),
        b"".join(one.undecided for one in sections),
    ]
    count = len(columns[0])
    cells = []
    for low in range(0, count, per_cell):
        first, second, same, mine, theirs, unknown = (
            one.count(1, low, low + per_cell) for one in columns
        )
        looked = min(per_cell, count - low)
        cells.append(CellOfPages(first, second, same, looked, mine, theirs, unknown))
    return cells


def _inside(side: FlatPages) -> bytes:
    count = len(side.states)
    low, high = min(side.low, count), min(side.high, count)
    return bytes(low) + b"\1" * (high - low) + bytes(count - high)


def _only(
    counts: Sequence[PagePairs],
    places: Sequence[Abreast],
    sections: Sequence[PagesOfBoth],
    step: int,
) -> tuple[int, int]:
    """Count what one has in RAM alone, regions without a counterpart included."""
    alone = [
        one.counts
        for place, one in zip(places, sections, strict=True)
        if place.pair is None and step > 1
    ]
    return (
        sum(one.only_first for one in counts)
        + step * sum(one.only_first for one in alone),
        sum(one.only_second for one in counts)
        + step * sum(one.only_second for one in alone),
    )


_MOST_SPOTS = 8


def _spots(sections: Sequence[PagesOfBoth], size: int) -> Iterator[PageSpot]:
    """Give pages where the answer is another than at the page before."""
    last: bool | None = None
    left, before = _MOST_SPOTS, 0
    for section in sections:
        both = zip(section.same, section.different, strict=True)
        for at, (is_same, is_different) in enumerate(both):
            if not (is_same or is_different) or bool(is_same) is last:
                continue
            last = bool(is_same)
            yield PageSpot(
                (before + at) * size,
                (section.here.words[at] & FRAME) or None,
                (section.there.words[at] & FRAME) or None,
                last,
            )
            left -= 1
            if not left:
                return
        before += len(section.same)
