"""Which regions of two looks are not the same: few, where thousands are."""

from collections.abc import Sequence
from itertools import compress
from operator import is_not

from memscope.model.region import Region


def unequal(
    old: Sequence[Region], new: Sequence[Region]
) -> tuple[list[Region], list[Region]]:
    """Return the regions that only the one look has, and those only the other has.

    A region that changed is in both. What did not change is mostly the same object in
    both looks, so that nearly nothing has to be compared.

    Args:
        old: Of one process, in order of address.
        new: Of the same one, later.
    """
    if old is new:
        return [], []
    gone, come = _other_objects(old, new)
    before = {one.start: one for one in gone}
    same = {one.start for one in come if before.get(one.start) == one}
    if same:
        gone = [one for one in gone if one.start not in same]
        come = [one for one in come if one.start not in same]
    return gone, come


def _other_objects(
    old: Sequence[Region], new: Sequence[Region]
) -> tuple[list[Region], list[Region]]:
    if len(old) == len(new):
        are_others = list(map(is_not, old, new))
        return [*compress(old, are_others)], [*compress(new, are_others)]
    kept = {*map(id, old)} & {*map(id, new)}
    return (
        [one for one in old if id(one) not in kept],
        [one for one in new if id(one) not in kept],
    )
