"""What a region is put together with: one kind and label within a neighbourhood."""

from collections.abc import Hashable
from operator import attrgetter

from memscope.analyze.sorts import sort_of
from memscope.model import sorts
from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.model.region import Region

LIBRARY = "library"
"""Kind of the group of all ELF files but the program's."""
PROGRAM = "program"
"""Kind of the group into which the program's parts are folded where lines are few."""
Class = tuple[str, str]
"""Kind and label of a group; the label is English, of the tables in `model`."""

_PARTS = {
    Kind.CODE: Kind.CODE,
    Kind.RODATA: Kind.RODATA,
    Kind.RELRO: Kind.RODATA,
    Kind.DATA: Kind.DATA,
    Kind.BSS: Kind.BSS,
}
"""Which part of an image a kind belongs to."""
PARTS = frozenset(one.value for one in _PARTS.values())
_OF_THE_KERNEL = (Kind.VDSO, Kind.VVAR, Kind.VSYSCALL)
KERNEL: Class = (Kind.VDSO.value, sorts.KERNEL_PAGES)
ARENAS: Class = (Kind.ARENA.value, sorts.ARENAS)
_GUARD = Kind.GUARD.value
STACK = Kind.THREAD_STACK.value


_said = attrgetter("kind", "label", "path", "image", "perms", "thread")


def classes_of(process: Process) -> list[Class]:
    """Return the class of each region of a process; a stack has its guard."""
    regions = process.regions
    known: dict[Hashable, Class] = {}
    found: list[Class] = []
    # Thousands of regions say the same of themselves.
    for at, said in enumerate(map(_said, regions)):
        class_ = known.get(said)
        if class_ is None:
            class_ = known[said] = _class(regions[at], process.exe)
        found.append(class_)
    guards = [at for at, one in enumerate(found[:-1]) if one[0] == _GUARD]
    for at in reversed(guards):
        if found[at + 1][0] == STACK:
            is_its_guard = regions[at].end == regions[at + 1].start
            found[at] = found[at + 1] if is_its_guard else found[at]
    return found


def _class(region: Region, exe: str | None) -> Class:
    kind = region.kind
    if kind in _OF_THE_KERNEL:
        return KERNEL
    if kind in _PARTS:
        # Of an unknown program all images are libraries.
        image = region.image or region.path
        return (_PARTS[kind].value, "") if image == exe else (LIBRARY, "")
    label = sort_of(region, exe).label
    return ARENAS if label == sorts.ARENA_RESERVES else (kind.value, label)
