"""Blocks that a thread's cache or a fast list keeps: free, though they look in use.

glibc: malloc/malloc.c. Fast lists begin in the arena's record, a cache is a block of
its own (`struct tcache_perthread_struct`) to which a thread-local variable points. Both
are linked by their first word; since 2.32 that is mixed with its own address,
`PROTECT_PTR`.

A cache: numbers, then as many heads. 64 lists of sizes 16 bytes apart, with numbers of
two bytes since 2.30, one byte before; since 2.42 there are 12 more, for large sizes.
"""

from collections.abc import Callable, Sequence

from msgspec import Struct

from memscope.analyze.malloc.walk import Read
from memscope.parse.glibc_chunks import ALIGNMENT, FLAGS, IS_MMAPPED, ChunkForm
from memscope.parse.memory_words import words_in

SMALL = 64
"""Lists of a cache whose blocks all have one size."""
_MOST = 1 << 20
"""Blocks of one list."""


class CacheForm(Struct, frozen=True, gc=False):
    """How a cache is laid out.

    Attributes:
        count: Bytes of a number.
        lists: How many lists there are.
    """

    count: int
    lists: int

    def heads_at(self, word: int) -> int:
        """Return the bytes to the first head."""
        return -(-self.lists * self.count // word) * word

    def size(self, word: int) -> int:
        """Return the bytes of a cache."""
        return self.heads_at(word) + self.lists * word

    def block(self, chunk: ChunkForm) -> int:
        """Return the bytes of the block that holds a cache."""
        size = self.size(chunk.word) + chunk.word
        return -(-size // ALIGNMENT) * ALIGNMENT


CACHES = (CacheForm(2, 64), CacheForm(2, 76), CacheForm(1, 64))
"""2.30 to 2.41, since 2.42, before 2.30."""


class Lists(Struct, frozen=True, gc=False):
    """What the lists hold.

    Attributes:
        blocks: Address of a block to its bytes.
        is_whole: Every list was followed to its end.
    """

    blocks: dict[int, int]
    is_whole: bool


Owns = Callable[[int], bool]
"""Tells whether an address is in an arena."""


def cache_among(
    words: Sequence[int], read: Read, owns: Owns, form: ChunkForm
) -> tuple[int, CacheForm] | None:
    """Return a thread's cache, by the thread's variables; None: it has none.

    Args:
        words: The thread's variables.
        read: How memory is read.
        owns: Tells whether an address is in an arena.
        form: How blocks are laid out.
    """
    for word in words:
        if not owns(word) or not form.fits(word - form.post):
            continue
        header = read(word - form.word, form.word)
        size = int.from_bytes(header, "little") & ~FLAGS
        for cache in CACHES:
            if size == cache.block(form) and _is_cache(read, word, cache, owns, form):
                return word, cache
    return None


def _is_cache(
    read: Read, address: int, cache: CacheForm, owns: Owns, form: ChunkForm
) -> bool:
    """Tell whether every head is none, or in an arena."""
    heads = heads_of(read, address, cache, form)
    return heads is not None and all(
        not head or (owns(head) and form.fits(head - form.post)) for head in heads
    )


def heads_of(
    read: Read, address: int, cache: CacheForm, form: ChunkForm
) -> tuple[int, ...] | None:
    """Return where the lists of a cache begin, 0 for an empty one."""
    word, size = form.word, cache.size(form.word)
    data = read(address, size)
    if len(data) < size:
        return None
    return tuple(words_in(data[cache.heads_at(word) :], word))


def cached(heads: Sequence[int], read: Read, owns: Owns, form: ChunkForm) -> Lists:
    """Return the blocks of a thread's cache.

    Args:
        heads: Where its lists begin.
        read: How memory is read.
        owns: Tells whether an address is in an arena.
        form: How blocks are laid out.
    """
    sized = [
        (head - form.post, form.smallest + number * ALIGNMENT if number < SMALL else 0)
        for number, head in enumerate(heads)
        if head
    ]
    return _either(sized, read, owns, form, before=form.post)


def fast(heads: Sequence[int], read: Read, owns: Owns, form: ChunkForm) -> Lists:
    """Return the blocks of an arena's fast lists; takes what `cached` does."""
    return _either([(head, 0) for head in heads if head], read, owns, form, before=0)


def _either(
    heads: Sequence[tuple[int, int]],
    read: Read,
    owns: Owns,
    form: ChunkForm,
    *,
    before: int,
) -> Lists:
    """Follow the links as they are mixed since 2.32, else as they were before."""
    for is_mixed in (True, False):
        found: dict[int, int] = {}
        is_whole = all(
            _follow(head, size, found, _Links(read, owns, form, before, is_mixed))
            for head, size in heads
        )
        if is_whole:
            return Lists(found, True)
    return Lists({}, False)


class _Links(Struct, frozen=True, gc=False):
    """How a list is followed.

    Attributes:
        read: How memory is read.
        owns: Tells whether an address is in an arena.
        form: How blocks are laid out.
        before: Bytes from a block's begin to what a link points at.
        is_mixed: Links are mixed with their own address.
    """

    read: Read
    owns: Owns
    form: ChunkForm
    before: int
    is_mixed: bool

    def block(self, at: int) -> tuple[int, int] | None:
        """Return a block's bytes and the next block; None: there is no block."""
        form = self.form
        if not self.owns(at) or not form.fits(at):
            return None
        data = self.read(at, form.post + form.word)
        if len(data) < form.post + form.word:
            return None
        _, size, link = words_in(data, form.word)
        if size & (IS_MMAPPED | ALIGNMENT - 1 & ~FLAGS) or size < form.smallest:
            return None
        if self.is_mixed:
            link ^= (at + form.post) >> 12
        return size & ~FLAGS, link - self.before if link else 0


def _follow(at: int, size: int, found: dict[int, int], links: _Links) -> bool:
    """Add the blocks of a list; False: it did not end as a list does."""
    for _ in range(_MOST):
        step = links.block(at)
        if step is None or at in found or (size and step[0] != size):
            return False
        found[at], at = step
        if not at:
            return True
    return False
