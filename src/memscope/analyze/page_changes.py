"""What happened to single pages between two looks at the same addresses."""

from array import array
from collections.abc import Iterator
from itertools import pairwise

from memscope.model.page import (
    CODES,
    HUGE,
    RESIDENT,
    STATES,
    PageChange,
    PageMap,
    PageState,
)
from memscope.parse.pagemap import FRAME

_OWN = frozenset({PageState.EXCLUSIVE, PageState.FILE_EXCLUSIVE})
_SHARED = frozenset({PageState.SHARED, PageState.FILE})
_FILE = frozenset({PageState.FILE, PageState.FILE_EXCLUSIVE})
_BOOKKEEPING = 1 << 55 | 1 << 57
"""Soft-dirty and userfaultfd bits: they change though the page stays."""


def page_changes(old: PageMap, new: PageMap) -> dict[int, PageChange]:
    """Return the address of every page that changed, and how.

    Pages that one of the looks does not know are left out.
    """
    changes: dict[int, PageChange] = {}
    for address, was, old_word, now, new_word in _differing(old, new):
        frames = old_word & FRAME, new_word & FRAME
        change = _change(STATES[was & ~HUGE], STATES[now & ~HUGE], frames)
        if change is not None:
            changes[address] = change
    if old.checksums is not None and new.checksums is not None:
        for address in old.checksums.keys() & new.checksums.keys():
            if old.checksums[address] != new.checksums[address]:
                changes.setdefault(address, PageChange.CONTENT)
    return changes


def changed_entries(old: PageMap, new: PageMap) -> frozenset[int]:
    """Return the pages whose entries are not what they were, in any way."""
    return frozenset(
        address
        for address, was, old_word, now, new_word in _differing(old, new)
        if was != now or (old_word ^ new_word) & ~_BOOKKEEPING
    )


def _change(
    was: PageState, now: PageState, frames: tuple[int, int]
) -> PageChange | None:
    if now is PageState.UNKNOWN or was is PageState.UNKNOWN:
        return None
    if was not in RESIDENT or now not in RESIDENT:
        if now in RESIDENT:
            return PageChange.APPEARED
        return PageChange.WENT_AWAY if was in RESIDENT else None
    if was in _FILE and now not in _FILE:
        return PageChange.COPIED
    # 0 on either side: frames are hidden, and nothing follows from them.
    if all(frames) and frames[0] != frames[1]:
        is_copy = was in _SHARED and now in _OWN and now not in _FILE
        return PageChange.COPIED if is_copy else PageChange.MOVED
    if was not in _FILE and now in _FILE:
        return PageChange.MOVED
    if was in _SHARED and now in _OWN:
        return PageChange.UNSHARED
    if was in _OWN and now in _SHARED:
        return PageChange.SHARED
    return None


def _differing(old: PageMap, new: PageMap) -> Iterator[tuple[int, int, int, int, int]]:
    """Yield (address, old state, old entry, new state, new entry) where they differ."""
    size = new.page_size
    cuts = sorted({*_cuts(old), *_cuts(new)})
    for low, high in pairwise(cuts):
        before, after = _piece(old, low, high), _piece(new, low, high)
        # Between the pieces there may be terabytes of nothing.
        if before == after:
            continue
        count = (high - low) // size
        before = before or _empty(old, low, count)
        after = after or _empty(new, low, count)
        for index, (was, now, old_word, new_word) in enumerate(
            zip(before[0], after[0], before[1], after[1], strict=True)
        ):
            if was != now or old_word != new_word:
                yield low + index * size, was, old_word, now, new_word


def _cuts(pages: PageMap) -> Iterator[int]:
    yield pages.start
    yield pages.end
    for piece in pages.pieces:
        yield piece.start
        yield piece.start + len(piece.states) * pages.page_size
    for low, high in pages.unread:
        yield low
        yield high


def _piece(pages: PageMap, low: int, high: int) -> tuple[bytes, "array[int]"] | None:
    """Return states and entries of the pages between two cuts, if there are any."""
    for _, states, words in pages.within(low, high):
        return states, words
    return None


def _empty(pages: PageMap, low: int, count: int) -> tuple[bytes, "array[int]"]:
    is_known = pages.start <= low < pages.end and low not in pages.unread
    state = CODES[pages.nothing if is_known else PageState.UNKNOWN]
    return bytes([state]) * count, array("Q", bytes(8 * count))
