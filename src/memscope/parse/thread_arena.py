"""Which malloc arena a thread uses: a variable of glibc's that every thread has.

glibc: malloc/arena.c, `static __thread mstate thread_arena`. On x86_64 the static
thread-local variables lie directly below the thread pointer, at the same distance in
every thread. Nobody tells that distance; it is where all threads point at arenas.
"""

from collections.abc import Mapping, Sequence
from struct import Struct as Layout

WINDOW = 1024
"""Bytes below the thread pointer to look at. Always at least so many are set aside
for thread-local variables, so that no frame of the stack is taken for one."""
_WORDS = Layout(f"={WINDOW // 8}Q")


def arenas_in_use(
    blocks: Mapping[int, bytes], arenas: Sequence[int]
) -> dict[int, int] | None:
    """Tell which thread points at which arena.

    Args:
        blocks: TID to the WINDOW bytes below its thread pointer.
        arenas: Addresses of the arenas' records.

    Returns:
        TID to arena, for threads that have one of these; None when several distances
        would explain what is seen as well as one another.
    """
    wanted = set(arenas)
    by_place: dict[int, dict[int, int]] = {}
    for tid, data in blocks.items():
        if len(data) < WINDOW:
            continue
        for place, word in enumerate(_WORDS.unpack_from(data)):
            if word in wanted:
                by_place.setdefault(place, {})[tid] = word
    ranked = sorted(by_place.values(), key=len, reverse=True)
    if not ranked:
        return {}
    if len(ranked) > 1 and len(ranked[1]) == len(ranked[0]):
        return None
    return ranked[0]
