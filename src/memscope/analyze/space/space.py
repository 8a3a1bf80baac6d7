"""An address space as a table has it: neighbourhoods, groups, holes; from the top."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter, sub

from memscope.analyze.space.classes import Class, classes_of
from memscope.analyze.space.group import RowGroup
from memscope.analyze.space.hole import Hole
from memscope.analyze.space.program import with_program
from memscope.analyze.space.row import RowKey, What
from memscope.analyze.space.strict import Strict
from memscope.analyze.space.things import members_of
from memscope.model.process import Process
from memscope.model.region import Region

_start, _end = attrgetter("start"), attrgetter("end")
FAR = 1 << 30
"""Bytes of a hole that ends a neighbourhood."""
SHOWN = 1 << 20
"""Bytes of a hole that has a row between groups; all open, every one has."""
Entry = RowGroup | Hole
Near = tuple[RowGroup, ...]


@dataclass(frozen=True, slots=True, eq=False)
class MemorySpace:
    """The address space of one process.

    Attributes:
        process: As it was looked at.
        regions: Those of its regions that are shown, in order of address.
        starts: Their first addresses.
        group_of: The group of each.
        near: Groups by neighbourhood, from the top; each stands at its highest
            address.
        strict: All regions and holes.
        is_whole: All of the process: no filter took anything away.
    """

    process: Process
    regions: Sequence[Region]
    starts: Sequence[int]
    group_of: Sequence[RowGroup]
    near: tuple[Near, ...]
    strict: Strict
    is_whole: bool = True

    @property
    def identity(self) -> tuple[int, int]:
        """Pid and start time."""
        return self.process.identity

    @property
    def groups(self) -> Iterator[RowGroup]:
        """All of them, from the top."""
        return (group for near in self.near for group in near)

    def index_at(self, address: int) -> int | None:
        """Return the number of the region that an address lies in."""
        at = bisect_right(self.starts, address) - 1
        return at if at >= 0 and address < self.regions[at].end else None

    def entries(self, *, folds_program: bool = False) -> Iterator[Entry]:
        """Yield groups and the holes between them, from the top.

        Args:
            folds_program: The program's parts are one group.
        """
        bottom: int | None = None
        for near in self.near:
            for group in with_program(near) if folds_program else near:
                if self.is_whole and bottom is not None and bottom - group.end >= SHOWN:
                    yield Hole(group.end, bottom)
                yield group
                bottom = group.start if bottom is None else min(bottom, group.start)


def space_of(process: Process, before: MemorySpace | None = None) -> MemorySpace:
    """Return the space of a process; where no region differs, the one of before.

    Args:
        process: Its regions in order of address.
        before: Of an earlier look.
    """
    regions = process.regions
    if before is not None and before.is_whole and before.regions == regions:
        return before
    gaps = _gaps(regions)
    far = [at for at, gap in enumerate(gaps, 1) if gap >= FAR]
    near: list[Near] = []
    group_of: list[RowGroup | None] = [None] * len(regions)
    counts: dict[Class, int] = {}
    high = len(regions)
    classes = classes_of(process)
    for low in (*reversed(far), 0) if regions else ():
        near.append(_groups(process, classes, (low, high), counts, group_of))
        high = low
    return _finished(process, regions, [one for one in group_of if one], tuple(near))


def part_of(space: MemorySpace, regions: Sequence[Region]) -> MemorySpace:
    """Return a space of which only some regions are shown, under the same keys.

    Args:
        space: All of it.
        regions: Some of its regions, in order of address.
    """
    places = [at for one in regions if (at := space.index_at(one.start)) is not None]
    wanted: dict[RowGroup, list[Region]] = {}
    for at in places:
        # The space may know more of a region than the quick look it was taken from.
        wanted.setdefault(space.group_of[at], []).append(space.regions[at])
    made = {
        group: group if len(those) == len(group.regions) else _group(group.key, those)
        for group, those in wanted.items()
    }
    near = tuple(
        tuple(sorted((made[one] for one in groups if one in made), key=_from_top))
        for groups in space.near
    )
    return _finished(
        space.process,
        [space.regions[at] for at in places],
        [made[space.group_of[at]] for at in places],
        tuple(filter(None, near)),
        is_whole=False,
    )


def _finished(
    process: Process,
    regions: Sequence[Region],
    group_of: Sequence[RowGroup],
    near: tuple[Near, ...],
    *,
    is_whole: bool = True,
) -> MemorySpace:
    starts = list(map(_start, regions))
    gaps = _gaps(regions) if is_whole else ()
    above = [at for at, gap in enumerate(gaps, 1) if gap]
    strict = Strict(regions, above[::-1])
    return MemorySpace(process, regions, starts, group_of, near, strict, is_whole)


def _gaps(regions: Sequence[Region]) -> list[int]:
    """Return the bytes between each region and the next one."""
    return list(map(sub, map(_start, regions[1:]), map(_end, regions)))


def _groups(
    process: Process,
    classes: Sequence[Class],
    bounds: tuple[int, int],
    counts: dict[Class, int],
    group_of: list[RowGroup | None],
) -> Near:
    """Make the groups of one neighbourhood, and say which region is in which."""
    found: dict[Class, list[int]] = {}
    for at in range(*bounds):
        found.setdefault(classes[at], []).append(at)
    groups = []
    for class_, those in found.items():
        number = counts[class_] = counts.get(class_, -1) + 1
        key = RowKey(process.identity, What.GROUP, number, *class_)
        group = _group(key, [process.regions[at] for at in those])
        groups.append(group)
        for at in those:
            group_of[at] = group
    return tuple(sorted(groups, key=_from_top))


def _group(key: RowKey, regions: Sequence[Region]) -> RowGroup:
    members = members_of(key, regions)
    alone = members[0] if len(members) == 1 else None
    if isinstance(alone, RowGroup):
        members = alone.members
    group = RowGroup(key, regions, members)
    group.add_up()  # here, beside the screen's thread
    return group


def _from_top(group: RowGroup) -> int:
    return -group.end
