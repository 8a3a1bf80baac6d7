"""Which regions of two looks are not the same: few, where thousands are."""

from collections.abc import Sequence
from operator import attrgetter

from memscope.model.region import Region

_start = attrgetter("start")


def unequal(
    old: Sequence[Region], new: Sequence[Region]
) -> tuple[list[Region], list[Region]]:
    """Return the regions that only the one look has, and those only the other has.

    A region that changed is in both. Finding this out takes a tenth of the time of
    matching all of them.

    Args:
        old: Of one process, in order of address.
        new: Of the same one, later.
    """
    if old is new:
        return [], []
    before = dict(zip(map(_start, old), old, strict=True))
    after = dict(zip(map(_start, new), new, strict=True))
    twins = map(before.get, after)
    come = [
        one
        for one, was in zip(after.values(), twins, strict=True)
        if was is not one and was != one
    ]
    gone = [before[one.start] for one in come if one.start in before]
    gone += [before[start] for start in before.keys() - after.keys()]
    gone.sort(key=_start)
    return gone, come
