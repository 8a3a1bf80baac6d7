"""glibc's record of an arena: `struct malloc_state`, in each of its layouts.

glibc: malloc/malloc.c. Fast lists (`fastbinsY`) were there up to 2.42; from 2.27 on a
word beside them tells whether they hold anything. Everything from `top` to the end has
kept its order: `top`, `last_remainder`, 127 pairs of list heads, a bitmap of 16 bytes,
`next`, `next_free`, `attached_threads`, `system_mem`, `max_system_mem`. A head is laid
over the two words before its pair as if those were a free block's header, so that an
empty list points at itself, two words before its pair.
"""

from collections.abc import Iterator

from msgspec import Struct

from memscope.parse.memory_words import words_in

_PAIRS = 127
_BITMAP = 16
_TOP_BIT = 47


class ArenaForm(Struct, frozen=True, gc=False):
    """Where the fields of a record are.

    Attributes:
        word: Bytes of a pointer.
        fast: Bytes to the heads of the fast lists.
        fasts: How many there are; 0: this version has none.
        top: Bytes to the pointer at the top block.
    """

    word: int
    fast: int
    fasts: int
    top: int

    @property
    def lists(self) -> int:
        """Bytes to the heads of the lists of free blocks."""
        return self.top + 2 * self.word

    @property
    def next(self) -> int:
        """Bytes to the pointer at the next arena's record."""
        return self.lists + 2 * _PAIRS * self.word + _BITMAP

    @property
    def size(self) -> int:
        """Bytes of the whole record."""
        return self.next + 5 * self.word


FORMS = {
    8: (
        ArenaForm(word=8, fast=16, fasts=10, top=96),  # 2.27 to 2.42
        ArenaForm(word=8, fast=0, fasts=0, top=8),  # since 2.43
    ),
    4: (
        ArenaForm(word=4, fast=12, fasts=11, top=56),
        ArenaForm(word=4, fast=0, fasts=0, top=8),
    ),
}
"""By the bytes of a pointer."""


class ArenaRecord(Struct, frozen=True, gc=False):
    """What an arena's record says.

    Attributes:
        address: Where it lies.
        form: Its layout.
        top: Address of the top block.
        fast: Heads of the fast lists: addresses of blocks, 0 for an empty one.
        next: Address of the next arena's record.
        system: Bytes that the arena has from the kernel.
        lists: First blocks of the lists that are not empty.
    """

    address: int
    form: ArenaForm
    top: int
    fast: tuple[int, ...]
    next: int
    system: int
    lists: tuple[int, ...]


def parse_arena(data: bytes, address: int, form: ArenaForm) -> ArenaRecord | None:
    """Parse an arena's record; None: there is none of this layout.

    The end of the record is the same in all layouts, so that one may pass for another;
    only the ring of arenas, which leads back to the record's begin, tells them apart.

    Args:
        data: Memory from `address` on.
        address: Where the record would begin.
        form: Its layout.
    """
    size = form.word
    if len(data) < form.size or address % size:
        return None
    words = tuple(words_in(data[: form.size], size))
    after, _, _, system, most = words[form.next // size :]
    top = words[form.top // size]
    if not 0 < system <= most < 1 << _TOP_BIT or not _is_pointer(top, size):
        return None
    heads = words[form.lists // size : form.lists // size + 2 * _PAIRS]
    lists = _lists(heads, address + form.lists, size)
    if lists is None or not _is_pointer(after, size):
        return None
    first = form.fast // size
    fast = words[first : first + form.fasts]
    return ArenaRecord(address, form, top, fast, after, system, lists)


def _lists(heads: tuple[int, ...], at: int, word: int) -> tuple[int, ...] | None:
    """Return the first blocks of lists; None: these are no heads."""
    found = []
    for first, last in zip(heads[::2], heads[1::2], strict=True):
        itself = at - 2 * word
        at += 2 * word
        if (first == itself) != (last == itself):
            return None
        if first != itself:
            if not (_is_pointer(first, word) and _is_pointer(last, word)):
                return None
            found.append(first)
    return tuple(found)


def _is_pointer(value: int, word: int) -> bool:
    return value > 0 and not value % word and not value >> _TOP_BIT


def arenas_among(data: bytes, address: int, word: int = 8) -> Iterator[ArenaRecord]:
    """Yield what may be the records among a library's variables.

    Args:
        data: The variables.
        address: Where they begin, a multiple of a word.
        word: Bytes of a pointer.
    """
    words = words_in(data, word)
    seen = 0
    for at in range(len(words) - 1):
        itself = address + (at - 2) * word
        if words[at] == words[at + 1] == itself and at * word >= seen:
            for found in _around(data, address, at * word, word):
                seen = max(seen, found.address - address + found.form.size)
                yield found


def _around(data: bytes, address: int, pair: int, word: int) -> Iterator[ArenaRecord]:
    """Yield the records of which an empty list's pair may be a part."""
    for form in FORMS[word]:
        for number in range(_PAIRS):
            begin = pair - form.lists - 2 * word * number
            if begin < 0:
                break
            found = parse_arena(data[begin : begin + form.size], address + begin, form)
            if found is not None:
                yield found
                break
