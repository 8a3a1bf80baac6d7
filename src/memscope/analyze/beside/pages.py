"""The pages of two neighbours one by one, and which of them are one."""

from array import array
from typing import NamedTuple

from memscope.analyze.beside.abreast import Abreast
from memscope.analyze.beside.compared import Neighbours
from memscope.analyze.sharing.aligned import IS_PRESENT
from memscope.analyze.sharing.regions import is_same_object
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

_ABSENT = CODES[PageState.ABSENT]


class FlatPages(NamedTuple):
    """Pages in a row.

    `states` and `words` are the kernel's, `present` has 1 for what is in RAM, and
    `low` to `high` is what belongs to the region.
    """

    states: bytes
    words: "array[int]"
    present: bytes
    low: int
    high: int


class PagesOfBoth(NamedTuple):
    """Pages of both: 1 in `same` where they are one, in `different` where not."""

    here: FlatPages
    there: FlatPages
    same: bytes
    different: bytes
    undecided: bytes
    counts: PagePairs


def pages_beside(place: Abreast, neighbours: Neighbours, step: int) -> PagesOfBoth:
    """Look at every `step`-th page of both, and judge it as the comparison did."""
    size = neighbours.comparison.system.page_size
    pages, others = neighbours.pages
    count = -(-place.size // size)
    here = _flat(pages, place.low, count, place.first, step)
    there = _flat(others, place.low + place.shift, count, place.second, step)
    codes = _codes(place, here, there, neighbours, step)
    same, different = codes.translate(_IS_SAME), codes.translate(_IS_OTHER)
    unknown = codes.translate(_IS_UNDECIDED)
    counts = _counts(here, there, codes)
    return PagesOfBoth(here, there, same, different, unknown, counts)


def _counts(here: FlatPages, there: FlatPages, codes: bytes) -> PagePairs:
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
) -> FlatPages:
    """Return every `step`-th page; nothing where there is no region."""
    states = bytearray([_ABSENT]) * count
    words = array("Q", bytes(8 * count))
    if pages is None or region is None:
        seen = bytes(states[::step])
        return FlatPages(seen, words[::step], seen.translate(IS_PRESENT), 0, 0)
    size = pages.page_size
    for address, some, entries in pages.within(start, start + count * size):
        at = (address - start) // size
        states[at : at + len(some)] = some
        words[at : at + len(entries)] = entries
    seen = bytes(states[::step])
    return FlatPages(
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
    place: Abreast, here: FlatPages, there: FlatPages, neighbours: Neighbours, step: int
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


def _by_frames(here: FlatPages, there: FlatPages, known: KnownOfPages) -> bytes:
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
