"""Sums of regions, and a VMA's numbers shared out among its parts."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from memscope.model.kinds import Confidence, Kind, Segment
from memscope.model.process import Process
from memscope.model.region import Region, RegionUsage


class Total(Struct, frozen=True, gc=False):
    """A sum over regions.

    Attributes:
        regions: How many.
        virtual: Bytes of address space.
        resident: Bytes in RAM; None when one of the regions does not say.
        proportional: Bytes in RAM, shared pages divided; None likewise.
    """

    regions: int
    virtual: int
    resident: int | None
    proportional: int | None


def segment_totals(process: Process) -> dict[Segment, Total]:
    """Sum by the textbook's segments; segments without regions are left out."""
    groups: dict[Segment, list[Region]] = {}
    for region in process.regions:
        groups.setdefault(region.segment, []).append(region)
    return {name: total_of(groups[name]) for name in Segment if name in groups}


def total_of(regions: list[Region]) -> Total:
    """Sum a list of regions."""
    return Total(
        regions=len(regions),
        virtual=sum(region.size for region in regions),
        resident=add_known(region.usage.resident for region in regions),
        proportional=add_known(region.usage.proportional for region in regions),
    )


def only_executable(process: Process) -> int:
    """Return the bytes that count as code only since they may be executed."""
    return sum(
        region.size
        for region in process.regions
        if region.kind is Kind.JIT and region.confidence is Confidence.GUESS
    )


def add_known(numbers: Iterable[int | None]) -> int | None:
    """Add up; one unknown number makes the sum unknown, not smaller."""
    try:
        return sum(numbers)  # type: ignore[arg-type]  # None is the TypeError
    except TypeError:
        return None


def split_usage(whole: RegionUsage, parts: Sequence[int | None]) -> list[RegionUsage]:
    """Say how much memory each part of a VMA uses.

    Where all resident pages are private, or all are shared, the split follows from
    what is resident; otherwise the share of a part is unknown.

    Args:
        whole: What smaps says of the VMA.
        parts: Resident bytes of each part; None where the pages were not read.
    """
    return [_part(whole, resident) for resident in parts]


def _part(whole: RegionUsage, resident: int | None) -> RegionUsage:
    private = shared = proportional = None
    if resident == 0:
        private = shared = proportional = 0
    elif resident is not None and whole.shared == 0:
        private, shared = resident, 0
        proportional = resident
    elif resident is not None and whole.private == 0:
        private, shared = 0, resident
        proportional = whole.proportional if resident == whole.resident else None
    return RegionUsage(
        resident=resident,
        proportional=proportional,
        shared=shared,
        private=private,
        swapped=0 if whole.swapped == 0 else None,
        locked=_locked(whole, proportional),
    )


def _locked(whole: RegionUsage, proportional: int | None) -> int | None:
    """The kernel counts as locked what a locked VMA has of proportional memory."""
    if not whole.locked:
        return whole.locked
    return proportional if whole.locked == whole.proportional else None
