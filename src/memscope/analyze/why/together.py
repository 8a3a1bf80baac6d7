"""Bytes of several processes together: pages that they share are there once."""

from collections.abc import Callable, Sequence

from memscope.analyze.totals import add_known
from memscope.analyze.why.rule import Found, Hit
from memscope.analyze.why.seen import Subject
from memscope.model.region import ProcessUsage, RegionUsage


def together(hits: Sequence[Hit], number: Callable[[Found], int | None]) -> int | None:
    """Add up a number of bytes of what was found.

    Of several processes each page is divided by those who map it, as in proportional
    (PSS): after a fork all have the same pages, and the sum would be of what is not
    there. Nothing known is no sum, and neither is a part of them.

    Args:
        hits: Of whom what was found.
        number: Which number.
    """
    if len(hits) == 1:
        return number(hits[0][1])
    total = 0.0
    for who, found in hits:
        size = number(found)
        if size is None:
            return None
        total += size * _part(who, found)
    return round(total)


def _part(who: Sequence[Subject], found: Found) -> float:
    """Return how much of what is resident remains where shared pages are divided.

    Of the regions that it is about; where one of these does not tell, of the whole
    process, and 1 where nobody does.
    """
    if not found.is_resident:
        return 1.0
    about = set(found.regions)
    usages = [
        region.usage
        for one in who
        for region in one.process.regions
        if region.start in about
    ]
    whole = [one.process.usage for one in who]
    return _ratio(usages) or _ratio(whole) or 1.0


def _ratio(usages: Sequence[RegionUsage] | Sequence[ProcessUsage]) -> float | None:
    resident = add_known(one.resident for one in usages)
    share = add_known(one.proportional for one in usages)
    return min(share / resident, 1.0) if resident and share is not None else None
