"""Sums over regions, by segment and by kind."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from msgspec import Struct

from memscope.model.kinds import Kind, Segment
from memscope.model.process import Process
from memscope.model.region import Region


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


Key = TypeVar("Key", Segment, Kind)


def segment_totals(process: Process) -> dict[Segment, Total]:
    """Sum by the textbook's segments; segments without regions are left out."""
    return _totals(process.regions, lambda region: region.segment, list(Segment))


def kind_totals(process: Process) -> dict[Kind, Total]:
    """Sum by exact kind; kinds without regions are left out."""
    return _totals(process.regions, lambda region: region.kind, list(Kind))


def _totals(
    regions: tuple[Region, ...], key: Callable[[Region], Key], order: list[Key]
) -> dict[Key, Total]:
    groups: dict[Key, list[Region]] = {}
    for region in regions:
        groups.setdefault(key(region), []).append(region)
    return {name: total_of(groups[name]) for name in order if name in groups}


def total_of(regions: list[Region]) -> Total:
    """Sum a list of regions."""
    return Total(
        regions=len(regions),
        virtual=sum(region.size for region in regions),
        resident=add_known(region.usage.resident for region in regions),
        proportional=add_known(region.usage.proportional for region in regions),
    )


def add_known(numbers: Iterable[int | None]) -> int | None:
    """Add up; one unknown number makes the sum unknown, not smaller."""
    try:
        return sum(numbers)  # type: ignore[arg-type]  # None is the TypeError
    except TypeError:
        return None
