"""The pages of one object in two processes, one above the other."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from memscope.analyze.beside.compared import (
    ComparedSpaces,
    Footing,
    Neighbours,
    footing_of,
)
from memscope.analyze.beside.objects import ObjectPart
from memscope.analyze.beside.rows import BesideRow
from memscope.analyze.sharing.aligned import IS_PRESENT
from memscope.analyze.sharing.regions import Match, is_same_object
from memscope.analyze.sharing.verdicts import (
    KnownOfPages,
    PageVerdict,
    judge_frames,
    judge_states,
)
from memscope.model.page import CODES, HUGE, PageMap, PageState
from memscope.model.region import Region
from memscope.model.sharing import MatchedBy, PagePairs, RegionPair, SpaceRelation
from memscope.parse.pagemap import FRAME

_MOST_SEEN, _MOST_JUDGED = 16384, 4096
"""Pages that are looked at: where frames are known, and where states are judged."""
_ABSENT = CODES[PageState.ABSENT]


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


def linked_pages(
    row: BesideRow, at: int, compared: ComparedSpaces | None, width: int
) -> LinkedPages | None:
    """Put the pages of a row side by side.

    Args:
        row: An object.
        at: Process, to be seen with the one to its right.
        compared: What was found.
        width: Cells.

    Returns:
        None where it was not compared, or only one has it.
    """
    pair = compared.pairs[at] if compared else None
    first, second = row.parts[at], row.parts[at + 1]
    if pair is None or first is None or second is None or width <= 0:
        return None
    places = list(_places(first, second, pair))
    if not places:
        return None
    size = pair.comparison.system.page_size
    total = sum(-(-one.size // size) for one in places)
    has_frames = pair.known is not None and pair.known.frames
    step = -(-total // (_MOST_SEEN if has_frames else _MOST_JUDGED))
    sections = [_section(one, pair, step) for one in places]
    per_cell = max(-(-total // width), step)
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
        first.start,
        (first.amounts.mapped, second.amounts.mapped),
        tuple(_spots(sections, size * step)),
    )


class _Abreast(NamedTuple):
    """Where a region of the one lies beside one of the other, or beside nothing.

    `shift` is what to add to an address of the first for its counterpart.
    """

    low: int
    high: int
    shift: int
    first: Region | None
    second: Region | None
    pair: RegionPair | None = None

    @property
    def size(self) -> int:
        return self.high - self.low


def _places(
    first: ObjectPart, second: ObjectPart, neighbours: Neighbours
) -> Iterator[_Abreast]:
    """Yield all regions of both, in the first one's order of address."""
    starts = {one.start for one in first.regions}
    other_starts = {one.start for one in second.regions}
    found = [
        _place(pair, neighbours.comparison.system.page_size)
        for pair in neighbours.comparison.pairs
        if pair.first.start in starts and pair.second.start in other_starts
    ]
    if not found:
        return
    mine = {one.first.start for one in found if one.first}
    theirs = {one.second.start for one in found if one.second}
    found += [
        _Abreast(one.start, one.end, 0, one, None)
        for one in first.regions
        if one.start not in mine
    ]
    # What only the second has stands where its neighbours stand.
    shift = found[0].shift
    found += [
        _Abreast(one.start - shift, one.end - shift, shift, None, one)
        for one in second.regions
        if one.start not in theirs
    ]
    yield from sorted(found, key=lambda one: one.low)


def _place(pair: RegionPair, size: int) -> _Abreast:
    one, other = pair.first, pair.second
    shift = Match(one, other, pair.matched_by).shift // size * size
    low, high = min(one.start, other.start - shift), max(one.end, other.end - shift)
    return _Abreast(low // size * size, high, shift, one, other, pair)


class _Flat(NamedTuple):
    """Pages in a row.

    `states` and `words` are the kernel's, `present` has 1 for what is in RAM, and
    `low` to `high` is what belongs to the region.
    """

    states: bytes
    words: "array[int]"
    present: bytes
    low: int
    high: int


class _PagesOfBoth(NamedTuple):
    """Pages of both: 1 in `same` where they are one, in `different` where not."""

    here: _Flat
    there: _Flat
    same: bytes
    different: bytes
    undecided: bytes
    counts: PagePairs


def _section(place: _Abreast, neighbours: Neighbours, step: int) -> _PagesOfBoth:
    size = neighbours.comparison.system.page_size
    pages, others = neighbours.pages
    count = -(-place.size // size)
    here = _flat(pages, place.low, count, place.first, step)
    there = _flat(others, place.low + place.shift, count, place.second, step)
    codes = _codes(place, here, there, neighbours, step)
    same, different = codes.translate(_IS_SAME), codes.translate(_IS_OTHER)
    unknown = codes.translate(_IS_UNDECIDED)
    counts = _counts(here, there, codes)
    return _PagesOfBoth(here, there, same, different, unknown, counts)


def _counts(here: _Flat, there: _Flat, codes: bytes) -> PagePairs:
    both = len(codes) - codes.count(_NOT_BOTH)
    return PagePairs(
        both=both,
        same=sum(map(codes.count, _SAME)),
        different=codes.count(PageVerdict.DIFFERENT),
        undecided=codes.count(PageVerdict.UNDECIDED),
        only_first=here.present.count(1) - both,
        only_second=there.present.count(1) - both,
    )


def _flat(
    pages: PageMap | None, start: int, count: int, region: Region | None, step: int
) -> _Flat:
    """Return every `step`-th page; nothing where there is no region."""
    states = bytearray([_ABSENT]) * count
    words = array("Q", bytes(8 * count))
    if pages is None or region is None:
        seen = bytes(states[::step])
        return _Flat(seen, words[::step], seen.translate(IS_PRESENT), 0, 0)
    size = pages.page_size
    for address, some, entries in pages.within(start, start + count * size):
        at = (address - start) // size
        states[at : at + len(some)] = some
        words[at : at + len(entries)] = entries
    seen = bytes(states[::step])
    return _Flat(
        seen,
        words[::step],
        seen.translate(IS_PRESENT),
        (region.start - start) // size // step,
        -(-(region.end - start) // size // step),
    )


_SAME = (PageVerdict.SAME, PageVerdict.ALIKE, PageVerdict.MERGED)
_NOT_BOTH = 0xFF
_IS_SAME = bytes(code in _SAME for code in range(256))
_IS_OTHER = bytes(code == PageVerdict.DIFFERENT for code in range(256))
_IS_UNDECIDED = bytes(code == PageVerdict.UNDECIDED for code in range(256))
_NOTHING_KNOWN = KnownOfPages(separate=False, frames=False)


def _codes(
    place: _Abreast, here: _Flat, there: _Flat, neighbours: Neighbours, step: int
) -> bytes:
    """Judge pages as the comparison did, one verdict a byte."""
    pair, count = place.pair, len(here.states)
    if pair is None:
        return bytes([_NOT_BOTH]) * count
    comparison = neighbours.comparison
    if comparison.address_space is SpaceRelation.SAME:
        return here.present.translate(_ALL_SAME)
    known = neighbours.known or _NOTHING_KNOWN
    if known.frames:
        return _by_frames(here, there, known)
    size = comparison.system.page_size * step
    codes = bytearray([_NOT_BOTH]) * count
    for at, (mine, theirs) in enumerate(zip(here.present, there.present, strict=True)):
        if mine and theirs:
            states = here.states[at] & ~HUGE, there.states[at] & ~HUGE
            codes[at] = _by_states(pair, *states, known, place.low + at * size)
    return bytes(codes)


_ALL_SAME = bytes([_NOT_BOTH, PageVerdict.SAME]) + bytes(254)


def _by_frames(here: _Flat, there: _Flat, known: KnownOfPages) -> bytes:
    """Two frames are different pages; one frame wants a closer look."""
    codes = bytearray([_NOT_BOTH]) * len(here.states)
    sides = zip(here.present, there.present, here.words, there.words, strict=True)
    different = int(PageVerdict.DIFFERENT)
    for at, (mine, theirs, word, other) in enumerate(sides):
        if not (mine and theirs):
            continue
        if (word ^ other) & FRAME and word & FRAME and other & FRAME:
            codes[at] = different
        else:
            code = here.states[at] & ~HUGE
            codes[at] = judge_frames(code, word, other, known)[0]
    return bytes(codes)


def _by_states(
    pair: RegionPair, code: int, other: int, known: KnownOfPages, address: int
) -> PageVerdict:
    is_same = is_same_object(pair.first, pair.second) and (
        pair.first.path == pair.second.path
    )
    verdict, proof = judge_states(code, other, is_same, known)
    if proof is None and pair.matched_by is MatchedBy.ADDRESS:
        equal = known.equal.get(address)
        if equal is not None:
            return PageVerdict.ALIKE if equal else PageVerdict.DIFFERENT
    return verdict


def _cells(sections: Sequence[_PagesOfBoth], per_cell: int) -> list[CellOfPages]:
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


def _inside(side: _Flat) -> bytes:
    count = len(side.states)
    low, high = min(side.low, count), min(side.high, count)
    return bytes(low) + b"\1" * (high - low) + bytes(count - high)


def _only(
    counts: Sequence[PagePairs],
    places: Sequence[_Abreast],
    sections: Sequence[_PagesOfBoth],
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


def _spots(sections: Sequence[_PagesOfBoth], size: int) -> Iterator[PageSpot]:
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
