"""malloc arenas of glibc, recognised in the map (glibc: malloc/arena.c).

A thread that finds the main heap busy gets an arena: a 64 MiB range that starts on a
64 MiB boundary, readable and writable as far as used, the rest reserved.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from memscope.analyze.spans import Span
from memscope.model.evidence import ARENA_ALIGNMENT, HEAP_INFO, NO_ACCESS
from memscope.model.kinds import Confidence, Kind
from memscope.model.vma import Vma

HEAP_MAX = 64 << 20
"""HEAP_MAX_SIZE on 64-bit machines, in bytes."""


def arena_spans(
    vmas: Sequence[Vma], proven: Mapping[int, int] | None = None
) -> list[Span]:
    """Find arenas: a used part and a reservation that fill a 64 MiB slot together.

    Args:
        vmas: The whole map, in order.
        proven: Base address to used size in bytes, for the bases at which malloc's
            own heap header was read and made sense.

    Returns:
        Spans in order of address.
    """
    proven = proven or {}
    spans: list[Span] = []
    for base, used_end, end in candidates(vmas):
        is_proven = base in proven
        spans.append(
            Span(
                base,
                used_end,
                Kind.ARENA,
                label="malloc arena",
                evidence=(HEAP_INFO, ARENA_ALIGNMENT)
                if is_proven
                else (ARENA_ALIGNMENT,),
                confidence=Confidence.CERTAIN if is_proven else Confidence.LIKELY,
            )
        )
        if used_end < end:
            spans.append(
                Span(
                    used_end,
                    end,
                    Kind.RESERVED,
                    label="reserved for a malloc arena",
                    evidence=(NO_ACCESS, ARENA_ALIGNMENT),
                    confidence=Confidence.CERTAIN if is_proven else Confidence.LIKELY,
                )
            )
    return spans


def candidates(vmas: Sequence[Vma]) -> list[tuple[int, int, int]]:
    """Return (base, end of the used part, end of the slot) of what looks like one.

    The used part may have been merged with a mapping below it, so the slot is taken
    from the reservation's end.
    """
    found = []
    for used, rest in pairwise(vmas):
        if used.end != rest.start or rest.end % HEAP_MAX:
            continue
        base = rest.end - HEAP_MAX
        if used.start <= base < used.end and _is_used(used) and _is_reserved(rest):
            found.append((base, used.end, rest.end))
    return found


def _is_used(vma: Vma) -> bool:
    return vma.perms == "rw-p" and not vma.inode and _is_nameless(vma)


def _is_reserved(vma: Vma) -> bool:
    return vma.perms == "---p" and not vma.inode and _is_nameless(vma)


def _is_nameless(vma: Vma) -> bool:
    return not vma.path or vma.path.startswith("[anon: glibc: malloc arena")
