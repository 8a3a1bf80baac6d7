"""Blocks that a thread's cache or a fast list keeps: free, though they look in use.

glibc: malloc/malloc.c. Fast lists begin in the arena's record, a cache is a block of
its own (`struct tcache_perthread_struct`) to which a thread-local variable points. Both
are linked by their first word; since 2.32 that is mixed with its own address,
`PROTECT_PTR`.

A cache: numbers, then as many heads. 64 lists of sizes 16 bytes apart, with numbers of
two bytes since 2.30, one byte before; since 2.42 there are 12 more, for large sizes.
"""

from collections.abc import Callable, Sequence
from struct import Struct as Layout
from struct import error as StructError
from typing import Protocol

from msgspec import Struct

from memscope.analyze.malloc.walk import Read
from memscope.parse.glibc_chunks import ALIGNMENT, FLAGS, IS_MMAPPED, ChunkForm
from memscope.parse.memory_words import words_in

SMALL = 64
"""Lists of a cache whose blocks all have one size."""
_TRIES = 5
UNIT = 4096
_SHIFT = 12


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


class UnitMemory(Protocol):
    """Memory that is read in short pieces, of which some may be kept for a while."""

    def read(self, address: int, size: int) -> bytes:
        """Return the bytes from an address on, as many as are in RAM."""

    def unit(self, number: int) -> bytes:
        """Return the UNIT bytes from a multiple of UNIT; none if not in RAM."""

    def forget(self) -> None:
        """Read everything anew from now on."""


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


def cached(
    address: int,
    cache: CacheForm,
    memory: UnitMemory,
    owns: Owns,
    form: ChunkForm,
    is_late: Callable[[], bool],
) -> dict[int, int]:
    """Return the blocks of a thread's cache: address to bytes.

    While the thread runs its lists change all the time; of one that tears whenever it
    is read only the begin counts, a few blocks less.

    Args:
        address: Where the cache is.
        cache: Its layout.
        memory: Of the process.
        owns: Tells whether an address is in an arena.
        form: How blocks are laid out.
        is_late: Tells that the time is up.
    """
    found: dict[int, int] = {}
    for number in range(cache.lists):
        size = form.smallest + number * ALIGNMENT if number < SMALL else 0
        for _ in range(_TRIES):
            heads = heads_of(memory.read, address, cache, form)
            head = heads[number] if heads else 0
            links = _Links(memory, owns, form, form.post, size, is_late)
            some, is_whole = _follow(head - form.post if head else 0, links)
            if is_whole:
                break
            memory.forget()
        found |= some
    return found


def fast(
    heads: Callable[[], Sequence[int]],
    memory: UnitMemory,
    owns: Owns,
    form: ChunkForm,
    is_late: Callable[[], bool],
) -> dict[int, int] | None:
    """Return the blocks of an arena's fast lists; None: one tore again and again.

    Args:
        heads: Reads where the lists begin.
        memory: Of the process.
        owns: Tells whether an address is in an arena.
        form: How blocks are laid out.
        is_late: Tells that the time is up.
    """
    found: dict[int, int] = {}
    for number in range(len(heads())):
        for _ in range(_TRIES):
            links = _Links(memory, owns, form, 0, 0, is_late)
            some, is_whole = _follow(heads()[number], links)
            if is_whole:
                break
            memory.forget()
        else:
            return None
        found |= some
    return found


class _Links(Struct, frozen=True, gc=False):
    """How a list is followed.

    Attributes:
        memory: Of the process.
        owns: Tells whether an address is in an arena.
        form: How blocks are laid out.
        before: Bytes from a block's begin to what a link points at.
        size: Bytes of all blocks; 0: they differ.
        is_late: Tells that the time is up.
    """

    memory: UnitMemory
    owns: Owns
    form: ChunkForm
    before: int
    size: int
    is_late: Callable[[], bool]

    def follow(self, head: int, *, is_mixed: bool) -> tuple[dict[int, int], bool]:
        """Return blocks with their bytes, and whether the list ended as lists do."""
        form, size, before, post = self.form, self.size, self.before, self.form.post
        unpack = _HEADER[form.word].unpack_from
        wrong = IS_MMAPPED | ALIGNMENT - 1 & ~FLAGS
        skew, smallest = form.skew, form.smallest
        found: dict[int, int] = {}
        units: dict[int, bytes] = {}
        at = head
        while at and at not in found:
            unit = units.get(at >> _SHIFT)
            if unit is None:
                if self.is_late() or not self.owns(at):
                    break
                units[at >> _SHIFT] = unit = self._unit(at >> _SHIFT)
            try:
                _, bytes_, link = unpack(unit, at & UNIT - 1)
            except StructError:
                break
            if bytes_ & wrong or bytes_ < smallest or (at - skew) % ALIGNMENT:
                break
            bytes_ &= ~FLAGS
            if size and bytes_ != size:
                break
            found[at] = bytes_
            if is_mixed:
                link ^= (at + post) >> 12
            at = link - before if link else 0
        return found, not at

    def _unit(self, number: int) -> bytes:
        """Return a unit, and so much of the next that no header is cut."""
        unit = self.memory.unit(number)
        return unit + self.memory.unit(number + 1)[:_OVER] if unit else unit


_HEADER = {8: Layout("=3Q"), 4: Layout("=3I")}
_OVER = 16


def _follow(head: int, links: _Links) -> tuple[dict[int, int], bool]:
    """Return the blocks of a list, and whether it ended as a list does.

    Links are mixed with their own address since 2.32; which it is shows at once.
    """
    found, is_whole = links.follow(head, is_mixed=True)
    if is_whole:
        return found, True
    plain, is_plain = links.follow(head, is_mixed=False)
    return (plain, is_plain) if is_plain or len(plain) > len(found) else (found, False)
