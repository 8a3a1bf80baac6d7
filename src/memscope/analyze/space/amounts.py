"""Sums over the regions of a row."""

from collections.abc import Iterable, Sequence
from operator import attrgetter

from memscope.analyze.space.row import NOTHING, Amounts
from memscope.model.region import Region

_usage = attrgetter("usage")
_start, _end = attrgetter("start"), attrgetter("end")
_NUMBERS = tuple(map(attrgetter, ("resident", "private", "shared", "swapped")))


def amounts_of(regions: Sequence[Region]) -> Amounts:
    """Add up; what is unknown of all is None, of some: the known part, and it says so.

    Args:
        regions: Any; where nothing is resident, nothing is own or shared, whatever was
            not asked.
    """
    if not regions:
        return NOTHING
    usages = list(map(_usage, regions))
    columns = (list(map(number, usages)) for number in _NUMBERS)
    resident, own, shared, swapped = map(_sum, columns)
    nothing_there = resident == (0, True)
    return Amounts(
        mapped=sum(map(_end, regions)) - sum(map(_start, regions)),
        resident=resident[0],
        own=0 if nothing_there else own[0],
        shared=0 if nothing_there else shared[0],
        swapped=swapped[0],
        is_partial=not resident[1],
    )


def together(several: Iterable[Amounts]) -> Amounts:
    """Add up sums, in the same way."""
    found = list(several)
    if not found:
        return NOTHING
    columns = zip(
        *((one.resident, one.own, one.shared, one.swapped) for one in found),
        strict=True,
    )
    resident, own, shared, swapped = map(_sum, columns)
    return Amounts(
        mapped=sum(one.mapped for one in found),
        resident=resident[0],
        own=own[0],
        shared=shared[0],
        swapped=swapped[0],
        is_partial=not resident[1] or any(one.is_partial for one in found),
    )


def _sum(values: Sequence[int | None]) -> tuple[int | None, bool]:
    """Return the known part, and whether that is all."""
    unknown = values.count(None)
    if unknown == len(values):
        return None, False
    return sum(filter(None, values)), not unknown
