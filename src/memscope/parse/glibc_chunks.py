"""The blocks of glibc's malloc: header after header, from the first to the top.

glibc: malloc/malloc.c, `struct malloc_chunk`. A block begins with the size of the one
before (only if that is free) and its own size with three flags: PREV_INUSE, IS_MMAPPED,
NON_MAIN_ARENA. So whether a block is in use stands in the header behind it. Blocks that
a thread's cache or a fast list keeps look as if they were in use.

Where a heap could not grow, two blocks of no use mark its end (fenceposts): 16 bytes,
and then 0 bytes in the heap of a thread's arena, 16 in the main one.
"""

from collections import Counter

from msgspec import Struct, field

PREV_INUSE, IS_MMAPPED, NON_MAIN_ARENA = 1, 2, 4
FLAGS = 7
ALIGNMENT = 16
"""Blocks begin at multiples of this and have such sizes; in 32-bit programs too."""


class ChunkForm(Struct, frozen=True, gc=False):
    """How headers are laid out.

    Attributes:
        word: Bytes of a size.
        smallest: Bytes of the smallest block that can be freed.
        skew: Bytes from a multiple of ALIGNMENT to a block's begin.
    """

    word: int
    smallest: int
    skew: int

    @property
    def post(self) -> int:
        """Bytes of a fencepost: two words."""
        return 2 * self.word

    def first_from(self, address: int) -> int:
        """Return where the first block from an address on can begin."""
        return address + (self.skew - address) % ALIGNMENT

    def fits(self, address: int) -> bool:
        """Tell whether a block can begin at an address."""
        return (address - self.skew) % ALIGNMENT == 0


CHUNKS = {
    8: ChunkForm(word=8, smallest=32, skew=0),
    4: ChunkForm(word=4, smallest=16, skew=8),
}
"""By the bytes of a pointer."""


class Steps(Struct):
    """What was seen on the way through the blocks of one range.

    Attributes:
        words: Every size with its flags, in order.
        behind: Of the headers that say that the block before is free: where they are.
    """

    words: list[int] = field(default_factory=list)
    behind: list[int] = field(default_factory=list)


def step_through(
    words: "memoryview[int]",
    at: int,
    steps: Steps,
    form: ChunkForm = CHUNKS[8],
    wrong: int = 0,
) -> int:
    """Go from size to size, as far as the memory at hand goes.

    Args:
        words: Memory, in words.
        at: Number of the word that is the first block's size.
        steps: Takes what is seen; of `behind` the numbers of words.
        form: How headers are laid out.
        wrong: Bits that no size has, see `wrong_bits`.

    Returns:
        Number of the word of the next size: beyond the memory, or of one that is none.
    """
    note, free = steps.words.append, steps.behind.append
    smallest, shift = form.smallest, 8 // form.word - 1
    try:
        while True:
            word = words[at]
            if word & wrong or word < smallest:
                return at
            note(word)
            if not word & PREV_INUSE:
                free(at)
            at += word >> 3 << shift
    except IndexError:
        return at


def wrong_bits(form: ChunkForm, *, is_main: bool) -> int:
    """Return the bits that no size of an arena's blocks has.

    Args:
        form: How headers are laid out. Where blocks begin beside multiples of
            ALIGNMENT, the top block's size, which ends with a page, is none of them.
        is_main: It is the main arena, in which no block is of another.
    """
    odd = 0 if form.skew else ALIGNMENT - 1 & ~FLAGS
    return IS_MMAPPED | (NON_MAIN_ARENA if is_main else 0) | odd


def sizes_of(words: "Counter[int]") -> "Counter[int]":
    """Return how many blocks there are of each size, flags taken away."""
    found: Counter[int] = Counter()
    for word, count in words.items():
        found[word & ~FLAGS] += count
    return found
