"""Is it the same physical page on both sides? Decided page by page, and counted.

With frame numbers the answer is certain. Without, the kernel still says which pages
are mapped only once, and which are a file's own: enough to prove many pages different
and many the same. The rest stays undecided, or is called alike, never the same.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum

from memscope.analyze.region_pairs import Match
from memscope.model.page import RESIDENT, PageState
from memscope.model.page_map import CODES, HUGE, PageMap
from memscope.model.region import Region
from memscope.model.sharing import MatchedBy, PagePairs, Proof
from memscope.parse.pageword import FRAME


class Verdict(IntEnum):
    """What is known of two pages."""

    SAME = 0
    DIFFERENT = 1
    ZERO = 2
    MERGED = 3
    ALIKE = 4
    UNDECIDED = 5


@dataclass(frozen=True, slots=True)
class Known:
    """What was found out besides the pages themselves.

    Attributes:
        separate: The two address spaces are known not to be one.
        frames: The kernel shows frame numbers on both sides.
        flags: The kernel shows the flags of frames.
        zero: Frames that are a page of zeros of the kernel's.
        merged: Frames of pages that KSM has merged.
        common: Frames that both sides have mapped.
        mappings: How often such a frame is mapped by anybody.
        unsettled: Pages of the first side that changed while we looked.
        equal: Page of the first side to whether its bytes equal its counterpart's,
            for those that were read.
    """

    separate: bool
    frames: bool
    flags: bool = False
    zero: frozenset[int] = frozenset()
    merged: frozenset[int] = frozenset()
    common: frozenset[int] = frozenset()
    mappings: Mapping[int, int] = field(default_factory=dict)
    unsettled: frozenset[int] = frozenset()
    equal: Mapping[int, bool] = field(default_factory=dict)

    def with_contents(self, equal: Mapping[int, bool]) -> "Known":
        """Return the same, with pages whose bytes were compared."""
        return replace(self, equal=equal)


_ZERO = CODES[PageState.ZERO]
_PRESENT = CODES[PageState.PRESENT]
_OWN = frozenset({CODES[PageState.EXCLUSIVE], CODES[PageState.FILE_EXCLUSIVE]})
_FILE = frozenset({CODES[PageState.FILE], CODES[PageState.FILE_EXCLUSIVE]})
_IN_RAM = frozenset({_ZERO} | {CODES[state] for state in RESIDENT})
IS_PRESENT = bytes((code & ~HUGE) in _IN_RAM for code in range(256))
"""Translates the states of pages to 1 where something is in RAM."""
_ONLY_FILE = frozenset(
    code | huge for code in _FILE | {CODES[PageState.ABSENT]} for huge in (0, HUGE)
)
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
    if not known.separate and code == other and code in _OWN:
        # In one address space the page on the other side is this very page.
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

    pages: list[int] = field(default_factory=lambda: [0] * len(Verdict))
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


def count_pages(match: Match, first: PageMap, second: PageMap, known: Known) -> Counted:
    """Compare all pages of two regions that correspond."""
    size = first.page_size
    low, high = owned_pages(match.first, size)
    other_low, other_high = owned_pages(match.second, size)
    shift = match.shift // size * size
    found = Counted(is_lodger=low >= high or other_low >= other_high)
    if found.is_lodger:
        low, other_low = low - size, other_low - size
    parts = list(first.within(low, high))
    others = list(second.within(other_low, other_high))
    present, own = _tally(parts)
    other_present, other_own = _tally(others)
    found.is_all_own = (
        known.separate
        and bool(present and other_present)
        and (present, other_present) == (own, other_own)
    )
    if present and other_present:
        for part in _aligned(parts, others, size, shift):
            if not known.frames:
                _count_by_states(match, part, shift, size, found, known)
            elif not _is_all_the_same(match, part, found, known):
                _count_by_frames(match, part, size, found, known)
    both = sum(found.pages)
    found.only_first, found.only_second = present - both, other_present - both
    return found


Slice = tuple[int, bytes, "array[int]"]
"""Address of the first page; states and entries from there on."""
Part = tuple[int, bytes, "array[int]", bytes, "array[int]"]
"""Address on the first side; states and entries there; those of the counterparts."""


def _is_all_the_same(match: Match, part: Part, found: Counted, known: Known) -> bool:
    """Count the pages of files at one go: most of them are the same everywhere."""
    _, states, words, others, other_words = part
    if words != other_words or states != others or known.unsettled:
        return False
    if not _ONLY_FILE.issuperset(states):
        return False
    frames = [word & FRAME for word in words if word >> 63]
    if 0 in frames or not known.zero.isdisjoint(frames):
        return False
    found.pages[Verdict.SAME] += len(frames)
    found.frames += frames
    found.proofs.add(Proof.FRAMES)
    if _is_copied_on_write(match):
        found.copy_on_write += len(frames)
    return True


def _count_by_frames(
    match: Match, part: Part, size: int, found: Counted, known: Known
) -> None:
    address, states, words, _, other_words = part
    is_writable, is_private = _is_copied_on_write(match), _is_private(match)
    different = 0
    for index, (word, other) in enumerate(zip(words, other_words, strict=True)):
        if not (word >> 63 and other >> 63):
            continue
        if known.unsettled and address + index * size in known.unsettled:
            found.pages[Verdict.UNDECIDED] += 1
            continue
        frame, other_frame = word & FRAME, other & FRAME
        if frame != other_frame and frame and other_frame:
            different += 1
            continue
        code = states[index] & ~HUGE
        verdict, _ = judge_frames(code, word, other, known)
        found.pages[verdict] += 1
        if verdict is Verdict.SAME:
            found.frames.append(frame)
            # Pages of its own that are shared again were made so by fork.
            found.copy_on_write += is_writable or (is_private and code not in _FILE)
    found.pages[Verdict.DIFFERENT] += different
    found.proofs.add(Proof.FRAMES)


def _count_by_states(
    match: Match, part: Part, shift: int, size: int, found: Counted, known: Known
) -> None:
    object_is_same = _is_surely_same_object(match)
    is_writable = _is_copied_on_write(match)
    address, states, _, others, _ = part
    for at, code, other in _both_present(states, others):
        page = address + at * size
        if page in known.unsettled:
            found.pages[Verdict.UNDECIDED] += 1
            continue
        verdict, proof = judge_states(code, other, object_is_same, known)
        if proof is None and match.by is MatchedBy.ADDRESS:
            verdict, proof = _judge_contents(page, shift, found, known)
        found.pages[verdict] += 1
        if proof is not None:
            found.proofs.add(proof)
        if verdict is Verdict.SAME:
            found.copy_on_write += is_writable


def _both_present(states: bytes, others: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield (index, state, state of the counterpart), the states without HUGE."""
    here, there = states.translate(IS_PRESENT), others.translate(IS_PRESENT)
    at = here.find(1)
    while at >= 0:
        if there[at]:
            yield at, states[at] & ~HUGE, others[at] & ~HUGE
        at = here.find(1, at + 1)


def _judge_contents(
    address: int, shift: int, found: Counted, known: Known
) -> Judgement:
    """Equal bytes at one address after fork make it likely; other bytes decide."""
    found.undecided.append((address, address + shift))
    equal = known.equal.get(address)
    if equal is None:
        return _UNDECIDED
    return Verdict.ALIKE if equal else Verdict.DIFFERENT, Proof.CONTENTS


def is_one_space(first: PageMap, second: PageMap, known: Known) -> bool:
    """Tell whether frames prove that both sides are one address space.

    A frame that is mapped once and yet seen from both sides is seen through one
    and the same page table.
    """
    start, end = max(first.start, second.start), min(first.end, second.end)
    return known.frames and any(
        code == other and code in _OWN and 0 != word & FRAME == other_word & FRAME
        for address, code, word, other, other_word in pairs_of_pages(
            first, second, start, end, 0
        )
        if address not in known.unsettled
    )


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
    parts = list(first.within(start, end))
    if not parts:
        return
    counterparts = list(second.within(start + shift, end + shift))
    for address, states, words, others, other_words in _aligned(
        parts, counterparts, size, shift
    ):
        for at, code, other in _both_present(states, others):
            yield address + at * size, code, words[at], other, other_words[at]


def _aligned(
    parts: Sequence[Slice], others: Sequence[Slice], size: int, shift: int
) -> Iterator[Part]:
    """Cut what both sides have into pieces of the same pages."""
    at = 0
    for address, states, words in parts:
        stop = address + len(states) * size
        while at < len(others) and others[at][0] - shift < stop:
            other_address, other_states, other_words = others[at]
            start = other_address - shift
            end = start + len(other_states) * size
            low, high = max(start, address), min(end, stop)
            if low < high:
                here = slice((low - address) // size, (high - address) // size)
                there = slice((low - start) // size, (high - start) // size)
                yield (
                    low,
                    states[here],
                    words[here],
                    other_states[there],
                    other_words[there],
                )
            if end > stop:
                break
            at += 1


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
    return match.first.perms[3] == "p" and match.second.perms[3] == "p"


def _is_copied_on_write(match: Match) -> bool:
    """Tell whether a write by one of the two would copy the page it writes to."""
    return any(
        region.perms[3] == "p" and region.perms[1] == "w"
        for region in (match.first, match.second)
    )
