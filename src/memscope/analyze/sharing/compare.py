"""What two address spaces have in common: pairs of regions, totals, isolation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from operator import attrgetter
from typing import NamedTuple

from memscope.analyze.sharing.aligned import IS_PRESENT, owned_pages, pairs_of_pages
from memscope.analyze.sharing.pages import Counted, count_pages
from memscope.analyze.sharing.regions import Builds, Match, match_regions, overlapping
from memscope.analyze.sharing.verdicts import (
    KnownOfPages,
    PageVerdict,
    judge_frames,
    judge_states,
)
from memscope.errors import Stopped
from memscope.model.page import CODES, HUGE, PageMap, PageState
from memscope.model.region import Region
from memscope.model.sharing import (
    Isolation,
    MatchedBy,
    PagePairs,
    Proof,
    RegionPair,
    SameAddress,
    Sharing,
)
from memscope.parse.pagemap import FILE, FRAME

_EXAMPLES = 8
_DOUBTFUL = frozenset(
    {
        CODES[PageState.ZERO],
        CODES[PageState.ZERO] | HUGE,
        CODES[PageState.FILE] | HUGE,
        CODES[PageState.FILE_EXCLUSIVE] | HUGE,
    }
)


class Extent(NamedTuple):
    """A half-open range of addresses."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Space:
    """One side.

    Attributes:
        regions: In order of address.
        pages: All of them; None when they could not be read.
        builds: Build-ids of the ELF files it maps, by device and inode.
    """

    regions: Sequence[Region]
    pages: PageMap | None
    builds: Builds = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SharedParts:
    """What two separate address spaces have in common; fields as in Comparison.

    Attributes:
        undecided: Addresses, on both sides, of pages that reading them could decide.
        is_whole: All of it was compared.
    """

    pairs: tuple[RegionPair, ...]
    only_first: tuple[Region, ...]
    only_second: tuple[Region, ...]
    totals: PagePairs | None
    isolation: Isolation | None
    elsewhere: int | None
    undecided: tuple[tuple[int, int], ...] = ()
    is_whole: bool = True


OnRegion = Callable[[int, int], None]
"""Hears how many pairs of regions were compared, and of how many; may raise Stopped."""


def compare_separate(
    first: Space,
    second: Space,
    known: KnownOfPages,
    on_region: OnRegion | None = None,
) -> SharedParts:
    """Compare two address spaces that are not one, region by region.

    Args:
        first: One side.
        second: The other.
        known: What was found out besides.
        on_region: Is told how far it is. When it stops, what was compared until then
            is returned: the other pairs have no counts, and there is no isolation.
    """
    matches, only_first, only_second = match_regions(
        first.regions, second.regions, {**second.builds, **first.builds}
    )
    if first.pages is None or second.pages is None:
        pairs = tuple(_pair(match, None, known) for match in matches)
        return SharedParts(
            pairs, tuple(only_first), tuple(only_second), None, None, None
        )
    maps = first.pages, second.pages
    counted, is_whole = _count_all(matches, maps, known, on_region)
    pairs = tuple(
        _pair(match, found, known) for match, found in zip_longest(matches, counted)
    )
    return SharedParts(
        pairs,
        tuple(only_first),
        tuple(only_second),
        _sum([pair.pages for pair in pairs if pair.pages]),
        isolation_of(first.regions, *maps, known) if is_whole else None,
        _elsewhere(counted, known) if is_whole else None,
        tuple(page for found in counted for page in found.undecided),
        is_whole,
    )


def _count_all(
    matches: Sequence[Match],
    maps: tuple[PageMap, PageMap],
    known: KnownOfPages,
    on_region: OnRegion | None,
) -> tuple[list[Counted], bool]:
    """Return the counts in the order of the matches; False: it was stopped before."""
    counted: list[Counted] = []
    try:
        for match in matches:
            counted.append(count_pages(match, *maps, known))
            if on_region is not None:
                on_region(len(counted), len(matches))
    except Stopped:
        return counted, False
    return counted, True


def compare_with_itself(space: Space, proofs: tuple[Proof, ...]) -> SharedParts:
    """Describe one address space that was asked about twice."""
    pairs = []
    for region in space.regions:
        pages = None
        if space.pages is not None:
            count = sum(
                states.translate(IS_PRESENT).count(1)
                for _, states, _ in space.pages.within(
                    *owned_pages(region, space.pages.page_size)
                )
            )
            pages = PagePairs(both=count, same=count)
        pairs.append(
            RegionPair(
                region,
                region,
                MatchedBy.ADDRESS,
                bool(region.inode),
                Sharing.ONE_SPACE,
                pages,
                proofs,
            )
        )
    known = space.pages is not None
    return SharedParts(
        tuple(pairs),
        (),
        (),
        _sum([pair.pages for pair in pairs if pair.pages]) if known else None,
        Isolation(0, ()) if known else None,
        None,
    )


def _pair(match: Match, found: Counted | None, known: KnownOfPages) -> RegionPair:
    mappings = _mappings(found.frames if found else (), known)
    return RegionPair(
        match.first,
        match.second,
        match.by,
        match.same_object,
        sharing_of(found.all_pages(), found.is_all_own, match.same_object)
        if found
        else Sharing.UNKNOWN,
        found.record() if found else None,
        tuple(proof for proof in Proof if found and proof in found.proofs),
        mappings,
        found.in_bytes if found else None,
    )


def _mappings(frames: Sequence[int], known: KnownOfPages) -> tuple[int, int] | None:
    if not known.mappings:
        return None
    mappings = known.mappings
    counts = {mappings[frame] for frame in frames if frame in mappings}
    return (min(counts), max(counts)) if counts and 0 not in counts else None


def sharing_of(pages: PagePairs, is_all_own: bool, same_object: bool) -> Sharing:
    """Say in one word what the counts mean.

    Args:
        pages: The counts.
        is_all_own: Both sides have pages in RAM, each of them mapped there alone.
        same_object: Both map the same file or shared memory.
    """
    if pages.same and pages.different:
        return Sharing.PARTLY
    if pages.alike:
        return Sharing.ALIKE
    if pages.same:
        is_copied = pages.copy_on_write == pages.same
        return Sharing.COPY_ON_WRITE if is_copied else Sharing.SAME_FRAMES
    if pages.different or (is_all_own and not pages.both):
        return Sharing.PRIVATE
    if pages.undecided:
        return Sharing.UNKNOWN
    if pages.merged:
        return Sharing.MERGED
    if pages.zero:
        return Sharing.ZERO
    return Sharing.SAME_OBJECT if same_object else Sharing.NOTHING


_COUNTS = PagePairs.__struct_fields__
_all_counts = attrgetter(*_COUNTS)


def _sum(pages: Sequence[PagePairs]) -> PagePairs:
    columns = zip(*map(_all_counts, pages), strict=True)
    return PagePairs(*map(sum, columns)) if pages else PagePairs()


def isolation_of(
    regions: Sequence[Region], first: PageMap, second: PageMap, known: KnownOfPages
) -> Isolation:
    """Find the addresses that mean different memory on the two sides."""
    count = 0
    examples: list[SameAddress] = []
    # Two programs with random addresses have none in common.
    lowest, highest = _common_addresses(first, second)
    for region in regions:
        low, high = owned_pages(region, first.page_size)
        if high <= lowest or low >= highest:
            continue
        is_new = True
        for address, code, word, other, other_word in pairs_of_pages(
            first, second, low, high, 0
        ):
            if address in known.unsettled:
                continue
            if known.frames:
                verdict, proof = judge_frames(code, word, other_word, known)
            else:
                verdict, proof = judge_states(code, other, False, known)
            if verdict is not PageVerdict.DIFFERENT or proof is None:
                continue
            count += 1
            if is_new and len(examples) < _EXAMPLES:
                is_new = False
                examples.append(
                    SameAddress(
                        address,
                        region.label,
                        proof,
                        (word & FRAME) or None,
                        (other_word & FRAME) or None,
                    )
                )
    return Isolation(count, tuple(examples))


def _common_addresses(first: PageMap, second: PageMap) -> tuple[int, int]:
    """Return bounds of the addresses at which both sides have pages."""
    common = [
        (max(one.start, other.start), min(one.end, other.end))
        for one, other in overlapping(_extents(first), _extents(second))
    ]
    return (common[0][0], common[-1][1]) if common else (0, 0)


def _extents(pages: PageMap) -> list[Extent]:
    size = pages.page_size
    return [
        Extent(one.start, one.start + len(one.states) * size) for one in pages.pieces
    ]


def frames_of(pages: PageMap) -> tuple[set[int], set[int]]:
    """Return the frames that are mapped, 0 (unknown) left out.

    Returns:
        All of them; and those that are not, beyond doubt, small pages of files: the
        page of zeros, merged pages and pages of hugetlbfs are among these.
    """
    doubtful: set[int] = set()
    file: set[int] = set()
    for piece in pages.pieces:
        for word in piece.words:
            if word >> 63:
                (file if word & FILE else doubtful).add(word & FRAME)
        if _DOUBTFUL.intersection(piece.states):
            # The kernel marks the huge page of zeros as it marks a file's.
            doubtful.update(
                word & FRAME
                for code, word in zip(piece.states, piece.words, strict=True)
                if code in _DOUBTFUL and word >> 63
            )
    everything = doubtful | file
    everything.discard(0)
    doubtful.discard(0)
    # Without a scan the huge page of zeros looks like a page of a file.
    return everything, (doubtful if pages.huge_known else everything)


def _elsewhere(counted: Sequence[Counted], known: KnownOfPages) -> int | None:
    if not known.frames:
        return None
    paired = {frame for found in counted for frame in found.frames}
    return len(known.common - paired - known.zero - known.merged)
