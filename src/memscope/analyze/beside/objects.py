"""What a process has in memory, as objects that another process may have, too.

An object is what people call by one name: a library, a file, the heap, all thread
stacks. It never reaches across a large hole; what lies beyond is the next of its kind.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from memscope.analyze.meanings import DELETED
from memscope.analyze.sorts import sort_of
from memscope.analyze.space.row import Amounts
from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.model.region import Region

LARGE_HOLE = 1 << 30
"""Bytes: what lies beyond is another neighbourhood."""
LIBRARY = "library"
"""The sort of an ELF image that is not the program's."""

_OF_IMAGES = {Kind.CODE, Kind.RODATA, Kind.RELRO, Kind.DATA, Kind.BSS}
_KERNEL = {Kind.VDSO, Kind.VVAR, Kind.VSYSCALL}
_STACKS = {Kind.THREAD_STACK, Kind.GUARD}


class ObjectKey(NamedTuple):
    """Names an object in whatever process it is.

    Attributes:
        sort: A kind, or `LIBRARY`.
        name: Path of a file or library; a label otherwise; "" where the kind says all.
        order: Which of those with the same sort and name, from the top.
    """

    sort: str
    name: str = ""
    order: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class ObjectPart:
    """An object in one process.

    Attributes:
        regions: In order of address, at least one.
        amounts: Their sums.
        near: Its neighbourhood: how many large holes lie above it.
    """

    regions: tuple[Region, ...]
    amounts: Amounts
    near: int = 0

    @property
    def start(self) -> int:
        """Lowest address."""
        return self.regions[0].start

    @property
    def end(self) -> int:
        """First address after the highest."""
        return self.regions[-1].end


@dataclass(frozen=True, slots=True, eq=False)
class Objects:
    """All objects of a process.

    Attributes:
        parts: By key, the highest address first.
        holes: Bytes of the large holes, from the top.
    """

    parts: dict[ObjectKey, ObjectPart]
    holes: tuple[int, ...] = ()


def objects_of(process: Process) -> Objects:
    """Return what a process has, the highest first; every region is in one object."""
    parts: dict[ObjectKey, ObjectPart] = {}
    orders: dict[tuple[str, str], int] = {}
    areas, holes = _neighbourhoods(process.regions)
    for near, regions in enumerate(areas):
        for name, found in _in_groups(regions, process.exe).items():
            order = orders.get(name, 0)
            orders[name] = order + 1
            key = ObjectKey(*name, order)
            parts[key] = part_of(tuple(reversed(found)), near)
    return Objects(parts, holes)


def part_of(regions: tuple[Region, ...], near: int = 0) -> ObjectPart:
    """Return regions in order of address with their sums."""
    return ObjectPart(regions, amounts_of(regions), near)


def _neighbourhoods(
    regions: Sequence[Region],
) -> tuple[list[list[Region]], tuple[int, ...]]:
    """Cut at large holes; all from the top."""
    areas: list[list[Region]] = []
    holes: list[int] = []
    below = None
    for region in reversed(regions):
        if below is not None and below - region.end >= LARGE_HOLE:
            holes.append(below - region.end)
            areas.append([])
        elif below is None:
            areas.append([])
        areas[-1].append(region)
        below = region.start
    return areas, tuple(holes)


def _in_groups(
    regions: Sequence[Region], exe: str | None
) -> dict[tuple[str, str], list[Region]]:
    found: dict[tuple[str, str], list[Region]] = {}
    for region in regions:
        found.setdefault(_name_of(region, exe), []).append(region)
    return found


def _name_of(region: Region, exe: str | None) -> tuple[str, str]:
    """Return sort and name: by path where there is one, else by what it is."""
    kind = region.kind
    if kind in _OF_IMAGES:
        image = (region.image or region.path).removesuffix(DELETED)
        is_library = bool(image) and exe is not None and image != _program(exe)
        return (LIBRARY, image) if is_library else (kind.value, "")
    if kind in _KERNEL:
        return Kind.VDSO.value, ""
    if kind in _STACKS:
        return Kind.THREAD_STACK.value, ""
    if kind is Kind.FILE or (kind is Kind.SHARED and region.path):
        return kind.value, region.path.removesuffix(DELETED)
    if kind in (Kind.HEAP, Kind.STACK):
        return kind.value, ""
    sort = sort_of(region, exe)
    return kind.value, sort.own or sort.label


def _program(exe: str) -> str:
    return exe.removesuffix(DELETED)


def amounts_of(regions: Sequence[Region]) -> Amounts:
    """Add up; a sum is None where it is known of no region."""
    usages = [region.usage for region in regions]
    resident = [usage.resident for usage in usages]
    return Amounts(
        sum(region.size for region in regions),
        _sum(resident),
        _sum([usage.private for usage in usages]),
        _sum([usage.shared for usage in usages]),
        _sum([usage.swapped for usage in usages]),
        is_partial=None in resident,
    )


def _sum(sizes: Sequence[int | None]) -> int | None:
    known = [size for size in sizes if size is not None]
    return sum(known) if known else None


def members_of(part: ObjectPart) -> Iterator[tuple[ObjectKey, ObjectPart]]:
    """Yield the regions of an object by themselves, the highest first.

    They are called by kind and label, and those of a file by their place in it, so
    that the one process's n-th is the other's n-th.
    """
    orders: dict[tuple[str, str], int] = {}
    for region in reversed(part.regions):
        place = f"{region.offset:x}" if region.inode else region.label
        name = region.kind.value, place
        order = orders.get(name, 0)
        orders[name] = order + 1
        yield ObjectKey(*name, order), part_of((region,), part.near)
