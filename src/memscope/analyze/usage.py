"""Share the numbers that the kernel gives for a VMA among its parts."""

from collections.abc import Sequence

from memscope.model.region import RegionUsage


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
