"""Page maps in letters: one letter a page, each with a frame of its own.

`.` absent, `X` exclusive, `S` shared, `F` file, `E` file mapped once, `Z` the page of
zeros, `W` swapped, `G` guard, `P` in RAM on a kernel that cannot say more.
"""

from array import array
from collections.abc import Mapping, Sequence

from memscope.analyze.page_map import make_page_map
from memscope.model.page import PageMap
from memscope.model.ranges import Ranges
from memscope.parse.pagemap import (
    EXCLUSIVE,
    FILE,
    GUARD,
    PAGE_IS_HUGE,
    PAGE_IS_PFNZERO,
    PAGE_IS_PRESENT,
    PRESENT,
    SWAPPED,
)

SIZE = 4096
BASE = 0x10000
ZERO_FRAME = 7

WORDS = {
    ".": 0,
    "X": PRESENT | EXCLUSIVE,
    "S": PRESENT,
    "P": PRESENT,
    "F": PRESENT | FILE,
    "E": PRESENT | FILE | EXCLUSIVE,
    "Z": PRESENT,
    "W": SWAPPED,
    "G": SWAPPED | GUARD,
}


def page_map(
    letters: str,
    *,
    start: int = BASE,
    frames: Mapping[int, int] | None = None,
    hidden: bool = False,
    huge: bool = False,
    scan: bool = True,
    unread: Ranges | None = None,
) -> PageMap:
    """Build what a look at these pages would have found.

    Args:
        letters: One a page.
        start: Address of the first page.
        frames: Frame by index; the others get 1000 and up, in order.
        hidden: As seen without privileges: all frames are 0.
        huge: All pages in RAM are part of a huge page.
        scan: The kernel has PAGEMAP_SCAN.
        unread: Where nothing was looked at.
    """
    words = array("Q", [WORDS[letter] for letter in letters])
    for index, letter in enumerate(letters):
        if words[index] & PRESENT and not hidden:
            usual = ZERO_FRAME if letter == "Z" else 1000 + index
            words[index] |= (frames or {}).get(index, usual)
    scanned = [
        (start + index * SIZE, start + (index + 1) * SIZE, _categories(letter, huge))
        for index, letter in enumerate(letters)
        if letter != "."
    ]
    return make_page_map(
        start,
        start + len(letters) * SIZE,
        SIZE,
        [(start, words)],
        columns(scanned) if scan else None,
        unread=unread,
    )


def columns(
    ranges: Sequence[tuple[int, int, int]],
) -> tuple[list[int], list[int], list[int]]:
    """Turn (start, end, categories) into three columns."""
    starts, ends, categories = ([row[at] for row in ranges] for at in range(3))
    return starts, ends, categories


def _categories(letter: str, huge: bool) -> int:
    if letter in "WG":
        return 0
    zero = PAGE_IS_PFNZERO if letter == "Z" else 0
    return PAGE_IS_PRESENT | zero | (PAGE_IS_HUGE if huge else 0)
