"""Of which sort a region is: derived from its kind and from the table of labels."""

import re
from functools import lru_cache

from msgspec import Struct

from memscope.model import labels, sorts
from memscope.model.kinds import Kind
from memscope.model.region import Region


class RegionSort(Struct, frozen=True, gc=False):
    """What a region is together with others.

    Attributes:
        label: Of all that are alike.
        kind: The kind that stands for them.
        own: What the region is called where it is large enough to stand alone; "" for
            one that has no name of its own.
    """

    label: str
    kind: Kind
    own: str = ""


_OF_IMAGES = {
    Kind.CODE: (
        (Kind.CODE, labels.CODE_OF),
        (sorts.ANY_CODE, sorts.PROGRAM_CODE, sorts.LIBRARY_CODE),
    ),
    Kind.RODATA: (
        (Kind.RODATA, labels.CONSTANTS_OF),
        (sorts.ANY_CONSTANTS, sorts.PROGRAM_CONSTANTS, sorts.LIBRARY_CONSTANTS),
    ),
    Kind.DATA: (
        (Kind.DATA, labels.DATA_OF),
        (sorts.ANY_DATA, sorts.PROGRAM_DATA, sorts.LIBRARY_DATA),
    ),
}
_OF_IMAGES[Kind.RELRO] = _OF_IMAGES[Kind.BSS] = _OF_IMAGES[Kind.DATA]

_TOGETHER = {
    sorts.ARENAS: (labels.ARENA, labels.ARENA_OF_THREADS, labels.ARENA_OF),
    sorts.ARENA_RESERVES: (labels.ARENA_RESERVE,),
    sorts.LARGE_BLOCKS: (labels.LARGE_BLOCK,),
    labels.ANONYMOUS: (labels.READ_ONLY.format(label=labels.ANONYMOUS),),
    sorts.THREAD_DATA: (labels.MAIN_THREAD_DATA, labels.THREAD_DATA_OF),
    sorts.OTHERS_MAIN_STACKS: (labels.MAIN_STACK_OF, labels.LENT_MAIN_STACK),
    sorts.THREAD_STACKS: (labels.SOME_STACK, labels.STACK_OF),
    sorts.KEPT_STACKS: (labels.KEPT_STACK,),
    sorts.UNJOINED_STACKS: (labels.UNJOINED_STACK,),
    sorts.ENDED_STACKS: (labels.ENDED_STACK,),
    sorts.STACKS_OF_NOBODY: (labels.NO_THREADS_STACK,),
    sorts.STACKS_UNDER: (labels.STACK_UNDER, labels.GOROUTINE_UNDER),
    sorts.SIGNAL_STACKS: (labels.SIGNAL_STACK_OF,),
    sorts.HOLES: (labels.HOLE_IN,),
    sorts.NO_ACCESS_TO_FILES: (labels.NO_ACCESS_TO,),
}
"""Labels that have another name together."""
_SORT_OF_LABEL = {one: sort for sort, those in _TOGETHER.items() for one in those}
_NAMED = frozenset(
    (
        *(labels.FILE, labels.ELF_AS_DATA, labels.PRIVATE_VIEW),
        *(labels.MEMFD_OF, labels.POSIX_OF, labels.SYSTEM_V),
        *(labels.AIO_RING, labels.KERNEL_SHARED),
    )
)
"""Labels with a name from outside, of which there may be thousands."""
_OF_KIND = {
    Kind.ARENA: sorts.ARENAS,
    Kind.THREAD_STACK: sorts.THREAD_STACKS,
    Kind.FILE: sorts.FILES,
    Kind.SHARED: sorts.SHARED,
    Kind.JIT: sorts.EXECUTABLE,
    Kind.UNKNOWN: sorts.UNKNOWN,
}
"""For these, and for labels that are in no table: of other versions, of programs."""
_OF_THE_KERNEL = (Kind.VDSO, Kind.VVAR, Kind.VSYSCALL)
_FIELD = re.compile(r"(\{\w+\})")
_STACK = _FIELD.split(labels.STACK_OF)[0]
_GUARDS = RegionSort(sorts.GUARDS, Kind.GUARD)
_THREAD_STACKS = RegionSort(sorts.THREAD_STACKS, Kind.THREAD_STACK)


def sort_of(region: Region, exe: str | None) -> RegionSort:
    """Return the sort of a region.

    Args:
        region: Any.
        exe: The program's file; None: unknown.
    """
    kind, label, path = region.kind, region.label, region.path
    if kind is Kind.GUARD:
        return _GUARDS
    if kind is Kind.THREAD_STACK and region.thread is not None:
        # A thread may have been named after one of our labels.
        return _THREAD_STACKS if label.startswith(_STACK) else _sort(kind, label)
    if path.startswith("[anon") and label in path:
        # A program may call its memory as we call ours.
        return RegionSort(_together(kind, region.is_shared), kind, label)
    if kind in _OF_IMAGES:
        is_program = None if exe is None else (region.image or path) == exe
        return _of_image(kind, label, is_program)
    return _sort(kind, label, region.is_shared)


@lru_cache(maxsize=16384)
def _sort(kind: Kind, label: str, is_shared: bool = False) -> RegionSort:
    """Do it once for all regions that are called the same."""
    if kind in _OF_THE_KERNEL:
        return RegionSort(sorts.KERNEL_PAGES, Kind.VVAR)
    template = _template_of(label)
    if not template or template in _NAMED:
        return RegionSort(_together(kind, is_shared), kind, label)
    found = _SORT_OF_LABEL.get(template) or _SORT_OF_LABEL.get(label)
    return RegionSort(found or label, kind)


def _together(kind: Kind, is_shared: bool) -> str:
    if kind is Kind.FILE and is_shared:
        return sorts.SHARED_FILES
    return _OF_KIND.get(kind, sorts.NAMED)


@lru_cache(maxsize=4096)
def _of_image(kind: Kind, label: str, is_program: bool | None) -> RegionSort:
    (stands_for, template), (any_, programs, libraries) = _OF_IMAGES[kind]
    name = any_ if is_program is None else programs if is_program else libraries
    _word, is_of, image = label.partition(" of ")
    has_own = is_of and not is_program
    return RegionSort(name, stands_for, template.format(name=image) if has_own else "")


_WITH_FIELD = sorted((one for one in labels.ALL if "{" in one), key=len, reverse=True)
_WHOLE = frozenset(labels.ALL) - frozenset(_WITH_FIELD)


def _pattern_of(template: str) -> str:
    """Return a template as a pattern; numbers are numbers."""
    before, field, after = _FIELD.split(template)
    inside = r"\d+" if field == "{n}" else ".+"
    return re.escape(before) + inside + re.escape(after)


_PATTERN = re.compile(
    "|".join(f"({_pattern_of(one)})" for one in _WITH_FIELD), re.DOTALL
)


def _template_of(label: str) -> str:
    """Return the row of the table of labels that one was made of; "" for none."""
    if label in _WHOLE:
        return label
    found = _PATTERN.fullmatch(label)
    return _WITH_FIELD[found.lastindex - 1] if found and found.lastindex else ""
