"""What a process has in memory, as objects that another process may have, too.

An object is what people call by one name: a library, a file, the heap, all thread
stacks. It never reaches across a large hole; what lies beyond is the next of its kind.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from memscope.analyze.meanings import DELETED
from memscope.analyze.sorts import sort_of
from memscope.analyze.space.amounts import amounts_of
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
        path: Of an ELF image: its file; "" of anything else.
        build: Which build of it that is, in hex; "": unknown, or no image.
        is_other: What is at this path in another of the processes is another build.
    """

    regions: tuple[Region, ...]
    amounts: Amounts
    near: int = 0
    path: str = ""
    build: str = ""
    is_other: bool = False

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
    builds = _Builds(process)
    areas, holes = _neighbourhoods(process.regions)
    for near, regions in enumerate(areas):
        groups = _in_groups(regions, process.exe, builds)
        for (sort, name, build), found in groups.items():
            order = orders.get((sort, name), 0)
            orders[sort, name] = order + 1
            part = part_of(tuple(reversed(found)), near)
            path = builds.path_of(found[0])
            parts[ObjectKey(sort, name, order)] = replace(part, path=path, build=build)
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


class _Builds:
    """Which build of which file a region is of."""

    def __init__(self, process: Process) -> None:
        builds = process.builds or ()
        self._of_file = {(one.device, one.inode): one.id for one in builds}
        self._at_path = {one.path: one.id for one in builds}

    def path_of(self, region: Region) -> str:
        """Return the file of a part of an image; "" of anything else."""
        return _image_of(region) if region.kind in _OF_IMAGES else ""

    def of(self, region: Region) -> str:
        """Return its build; what no file is behind, such as .bss, has its image's."""
        if region.kind not in _OF_IMAGES:
            return ""
        if region.inode:
            return self._of_file.get((region.device, region.inode), "")
        return self._at_path.get(region.image or region.path, "")


def _image_of(region: Region) -> str:
    return (region.image or region.path).removesuffix(DELETED)


def _in_groups(
    regions: Sequence[Region], exe: str | None, builds: _Builds
) -> dict[tuple[str, str, str], list[Region]]:
    """Put together what is one object: of one sort, name and build."""
    found: dict[tuple[str, str, str], list[Region]] = {}
    for region in regions:
        key = (*_name_of(region, exe), builds.of(region))
        found.setdefault(key, []).append(region)
    return found


def _name_of(region: Region, exe: str | None) -> tuple[str, str]:
    """Return sort and name: by path where there is one, else by what it is."""
    kind = region.kind
    if kind in _OF_IMAGES:
        image = _image_of(region)
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
