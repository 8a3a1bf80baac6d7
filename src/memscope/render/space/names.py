"""What a row of the memory table is called, in the reader's language."""

from collections.abc import Sequence

from memscope.analyze.space.classes import KERNEL, LIBRARY, PARTS, PROGRAM, STACK
from memscope.analyze.space.row import SpaceRow, What
from memscope.analyze.space.things import main_region
from memscope.i18n import N_, _, ngettext
from memscope.model import labels, sorts
from memscope.model.kinds import Kind
from memscope.model.label_text import label_text
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.render.palette import KIND_STYLES
from memscope.render.words.labels import shown_path
from memscope.render.words.names import base_name, colour_key, process_name
from memscope.render.words.special import special_name
from memscope.units import cell_width, format_address, format_bytes, safe, shorten

_IMAGE_KINDS = (Kind.CODE, Kind.RODATA, Kind.RELRO, Kind.DATA, Kind.BSS)
_MANY = frozenset(
    (
        *(sorts.ARENAS, sorts.LARGE_BLOCKS, sorts.OTHERS_MAIN_STACKS),
        *(sorts.THREAD_STACKS, sorts.KEPT_STACKS, sorts.UNJOINED_STACKS),
        *(sorts.ENDED_STACKS, sorts.STACKS_OF_NOBODY, sorts.STACKS_UNDER),
        *(sorts.SIGNAL_STACKS, sorts.GUARDS, sorts.FILES, sorts.SHARED_FILES),
        *(sorts.HOLES, sorts.NO_ACCESS_TO_FILES),
    )
)
"""Sorts whose names are words for several things, which can be counted."""
_COUNTED = N_("{n} {things}")
_PARTS_IN_ORDER = (Kind.BSS, Kind.DATA, Kind.RODATA, Kind.CODE)


def row_name(row: SpaceRow) -> str:
    """Return the name of a row; safe to show, of any length."""
    match row.what:
        case What.PROCESS:
            return f"{row.process.pid} {process_name(row.process)}"
        case What.HOLE:
            return _("{size} unmapped").format(size=format_bytes(row.size))
        case What.MORE:
            return _more(row)
        case What.PAGES:
            return ""
        case What.GROUP:
            return _group_name(row)
    return _region_name(row)


def _more(row: SpaceRow) -> str:
    if row.key.kind in (STACK, Kind.ARENA.value):
        return _("{n} more alike").format(n=row.members)
    return _("{n} more").format(n=row.members)


def _group_name(row: SpaceRow) -> str:
    kind, label, count = row.key.kind, row.key.label, row.members
    if kind == LIBRARY:
        return _library_name(row)
    if kind == PROGRAM:
        return _program_name(row.regions)
    if kind in PARTS:
        return _(Kind(kind).english)
    if (kind, label) == KERNEL:
        return _kernel_name(row.regions)
    if kind == STACK and _is_one_stack(row.regions):
        return owner_name(main_region(row.regions), row.process)
    if label == labels.RESERVED:
        return _(Kind.RESERVED.english)
    if kind == Kind.HEAP.value and label == labels.HEAP:
        return _("heap (brk)")
    if label == labels.MAIN_STACK:
        return _("main stack")
    if row.key.start and main_region(row.regions).thread is not None:
        return owner_name(main_region(row.regions), row.process)
    if row.key.start or len(row.regions) == 1:
        return thing_name(main_region(row.regions), row.process)
    return _many_name(row, label, count)


def _many_name(row: SpaceRow, label: str, count: int) -> str:
    if label not in _MANY and row.key.kind == Kind.FILE.value:
        return base_name(label)
    if label == sorts.THREAD_STACKS:
        text = ngettext("{n} thread stack", "{n} thread stacks", count)
        return text.format(n=count)
    if label == sorts.FILES:
        return ngettext("{n} file", "{n} files", count).format(n=count)
    if label == labels.ANONYMOUS:
        return ngettext("{n} anonymous", "{n} anonymous", count).format(n=count)
    if label in _MANY:
        return _(_COUNTED).format(n=count, things=label_text(label))
    return safe(label_text(label))


def _library_name(row: SpaceRow) -> str:
    if row.key.label:
        return base_name(row.key.label)
    images = {one.image or one.path for one in row.regions}
    if len(images) == 1:
        return base_name(images.pop())
    return ngettext("{n} library", "{n} libraries", len(images)).format(n=len(images))


def _program_name(regions: Sequence[Region]) -> str:
    there = {one.kind for one in regions}
    letters = (KIND_STYLES[one].letter for one in _PARTS_IN_ORDER if one in there)
    return _("program: {letters}").format(letters=" ".join(letters))


def _kernel_name(regions: Sequence[Region]) -> str:
    there = list(dict.fromkeys(one.kind for one in reversed(regions)))
    names = ", ".join(_(kind.english) for kind in there)
    return _("kernel: {names}").format(names=names)


def _is_one_stack(regions: Sequence[Region]) -> bool:
    """Tell whether one of them is a stack; of 5,000 it is known after the second."""
    stacks = (one for one in regions if one.kind is Kind.THREAD_STACK)
    return next(stacks, None) is not None and next(stacks, None) is None


def owner_name(stack: Region, process: Process) -> str:
    """Return whose stack or arena it is: `4250 worker-1`."""
    if stack.thread is None:
        return safe(label_text(stack.label)) or _(stack.kind.english)
    name = thread_name_of(process, stack.thread)
    return f"{stack.thread} {name}".rstrip()


def thread_name_of(process: Process, tid: int) -> str:
    """Return the kernel's name of a thread; "" for one that is not there."""
    found = next((one for one in process.threads if one.tid == tid), None)
    if found is None:
        return ""
    if tid == process.pid and found.name == process.name:
        return _("main")
    return safe(found.name)


def thing_name(region: Region, process: Process) -> str:
    """Return what one region is called where it stands alone."""
    if region.kind in _IMAGE_KINDS and region.image and region.image != process.exe:
        return f"{base_name(region.image)} {_(region.kind.english)}"
    if region.kind is Kind.THREAD_STACK:
        return owner_name(region, process)
    if region.label == labels.MAIN_STACK:
        return _("main stack")
    if region.label == labels.HEAP:
        return _("heap (brk)")
    if region.inode and region.kind in (Kind.FILE, Kind.SHARED):
        return base_name(shown_path(region))
    if region.kind in _IMAGE_KINDS:
        return _(region.kind.english)
    return (
        special_name(region) or safe(label_text(region.label)) or _(region.kind.english)
    )


def _region_name(row: SpaceRow) -> str:
    """Inside a group the name says what is different; the letter says the rest."""
    region = row.regions[0]
    if not row.is_inside:
        return thing_name(region, row.process)
    if region.kind in _IMAGE_KINDS or region.kind is Kind.GUARD:
        return _(region.kind.english)
    if region.kind is Kind.THREAD_STACK:
        return _("stack")
    if region.kind is Kind.ARENA and region.thread is not None:
        return owner_name(region, row.process)
    if region.label in _SAME or not region.label:
        return format_address(region.start)
    return thing_name(region, row.process)


_SAME = frozenset(one for one in labels.ALL if "{" not in one)
"""Labels that all of a group have: the address tells them apart."""


def fit_name(name: str, width: int) -> str:
    """Cut a name to a width; a library's version goes first, then its middle."""
    if cell_width(name) <= width:
        return name
    library, dot, _version = name.partition(".so.")
    if dot and cell_width(library) + 3 <= width:
        return f"{library}.so"
    if width < 8 or not name.isascii():
        return shorten(name, width)
    tail = width // 3
    return f"{name[: width - tail - 1]}…{name[-tail:]}"


def letter_of(row: SpaceRow) -> tuple[str, str]:
    """Return letter and colours of a row."""
    kind = row.key.kind
    if kind == LIBRARY:
        return "L", LIBRARY
    if kind == PROGRAM:
        return KIND_STYLES[Kind.CODE].letter, Kind.CODE.value
    if row.what in (What.GROUP, What.MORE):
        return KIND_STYLES[Kind(kind)].letter, kind
    region = row.regions[0]
    return KIND_STYLES[region.kind].letter, colour_key(region, row.process.exe)
