"""Which heaps the C library itself knows: its arenas are on a ring.

The ring begins at a variable of the library, `main_arena`, leads through the record of
every arena, and back. A record points at the top of its last heap, and each heap at the
one before. A header that a program wrote for itself is on no such ring.
"""

from collections.abc import Callable, Mapping

from memscope.parse.glibc_malloc import (
    FORM_64,
    TOP_SIZE,
    HeapInfo,
    MallocForm,
    words_of_top,
)

Read = Callable[[int, int], bytes | None]
"""Returns `size` bytes from an address, None where they are not in RAM."""

_MOST_ARENAS = 4096


def vouched_heaps(
    heaps: Mapping[int, HeapInfo],
    read: Read,
    is_variable: Callable[[int], bool],
    form: MallocForm = FORM_64,
) -> set[int]:
    """Return the bases of heaps to which the ring leads.

    Args:
        heaps: Base address of a heap to what its header says.
        read: How memory is read; absent pages are never touched.
        is_variable: Tells whether an address is among the C library's own variables.
        form: How records are laid out.
    """
    arenas = {heap.arena for heap in heaps.values()}
    found: set[int] = set()
    for arena in _on_the_ring(arenas, read, is_variable, form):
        found |= _heaps_of(arena, heaps, read, form)
    return found


def _on_the_ring(
    arenas: set[int],
    read: Read,
    is_variable: Callable[[int], bool],
    form: MallocForm,
) -> set[int]:
    for place in form.next_places:
        for arena in sorted(arenas):
            ring = _ring_from(arena, place, read, form.word)
            if sum(map(is_variable, ring)) == 1:
                return arenas & set(ring)
    return set()


def _ring_from(arena: int, place: int, read: Read, word: int) -> list[int]:
    """Return the records of a ring; none when it does not lead back."""
    ring = [arena]
    while len(ring) < _MOST_ARENAS:
        data = read(ring[-1] + place, word)
        after = int.from_bytes(data, "little") if data else 0
        if after == arena:
            return ring
        if not after or after % 8 or after >> 47:
            break
        ring.append(after)
    return []


def _heaps_of(
    arena: int, heaps: Mapping[int, HeapInfo], read: Read, form: MallocForm
) -> set[int]:
    """Return the heaps of an arena, from its top chunk back to the first."""
    found: set[int] = set()
    for word in words_of_top(read(arena, TOP_SIZE) or b"", form):
        for base, heap in heaps.items():
            if heap.arena == arena and base < word < base + heap.writable:
                while base in heaps and base not in found:
                    found.add(base)
                    base = heaps[base].previous
    return found
