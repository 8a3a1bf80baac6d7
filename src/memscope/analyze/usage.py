"""Share the numbers that the kernel gives for a VMA among its parts."""

from collections.abc import Sequence

from memscope.model.usage import RegionUsage


def split_usage(whole: RegionUsage, parts: Sequence[int | None]) -> list[RegionUsage]:
    """Say how much memory each part of a VMA uses.

    Where all resident pages are private, or all are shared, the split follows from
    what is resident; otherwise the share of a part is unknown.

    Args:
        whole: What smaps says of the VMA.
        parts: Resident bytes of each part; None where the pages were not read.
    """
    return [_part(whole, resident, parts) for resident in parts]


def _part(
    whole: RegionUsage, resident: int | None, parts: Sequence[int | None]
) -> RegionUsage:
    private = shared = proportional = None
    if resident == 0:
        private = shared = proportional = 0
    elif resident is not None and whole.shared == 0:
        private, shared = resident, 0
        proportional = resident
    elif resident is not None and whole.private == 0:
        private, shared = 0, resident
        others = sum(part or 0 for part in parts) - resident
        proportional = whole.proportional if others == 0 else None
    return RegionUsage(
        resident=resident,
        proportional=proportional,
        shared=shared,
        private=private,
        swapped=0 if whole.swapped == 0 else None,
        locked=_locked(whole, resident),
    )


def _locked(whole: RegionUsage, resident: int | None) -> int | None:
    if whole.locked == 0:
        return 0
    return resident if whole.locked == whole.resident else None
