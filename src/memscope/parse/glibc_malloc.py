"""What glibc's malloc writes: heap header, chunk header, a thread's arena.

glibc: malloc/malloc.c, `struct malloc_chunk`. A large block is a mapping of its own;
its first two words are the alignment skipped (0) and its size with the flag
IS_MMAPPED. The kernel merges neighbouring mappings, the headers stay where they are.

glibc: malloc/arena.c, `struct _heap_info`; its first four words have been the same
since 2.3.

glibc: malloc/malloc.c, `struct malloc_state`: an arena's record. All arenas of a
process are on a ring that begins at `main_arena`, a variable of the library.

glibc: malloc/arena.c, `static __thread mstate thread_arena`. On x86 the static
thread-local variables lie directly below the thread pointer, at the same distance in
every thread. Nobody tells that distance; it is where all threads point at arenas.
"""

from collections.abc import Mapping, Sequence
from struct import Struct as Layout
from struct import error as StructError

from msgspec import Struct

SIZE = 16
"""Bytes that are needed."""

_FLAGS = 0xFFF
_IS_MMAPPED = 2
SMALLEST = 0x20000
"""Bytes from which malloc asks the kernel, unless tuned: M_MMAP_THRESHOLD."""


class MallocForm(Struct, frozen=True, gc=False):
    """How malloc lays out its records.

    Attributes:
        word: Bytes of a pointer.
        heap_max: HEAP_MAX_SIZE: bytes of a heap, which starts at its multiples.
        next_places: Where an arena's record points at the next one on the ring.
        skipped: Bytes before the header of a block of its own: what the alignment of
            the memory behind it takes.
    """

    word: int
    heap_max: int
    next_places: tuple[int, ...]
    skipped: tuple[int, ...]

    @property
    def letter(self) -> str:
        """A word, as `struct` names it."""
        return "Q" if self.word == 8 else "I"


HEAP_MAX = 64 << 20
"""HEAP_MAX_SIZE on 64-bit machines, in bytes."""
FORM_64 = MallocForm(
    word=8,
    heap_max=HEAP_MAX,
    next_places=(2160, 2152, 2072),  # since 2.27, before, and since 2.43
    skipped=(0,),
)
FORM_32 = MallocForm(
    word=4,
    heap_max=1 << 20,
    next_places=(1096, 1048),
    skipped=(8, 0),  # memory is aligned to 16 bytes since 2.26, before to 8
)


_TWO_WORDS = {8: Layout("=2Q"), 4: Layout("=2I")}


def mapped_block(data: bytes, room: int, form: MallocForm = FORM_64) -> int | None:
    """Return the block's bytes, header included; None: no such header.

    Args:
        data: Memory from the start of a page.
        room: Bytes from there that the block may have.
        form: How the header is laid out.
    """
    if len(data) < SIZE:
        return None
    header = _TWO_WORDS[form.word]
    for before in form.skipped:
        skipped, size_and_flags = header.unpack_from(data, before)
        size = int(size_and_flags) - _IS_MMAPPED + before
        is_one = skipped == before and not any(data[:before]) and not size & _FLAGS
        if is_one and SMALLEST <= size <= room:
            return size
    return None


HEAP_INFO_SIZE = 32
"""Bytes that are needed."""
HEAP_MAX_HUGE = 8 << 20
"""The same with huge pages of 2 MiB (glibc.malloc.hugetlb=2): four of them."""
_HEADER_MAX = 256
_PAGE = 4096
"""The smallest page; heaps are made writable in whole ones."""


class HeapInfo(Struct, frozen=True, gc=False):
    """What the header says.

    Attributes:
        arena: Address of the arena that the heap belongs to.
        previous: Address of the heap that the arena had before; 0 for the first.
        size: Bytes in use by malloc.
        writable: Bytes from the start that may be read and written.
    """

    arena: int
    previous: int
    size: int
    writable: int

    def is_of(self, base: int, most: int = HEAP_MAX) -> bool:
        """Tell whether a heap that starts at `base` can say this.

        How much of it is writable changes while it is looked at: that is no part of it.

        Args:
            base: Address of the heap.
            most: Bytes that a heap of this process has at most.
        """
        if not 0 < self.size <= self.writable <= most or self.writable % _PAGE:
            return False
        # The arena itself lies right behind the header of its first heap.
        in_heap = self.arena % most
        if not 0 < in_heap <= _HEADER_MAX or in_heap % 8:
            return False
        is_first = self.arena - in_heap == base
        return (self.previous == 0) == is_first and self.previous % most == 0


def parse_heap_info(data: bytes, form: MallocForm = FORM_64) -> HeapInfo | None:
    """Parse the first bytes of a heap; None when there are too few."""
    try:
        return HeapInfo(*Layout(f"=4{form.letter}").unpack_from(data))
    except StructError:
        return None


TOP_SIZE = 128
"""Bytes of a record's begin, in which it points at the top of its last heap."""


def words_of_top(data: bytes, form: MallocForm = FORM_64) -> tuple[int, ...]:
    """Return the words of a record's begin; none when there are too few bytes."""
    return _words(data[:TOP_SIZE], form) if len(data) >= TOP_SIZE else ()


def _words(data: bytes, form: MallocForm) -> tuple[int, ...]:
    return Layout(f"={len(data) // form.word}{form.letter}").unpack(data)


WINDOW = 1024
"""Bytes below the thread pointer to look at. Always at least so many are set aside
for thread-local variables, so that no frame of the stack is taken for one."""


def arenas_in_use(
    blocks: Mapping[int, bytes], arenas: Sequence[int], form: MallocForm = FORM_64
) -> dict[int, int] | None:
    """Tell which thread points at which arena.

    Args:
        blocks: TID to the WINDOW bytes below its thread pointer.
        arenas: Addresses of the arenas' records.
        form: How a pointer at one is laid out.

    Returns:
        TID to arena, for threads that have one of these; None when several distances
        would explain what is seen as well as one another.
    """
    wanted = set(arenas)
    whole = {tid: data for tid, data in blocks.items() if len(data) >= WINDOW}
    words = _words(b"".join(data[:WINDOW] for data in whole.values()), form)
    by_place: list[dict[int, int]] = []
    for place in range(WINDOW // form.word):
        # The same distance of all threads; most have a pointer at no arena there.
        column = words[place :: WINDOW // form.word]
        if not wanted.isdisjoint(column):
            pairs = zip(whole, column, strict=True)
            by_place.append({tid: word for tid, word in pairs if word in wanted})
    ranked = sorted(by_place, key=len, reverse=True)
    if not ranked:
        return {}
    if len(ranked) > 1 and len(ranked[1]) == len(ranked[0]):
        return None
    return ranked[0]
