"""The program's parts as one group, for where lines are few."""

from collections.abc import Sequence
from operator import attrgetter

from memscope.analyze.space.classes import PARTS, PROGRAM
from memscope.analyze.space.group import RowGroup
from memscope.analyze.space.row import RowKey

_start, _end = attrgetter("start"), attrgetter("end")


def with_program(near: Sequence[RowGroup]) -> Sequence[RowGroup]:
    """Put code, constants and data of the program together.

    Args:
        near: Groups of one neighbourhood, from the top.

    Returns:
        Likewise; the same ones where there is only one such part.
    """
    parts = [group for group in near if group.key.kind in PARTS]
    if len(parts) < 2:
        return near
    regions = sorted((one for part in parts for one in part.regions), key=_start)
    first = parts[0].key
    key = RowKey(first.process, first.what, first.near, PROGRAM)
    whole = RowGroup(key, regions, sorted(parts, key=_end))
    others = [group for group in near if group not in parts]
    return sorted((*others, whole), key=_end, reverse=True)
