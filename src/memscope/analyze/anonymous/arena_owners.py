"""Say whose a malloc arena is, where the C library's own variables prove it."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from memscope.analyze.spans import Span
from memscope.model.evidence import THREAD_ARENA
from memscope.model.kinds import Kind


def owned(
    arenas: Sequence[Span],
    record_of: Mapping[int, int],
    users: Mapping[int, int],
    names: Mapping[int, str],
) -> list[Span]:
    """Return the arenas that are in somebody's use, with their owner.

    Args:
        arenas: Proven arenas and reservations.
        record_of: First address of an arena's heap to the address of its record.
        users: TID to the record of the arena that the thread uses.
        names: TID to the thread's name.
    """
    by_record: dict[int, list[int]] = {}
    for tid, record in users.items():
        by_record.setdefault(record, []).append(tid)
    found = []
    for span in arenas:
        tids = by_record.get(record_of.get(span.start, 0))
        if span.kind is not Kind.ARENA or not tids:
            continue
        is_one = len(tids) == 1
        label = names[tids[0]] if is_one else f"{len(tids)} threads"
        found.append(
            replace(
                span,
                thread=tids[0] if is_one else None,
                label=f"malloc arena of {label}",
                evidence=(*span.evidence, THREAD_ARENA),
            )
        )
    return found
