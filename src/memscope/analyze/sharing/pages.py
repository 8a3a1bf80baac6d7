"""Compare the pages of two regions that correspond, and count what was found."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec.structs import astuple

from memscope.analyze.sharing.aligned import (
    IS_PRESENT,
    Part,
    Slice,
    aligned,
    both_present,
    in_steps,
    owned_pages,
    pairs_of_pages,
)
from memscope.analyze.sharing.regions import Match
from memscope.analyze.sharing.verdicts import (
    FILES,
    OWN,
    UNDECIDED,
    Judgement,
    KnownOfPages,
    PageVerdict,
    judge_frames,
    judge_states,
)
from memscope.model.page import CODES, HUGE, PageMap, PageState
from memscope.model.sharing import MatchedBy, PagePairs, Proof
from memscope.parse.pagemap import FRAME

_ONLY_FILE = frozenset(
    code | huge for code in FILES | {CODES[PageState.ABSENT]} for huge in (0, HUGE)
)
_IS_OWN = bytes((code & ~HUGE) in OWN for code in range(256))


@dataclass(slots=True)
class Counted:
    """What was found in a pair of regions, page by page."""

    pages: list[int] = field(default_factory=lambda: [0] * len(PageVerdict))
    """How many got each verdict."""
    proofs: set[Proof] = field(default_factory=set)
    frames: list[int] = field(default_factory=list)
    """The same frames."""
    copy_on_write: int = 0
    undecided: list[tuple[int, int]] = field(default_factory=list)
    """Addresses, on both sides, of pages that reading them could decide."""
    only_first: int = 0
    only_second: int = 0
    is_all_own: bool = False
    """Both sides have pages in RAM, and nobody else has any of them mapped."""
    is_lodger: bool = False
    """No page begins in the region: it lies in one that is counted elsewhere."""
    in_bytes: PagePairs = field(default_factory=PagePairs)
    """The same counts for the bytes of the region: of the pages at its edges only
    those that lie inside."""

    def record(self) -> PagePairs:
        """Return the counts."""
        if self.is_lodger:
            return PagePairs()
        return self.all_pages()

    def all_pages(self) -> PagePairs:
        """Return the counts, those of pages that are counted elsewhere as well."""
        same, different, zero, merged, alike, undecided = self.pages
        return PagePairs(
            both=sum(self.pages),
            same=same,
            copy_on_write=self.copy_on_write,
            different=different,
            zero=zero,
            merged=merged,
            alike=alike,
            undecided=undecided,
            only_first=self.only_first,
            only_second=self.only_second,
        )


def count_pages(
    match: Match, first: PageMap, second: PageMap, known: KnownOfPages
) -> Counted:
    """Compare all pages of two regions that correspond."""
    size = first.page_size
    low, high = owned_pages(match.first, size)
    other_low, other_high = owned_pages(match.second, size)
    is_lodger = low >= high or other_low >= other_high
    if is_lodger:
        low, other_low = low - size, other_low - size
    spans = (low, high), (other_low, other_high)
    found = _counted(match, (first, second), spans, known)
    found.is_lodger = is_lodger
    found.in_bytes = _bytes_of(match, (first, second), found, known)
    return found


_Bounds = tuple[int, int]


def _counted(
    match: Match,
    maps: tuple[PageMap, PageMap],
    spans: tuple[_Bounds, _Bounds],
    known: KnownOfPages,
) -> Counted:
    """Compare the pages of two ranges."""
    size, found = maps[0].page_size, Counted()
    shift = match.shift // size * size
    parts = list(maps[0].within(*spans[0]))
    others = list(maps[1].within(*spans[1]))
    present, own = _tally(parts)
    other_present, other_own = _tally(others)
    found.is_all_own = (
        known.separate
        and bool(present and other_present)
        and (present, other_present) == (own, other_own)
    )
    if present and other_present:
        for part in in_steps(aligned(parts, others, size, shift), size):
            known.beat()
            if not known.frames:
                _count_by_states(match, part, shift, size, found, known)
            elif not _is_all_the_same(match, part, found, known):
                _count_by_frames(match, part, size, found, known)
    both = sum(found.pages)
    found.only_first, found.only_second = present - both, other_present - both
    return found


def _bytes_of(
    match: Match,
    maps: tuple[PageMap, PageMap],
    found: Counted,
    known: KnownOfPages,
) -> PagePairs:
    """Count bytes: whole pages inside, and of the pages at the edges what is inside."""
    size, region = maps[0].page_size, match.first
    if found.is_lodger:
        return _times(found.all_pages(), min(region.size, size))
    total = _times(found.all_pages(), size)
    shift = match.shift // size * size
    # The page it begins in the middle of is counted elsewhere, the last one here.
    before, beyond = -region.start % size, -region.end % size
    for address, more in ((region.start, before), (region.end, -beyond)):
        if more:
            start = address // size * size
            spans = (start, start + size), (start + shift, start + shift + size)
            page = _counted(match, maps, spans, known).all_pages()
            total = _sum(total, _times(page, more))
    return total


def _times(counts: PagePairs, size: int) -> PagePairs:
    return PagePairs(*(one * size for one in astuple(counts)))


def _sum(one: PagePairs, other: PagePairs) -> PagePairs:
    pairs = zip(astuple(one), astuple(other), strict=True)
    return PagePairs(*(left + right for left, right in pairs))


def _is_all_the_same(
    match: Match, part: Part, found: Counted, known: KnownOfPages
) -> bool:
    """Count the pages of files at one go: most of them are the same everywhere."""
    _, states, words, others, other_words = part
    if words != other_words or states != others or known.unsettled:
        return False
    if not _ONLY_FILE.issuperset(states):
        return False
    frames = [word & FRAME for word in words if word >> 63]
    if 0 in frames or not known.zero.isdisjoint(frames):
        return False
    found.pages[PageVerdict.SAME] += len(frames)
    found.frames += frames
    found.proofs.add(Proof.FRAMES)
    if _is_copied_on_write(match):
        found.copy_on_write += len(frames)
    return True


def _count_by_frames(
    match: Match, part: Part, size: int, found: Counted, known: KnownOfPages
) -> None:
    address, states, words, _, other_words = part
    is_writable, is_private = _is_copied_on_write(match), _is_private(match)
    different = 0
    for index, (word, other) in enumerate(zip(words, other_words, strict=True)):
        if not (word >> 63 and other >> 63):
            continue
        if known.unsettled and address + index * size in known.unsettled:
            found.pages[PageVerdict.UNDECIDED] += 1
            continue
        frame, other_frame = word & FRAME, other & FRAME
        if frame != other_frame and frame and other_frame:
            different += 1
            continue
        code = states[index] & ~HUGE
        verdict, _ = judge_frames(code, word, other, known)
        found.pages[verdict] += 1
        if verdict is PageVerdict.SAME:
            found.frames.append(frame)
            # Pages of its own that are shared again were made so by fork.
            found.copy_on_write += is_writable or (is_private and code not in FILES)
    found.pages[PageVerdict.DIFFERENT] += different
    found.proofs.add(Proof.FRAMES)


def _count_by_states(
    match: Match, part: Part, shift: int, size: int, found: Counted, known: KnownOfPages
) -> None:
    object_is_same = _is_surely_same_object(match)
    is_writable = _is_copied_on_write(match)
    address, states, _, others, _ = part
    for at, code, other in both_present(states, others):
        page = address + at * size
        if page in known.unsettled:
            found.pages[PageVerdict.UNDECIDED] += 1
            continue
        verdict, proof = judge_states(code, other, object_is_same, known)
        if proof is None and match.by is MatchedBy.ADDRESS:
            verdict, proof = _judge_contents(page, shift, found, known)
        found.pages[verdict] += 1
        if proof is not None:
            found.proofs.add(proof)
        if verdict is PageVerdict.SAME:
            found.copy_on_write += is_writable


def _judge_contents(
    address: int, shift: int, found: Counted, known: KnownOfPages
) -> Judgement:
    """Equal bytes at one address after fork make it likely; other bytes decide."""
    found.undecided.append((address, address + shift))
    equal = known.equal.get(address)
    if equal is None:
        return UNDECIDED
    return PageVerdict.ALIKE if equal else PageVerdict.DIFFERENT, Proof.CONTENTS


def _tally(slices: Sequence[Slice]) -> tuple[int, int]:
    """Return how many pages are present, and how many of them nobody else has."""
    present = own = 0
    for _, states, _ in slices:
        present += states.translate(IS_PRESENT).count(1)
        own += states.translate(_IS_OWN).count(1)
    return present, own


def _is_surely_same_object(match: Match) -> bool:
    """Tell whether both map the same place of the same file, beyond doubt.

    Some file systems use one inode number in several subvolumes, so the path has to
    be the same too.
    """
    return match.same_object and match.first.path == match.second.path


def _is_private(match: Match) -> bool:
    return not (match.first.is_shared or match.second.is_shared)


def _is_copied_on_write(match: Match) -> bool:
    """Tell whether a write by one of the two would copy the page it writes to."""
    return any(
        region.is_writable and not region.is_shared
        for region in (match.first, match.second)
    )


def is_one_space(first: PageMap, second: PageMap, known: KnownOfPages) -> bool:
    """Tell whether frames prove that both sides are one address space.

    A frame that is mapped once and yet seen from both sides is seen through one
    and the same page table.
    """
    start, end = max(first.start, second.start), min(first.end, second.end)
    return known.frames and any(
        code == other and code in OWN and 0 != word & FRAME == other_word & FRAME
        for address, code, word, other, other_word in pairs_of_pages(
            first, second, start, end, 0
        )
        if address not in known.unsettled
    )
