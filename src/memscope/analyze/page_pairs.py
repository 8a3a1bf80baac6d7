"""Is it the same physical page on both sides? Decided page by page, and counted.

With frame numbers the answer is certain. Without, the kernel still says which pages
are mapped only once, and which are a file's own: enough to prove many pages different
and many the same. The rest stays undecided, or is called alike, never the same.
"""

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from memscope.analyze.region_pairs import Match
from memscope.model.page import RESIDENT, PageState
from memscope.model.page_map import CODES, HUGE, PageMap
from memscope.model.region import Region
from memscope.model.sharing import MatchedBy, PagePairs, Proof
from memscope.parse.pageword import FRAME


class Verdict(Enum):
    """What is known of two pages."""

    SAME = auto()
    DIFFERENT = auto()
    ZERO = auto()
    MERGED = auto()
    ALIKE = auto()
    UNDECIDED = auto()


@dataclass(frozen=True, slots=True)
class Known:
    """What was found out besides the pages themselves.

    Attributes:
        separate: The two address spaces are known not to be one.
        frames: The kernel shows frame numbers on both sides.
        flags: The kernel shows the flags of frames.
        zero: Frames that are a page of zeros of the kernel's.
        merged: Frames of pages that KSM has merged.
        mappings: How often a frame that both sides have is mapped.
        unsettled: Pages of the first side that changed while we looked.
        equal: Page of the first side to whether its bytes equal its counterpart's,
            for those that were read.
    """

    separate: bool
    frames: bool
    flags: bool = False
    zero: frozenset[int] = frozenset()
    merged: frozenset[int] = frozenset()
    mappings: Mapping[int, int] = field(default_factory=dict)
    unsettled: frozenset[int] = frozenset()
    equal: Mapping[int, bool] = field(default_factory=dict)


_ZERO = CODES[PageState.ZERO]
_PRESENT = CODES[PageState.PRESENT]
_OWN = frozenset({CODES[PageState.EXCLUSIVE], CODES[PageState.FILE_EXCLUSIVE]})
_FILE = frozenset({CODES[PageState.FILE], CODES[PageState.FILE_EXCLUSIVE]})
_IN_RAM = frozenset({_ZERO} | {CODES[state] for state in RESIDENT})
IS_PRESENT = bytes((code & ~HUGE) in _IN_RAM for code in range(256))
"""Translates the states of pages to 1 where something is in RAM."""
_IS_OWN = bytes((code & ~HUGE) in _OWN for code in range(256))

Judgement = tuple[Verdict, Proof | None]
_UNDECIDED: Judgement = (Verdict.UNDECIDED, None)


def judge_frames(code: int, word: int, other: int, known: Known) -> Judgement:
    """Decide about two present pages by their frames.

    Args:
        code: State of the first page.
        word: Pagemap entry of the first page.
        other: Pagemap entry of the second.
        known: What else was found out.
    """
    frame, other_frame = word & FRAME, other & FRAME
    if not frame or not other_frame:
        # 0 means that we may not know; two of them are not one frame.
        return _UNDECIDED
    if frame != other_frame:
        return Verdict.DIFFERENT, Proof.FRAMES
    if frame in known.zero or code == _ZERO:
        return Verdict.ZERO, Proof.FRAMES
    if frame in known.merged:
        return Verdict.MERGED, Proof.FRAMES
    if code == _PRESENT and not known.flags:
        # It may be the page of zeros: nothing on this machine would say so.
        return _UNDECIDED
    return Verdict.SAME, Proof.FRAMES


def judge_states(
    code: int, other: int, object_is_same: bool, known: Known
) -> Judgement:
    """Decide about two present pages where frames are hidden.

    Args:
        code: State of the first page, without HUGE.
        other: State of the second.
        object_is_same: Both are mapped from the same place of the same file. When
            not, nothing follows: two names may lead to one file.
        known: What else was found out.
    """
    if not known.separate:
        # In one address space every page would look different from itself.
        return _UNDECIDED
    if _ZERO in (code, other):
        if code == other:
            return Verdict.ZERO, Proof.PAGE_STATE
        return Verdict.DIFFERENT, Proof.PAGE_STATE
    if code in _OWN or other in _OWN:
        return Verdict.DIFFERENT, Proof.EXCLUSIVE_BIT
    if (code in _FILE) != (other in _FILE):
        return Verdict.DIFFERENT, Proof.PAGE_STATE
    if code in _FILE and object_is_same:
        return Verdict.SAME, Proof.INODE
    return _UNDECIDED


@dataclass(slots=True)
class Counted:
    """What was found in a pair of regions, page by page."""

    pages: Counter[Verdict] = field(default_factory=Counter)
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

    def record(self) -> PagePairs:
        """Return the counts."""
        pages = self.pages
        return PagePairs(
            both=pages.total(),
            same=pages[Verdict.SAME],
            copy_on_write=self.copy_on_write,
            different=pages[Verdict.DIFFERENT],
            zero=pages[Verdict.ZERO],
            merged=pages[Verdict.MERGED],
            alike=pages[Verdict.ALIKE],
            undecided=pages[Verdict.UNDECIDED],
            only_first=self.only_first,
            only_second=self.only_second,
        )


def count_pages(match: Match, first: PageMap, second: PageMap, known: Known) -> Counted:
    """Compare all pages of two regions that correspond."""
    size = first.page_size
    low, high = owned_pages(match.first, size)
    other_low, other_high = owned_pages(match.second, size)
    shift = match.shift // size * size
    object_is_same = _is_surely_same_object(match)
    is_copied = _is_copied_on_write(match.first) or _is_copied_on_write(match.second)
    found = Counted()
    found.only_first = _count(first, low, high, IS_PRESENT)
    found.only_second = _count(second, other_low, other_high, IS_PRESENT)
    found.is_all_own = (
        known.separate
        and 0 < found.only_first == _count(first, low, high, _IS_OWN)
        and 0 < found.only_second == _count(second, other_low, other_high, _IS_OWN)
    )
    start, end = max(low, other_low - shift), min(high, other_high - shift)
    for address, code, word, other, other_word in pairs_of_pages(
        first, second, start, end, shift
    ):
        if address in known.unsettled:
            verdict, proof = _UNDECIDED
        elif known.frames:
            verdict, proof = judge_frames(code, word, other_word, known)
        else:
            verdict, proof = judge_states(code, other, object_is_same, known)
            if proof is None and match.by is MatchedBy.ADDRESS:
                verdict, proof = _judge_contents(address, shift, found, known)
        found.pages[verdict] += 1
        if proof is not None:
            found.proofs.add(proof)
        if verdict is Verdict.SAME:
            if known.frames:
                found.frames.append(word & FRAME)
            # A private copy that is shared again, as after fork, is read-only or not.
            found.copy_on_write += is_copied or (code not in _FILE and _private(match))
    found.only_first -= found.pages.total()
    found.only_second -= found.pages.total()
    return found


def _judge_contents(
    address: int, shift: int, found: Counted, known: Known
) -> Judgement:
    """Equal bytes at one address after fork make it likely; other bytes decide."""
    found.undecided.append((address, address + shift))
    equal = known.equal.get(address)
    if equal is None:
        return _UNDECIDED
    return Verdict.ALIKE if equal else Verdict.DIFFERENT, Proof.CONTENTS


def owned_pages(region: Region, page_size: int) -> tuple[int, int]:
    """Return the bounds of the pages that begin inside the region.

    Two parts of a VMA may share a page; it is counted with the part it begins in.
    """
    return (
        -(-region.start // page_size) * page_size,
        -(-region.end // page_size) * page_size,
    )


def pairs_of_pages(
    first: PageMap, second: PageMap, start: int, end: int, shift: int
) -> Iterator[tuple[int, int, int, int, int]]:
    """Yield every page in [start, end) that is present on both sides.

    Yields:
        Address on the first side; state and pagemap entry there; state and entry of
        its counterpart. States come without HUGE.
    """
    size = first.page_size
    for address, states, words, others, other_words in _aligned(
        first, second, start, end, shift
    ):
        here, there = states.translate(IS_PRESENT), others.translate(IS_PRESENT)
        at = here.find(1)
        while at >= 0:
            if there[at]:
                yield (
                    address + at * size,
                    states[at] & ~HUGE,
                    words[at],
                    others[at] & ~HUGE,
                    other_words[at],
                )
            at = here.find(1, at + 1)


def _aligned(
    first: PageMap, second: PageMap, start: int, end: int, shift: int
) -> Iterator[tuple[int, bytes, "array[int]", bytes, "array[int]"]]:
    size = first.page_size
    for address, states, words in first.within(start, end):
        stop = address + len(states) * size
        for at, others, other_words in second.within(address + shift, stop + shift):
            low = (at - shift - address) // size
            high = low + len(others)
            yield at - shift, states[low:high], words[low:high], others, other_words


def _count(pages: PageMap, start: int, end: int, table: bytes) -> int:
    return sum(
        states.translate(table).count(1) for _, states, _ in pages.within(start, end)
    )


def _is_surely_same_object(match: Match) -> bool:
    """Tell whether both map the same place of the same file, beyond doubt.

    Some file systems use one inode number in several subvolumes, so the path has to
    be the same too.
    """
    return match.same_object and match.first.path == match.second.path


def _private(match: Match) -> bool:
    return match.first.perms[3] == "p" and match.second.perms[3] == "p"


def _is_copied_on_write(region: Region) -> bool:
    return region.perms[3] == "p" and region.perms[1] == "w"
