"""Which members of an open group have a row, and which are put together in one."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from heapq import nlargest
from itertools import chain
from operator import attrgetter
from statistics import median_low
from typing import cast

from memscope.analyze.space.classes import STACK
from memscope.analyze.space.group import (
    Folded,
    Member,
    RowGroup,
    holds,
    regions_of,
    start_of,
)
from memscope.analyze.space.row import What
from memscope.model.kinds import Kind
from memscope.model.region import Region

_start = attrgetter("start")
_usage, _resident = attrgetter("usage"), attrgetter("resident")
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


def folded(group: RowGroup, wanted: Collection[int]) -> Folded:
    """Return the members that have rows of their own, and the rest.

    Args:
        group: One that is open.
        wanted: Addresses; whatever has one of them stands alone.
    """
    members = group.members
    least = _OF_ALIKE + _FEWEST if group.key.kind in _ALIKE_KINDS else _ALL_SHOWN + 1
    if group.what is What.MORE or len(members) < least:
        return members, None
    mine = tuple(sorted({one for one in wanted if group.start <= one < group.end}))
    if mine not in group.folds:
        group.folds.clear()
        group.folds[mine] = _fold(group, mine)
    return group.folds[mine]


def _fold(group: RowGroup, mine: Sequence[int]) -> Folded:
    members = group.members
    if group.large is None:
        group.large = _large(group)
    large, few = group.large
    kept = large.union(_holders(group, mine) if mine else few)
    if len(members) - len(kept) < _FEWEST:
        return members, None
    places = sorted(kept)
    shown = [members[at] for at in places]
    rest = _without(members, places)
    key = group.key._replace(what=What.MORE)
    if group.members is group.regions:
        # Members are its regions then, and stay so, which makes them easy to find.
        alone = cast("Sequence[Region]", rest)
        return shown, RowGroup(key, alone, alone, What.MORE)
    return shown, RowGroup(key, _regions(group, rest), rest, What.MORE)


def _holders(group: RowGroup, addresses: Sequence[int]) -> Iterator[int]:
    """Yield which members have one of some addresses."""
    members = group.members
    if not group.is_disjoint:
        for at, one in enumerate(members):
            if any(holds(one, address) for address in addresses):
                yield at
        return
    for address in addresses:
        at = bisect_right(members, address, key=start_of) - 1
        if at >= 0 and holds(members[at], address):
            yield at


def _without(members: Sequence[Member], places: Sequence[int]) -> Sequence[Member]:
    found: list[Member] = []
    low = 0
    for at in (*places, len(members)):
        found += members[low:at]
        low = at + 1
    return found


def _regions(group: RowGroup, members: Sequence[Member]) -> Sequence[Region]:
    """Return the regions of some members, in order of address."""
    found = list(chain.from_iterable(map(regions_of, members)))
    return found if group.is_disjoint else sorted(found, key=_start)


def _large(group: RowGroup) -> tuple[frozenset[int], frozenset[int]]:
    """Return which members are large, and those with the few largest of alike ones."""
    sizes = _sizes(group)
    large = nlargest(_SHOWN, range(len(sizes)), key=sizes.__getitem__)
    if group.key.kind not in _ALIKE_KINDS:
        most = sum(sizes) // _LARGE
        found = frozenset(at for at in large if sizes[at] > most)
        return found, found
    most = _ALIKE * median_low(sizes)
    found = frozenset(at for at in large if sizes[at] > most)
    return found, found.union(large[:_OF_ALIKE])


def _sizes(group: RowGroup) -> list[int]:
    if group.members is group.regions:
        return [one or 0 for one in map(_resident, map(_usage, group.regions))]
    return [resident_of(one) for one in group.members]


def resident_of(member: Member) -> int:
    """Return bytes in RAM; what is unknown is not large."""
    return sum(one.usage.resident or 0 for one in regions_of(member))
