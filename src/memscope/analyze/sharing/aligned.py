"""Walk the pages of two address spaces side by side."""

from array import array
from collections.abc import Iterable, Iterator, Sequence

from memscope.model.page import CODES, HUGE, RESIDENT, PageMap, PageState
from memscope.model.region import Region

_IN_RAM = frozenset(CODES[state] for state in RESIDENT | {PageState.ZERO})
IS_PRESENT = bytes((code & ~HUGE) in _IN_RAM for code in range(256))
"""Translates the states of pages to 1 where something is in RAM."""

Slice = tuple[int, bytes, "array[int]"]
"""Address of the first page; states and entries from there on."""
Part = tuple[int, bytes, "array[int]", bytes, "array[int]"]
"""Address on the first side; states and entries there; those of the counterparts."""

_STEP = 4096
"""Pages, which take some milliseconds."""


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
    for address, states, words, others, other_words in aligned(
        parts, counterparts, size, shift
    ):
        for at, code, other in both_present(states, others):
            yield address + at * size, code, words[at], other, other_words[at]


def both_present(states: bytes, others: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield (index, state, state of the counterpart), the states without HUGE."""
    here, there = states.translate(IS_PRESENT), others.translate(IS_PRESENT)
    at = here.find(1)
    while at >= 0:
        if there[at]:
            yield at, states[at] & ~HUGE, others[at] & ~HUGE
        at = here.find(1, at + 1)


def aligned(
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


def in_steps(parts: Iterable[Part], size: int) -> Iterator[Part]:
    """Cut pieces so that none takes long."""
    for address, states, words, others, other_words in parts:
        for at in range(0, len(states), _STEP):
            here = slice(at, at + _STEP)
            yield (
                address + at * size,
                states[here],
                words[here],
                others[here],
                other_words[here],
            )
