"""Words for pages, and whether a region has such ones, as far as was asked."""

from collections.abc import Callable

from memscope.model.kinds import Kind
from memscope.model.page import RESIDENT, PageState
from memscope.model.region import Region

_Bytes = Callable[[Region], int | None]

_BY_USAGE: dict[str, _Bytes] = {
    "present": lambda region: region.usage.resident,
    "exclusive": lambda region: region.usage.private,
    "shared": lambda region: region.usage.shared,
    "swapped": lambda region: region.usage.swapped,
    "dirty": lambda region: region.usage.dirty,
    "clean": lambda region: region.usage.clean,
    "copied": lambda region: region.usage.copies,
    "huge": lambda region: region.usage.huge,
    "locked": lambda region: region.usage.locked,
    "merged": lambda region: region.usage.ksm,
    "lazy-free": lambda region: region.usage.lazy_free,
    "absent": lambda region: _absent(region),
    "guard": lambda region: region.size if region.kind is Kind.GUARD else None,
}
_STATES = {one.value: frozenset({one}) for one in PageState}
_STATES["present"] = RESIDENT
PAGE_WORDS = (*_BY_USAGE, *(word for word in _STATES if word not in _BY_USAGE))


def has_pages(region: Region, word: str) -> bool | None:
    """Tell whether some of its pages are so; None: nobody asked.

    Args:
        region: Where.
        word: One of `PAGE_WORDS`.
    """
    if region.pages is not None and word in _STATES:
        return any(run.state in _STATES[word] for run in region.pages)
    if region.pages is not None and word == "huge":
        return any(run.huge for run in region.pages)
    usage = _BY_USAGE.get(word)
    counted = usage(region) if usage else None
    return None if counted is None else counted > 0


def _absent(region: Region) -> int | None:
    """Bytes that are neither in RAM nor on swap."""
    resident, swapped = region.usage.resident, region.usage.swapped
    if resident is None or swapped is None:
        return None
    return max(region.size - resident - swapped, 0)
