"""Private memory of a process beside the heap that its runtime speaks of."""

from msgspec import Struct

from memscope.analyze.why.seen import Subject
from memscope.i18n import _, listed
from memscope.model.kinds import Kind, Segment
from memscope.units import format_bytes

_SHOWN = 4
_SEGMENTS = (Segment.HEAP, Segment.STACK)


class BeyondHeap(Struct, frozen=True, gc=False):
    """A runtime's heap, and what is beside it.

    Attributes:
        heap: Bytes of the heap in RAM.
        beyond: Bytes of other anonymous private memory in RAM.
        parts: The largest sorts of the latter, in words.
        regions: First addresses of the heap's regions.
    """

    heap: int
    beyond: int
    parts: str
    regions: tuple[int, ...]


def beyond(one: Subject, label: str) -> BeyondHeap | None:
    """Return what is beside the heap; None: there is no such heap, or it is unknown.

    Args:
        one: A process of which it is known how much is anonymous.
        label: What the heap's regions are called.
    """
    mine = [region for region in one.process.regions if region.label == label]
    sizes = [region.usage.resident for region in mine]
    anonymous = one.process.usage.anonymous
    if not mine or anonymous is None or None in sizes:
        return None
    private = sum(region.usage.resident or 0 for region in mine if not region.is_shared)
    return BeyondHeap(
        heap=sum(size for size in sizes if size is not None),
        beyond=max(anonymous - private, 0),
        parts=_parts(one, label),
        regions=tuple(region.start for region in mine),
    )


def _parts(one: Subject, label: str) -> str:
    rows = [
        row
        for row in one.portions
        if (row.segment in _SEGMENTS or row.kind is Kind.JIT) and row.label != label
    ]
    rows.sort(key=lambda row: -row.resident)
    return listed(
        f"{_(row.label)} {format_bytes(row.resident)}" for row in rows[:_SHOWN]
    )
