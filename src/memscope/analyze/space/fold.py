"""Which members of an open group have a row, and which are put together in one."""

from collections.abc import Collection, Sequence
from heapq import nlargest
from operator import attrgetter
from statistics import median_low

from memscope.analyze.space.classes import STACK
from memscope.analyze.space.group import Member, RowGroup, holds, regions_of
from memscope.analyze.space.row import What
from memscope.model.kinds import Kind

_start = attrgetter("start")
_ALL_SHOWN = 12
"""So many members are all shown."""
_SHOWN = 16
"""So many large ones are shown of more."""
_LARGE = 32
"""A large one has at least this part of what the group has in RAM."""
_OF_ALIKE = 3
"""So many of those that are all alike are shown."""
_ALIKE = 2
"""They are alike up to so many times the usual one."""
_ALIKE_KINDS = (STACK, Kind.ARENA.value)
"""Of these there are many, and most of them are alike."""
_FEWEST = 4
"""Fewer are not put together."""


def folded(
    group: RowGroup, wanted: Collection[int]
) -> tuple[Sequence[Member], RowGroup | None]:
    """Return the members that have rows of their own, and the rest.

    Args:
        group: One that is open.
        wanted: Addresses; whatever has one of them stands alone.
    """
    members = group.members
    least = _OF_ALIKE + _FEWEST if group.key.kind in _ALIKE_KINDS else _ALL_SHOWN + 1
    if group.what is What.MORE or len(members) < least:
        return members, None
    mine = [address for address in wanted if group.start <= address < group.end]
    kept = _large(group)
    kept.update(
        at
        for at, one in enumerate(members)
        if mine and any(holds(one, a) for a in mine)
    )
    if len(members) - len(kept) < _FEWEST:
        return members, None
    shown = [members[at] for at in sorted(kept)]
    rest = [one for at, one in enumerate(members) if at not in kept]
    key = group.key._replace(what=What.MORE)
    if group.members is group.regions:
        alone = [one for one in rest if not isinstance(one, RowGroup)]
        return shown, RowGroup(key, alone, alone, What.MORE)
    regions = sorted((one for thing in rest for one in regions_of(thing)), key=_start)
    return shown, RowGroup(key, regions, rest, What.MORE)


def _large(group: RowGroup) -> set[int]:
    sizes = _sizes(group)
    if group.key.kind in _ALIKE_KINDS:
        most = _ALIKE * median_low(sizes)
        few = nlargest(_OF_ALIKE, range(len(sizes)), key=sizes.__getitem__)
    else:
        most = sum(sizes) // _LARGE
        few = []
    large = nlargest(_SHOWN, range(len(sizes)), key=sizes.__getitem__)
    return {at for at in large if sizes[at] > most}.union(few)


def _sizes(group: RowGroup) -> list[int]:
    if group.members is group.regions:
        return [one.usage.resident or 0 for one in group.regions]
    return [resident_of(one) for one in group.members]


def resident_of(member: Member) -> int:
    """Return bytes in RAM; what is unknown is not large."""
    return sum(one.usage.resident or 0 for one in regions_of(member))
