"""One row of a map: spine and letter, name, size, touched against reserved."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from memscope.i18n import _, ngettext
from memscope.model.kinds import Kind
from memscope.model.region import Region, access_of
from memscope.render.bars import bar
from memscope.render.map.blocks import Block
from memscope.render.map.exact import Hole
from memscope.render.palette import ACCESS_MARKS, KIND_STYLES, Sort
from memscope.render.runs import Line, Run, cell, fit_line
from memscope.render.words.access import access_style, marked
from memscope.render.words.names import base_name, colour_key, look_of, region_name
from memscope.render.words.special import special_name
from memscope.units import UNKNOWN, cell_width, format_bytes

LEAD = 5
"""Cells before the name: mark, spine of three, a blank."""
_NARROW = 44
"""Cells below which a block's size and bar leave more room to its name."""
TWIN = "═"
"""Another process on screen maps the same pages of the same file."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What is special about a row right now.

    Attributes:
        changed: It changed a moment ago.
        twin: Another process shown maps the same file pages.
        digits: Of its address.
    """

    changed: bool = False
    twin: bool = False
    digits: int = 12


def compact_bytes(size: int | None) -> str:
    """Return a size in at most four cells: `132K`, `8M`, `1.2G`."""
    text = format_bytes(size)
    return text.replace(" ", "").removesuffix("iB").removesuffix("B") or UNKNOWN


def short_address(address: int, digits: int = 12) -> str:
    """Return an address in twelve cells at most; a kernel half one loses its ffff."""
    text = f"{address:0{digits}x}"
    return text if len(text) <= 12 else "…" + text[-11:]


def lead(letter: str, key: str, marks: Marks, *, is_tight: bool = False) -> Line:
    """Draw what every row begins with: five cells, or three where it is tight."""
    return (
        Run(TWIN if marks.twin else " ", "ink.shared strong"),
        Run(letter if is_tight else f" {letter} ", f"spine.{key}"),
        Run(" ", f"band.{key}"),
    )


def region_row(region: Region, width: int, exe: str | None, marks: Marks) -> Line:
    """Draw a region as a row of the exact map."""
    key, weight = colour_key(region, exe), "strong" if marks.changed else ""
    band, columns = f"band.{key}", _columns(width)
    size = format_bytes if columns.size > 5 else compact_bytes
    first = lead(look_of(region).letter, key, marks, is_tight=columns.is_tight)
    runs: list[Run] = [
        *(first if columns.perms else _with_sign(first, region, band)),
        cell(short_address(region.start, marks.digits), 13, f"{band} muted"),
        _perms(region, columns.perms, band),
        cell(_row_name(region, columns.name), columns.name, f"{band} {weight}"),
        cell(size(region.size), columns.size, f"{band} {weight or 'muted'}", ">"),
    ]
    if columns.bar:
        runs.append(Run(" ", band))
        runs += bar(region.usage.resident, region.size, columns.bar - 1, key)
    return fit_line(runs, width, band)


def _perms(region: Region, width: int, band: str) -> Run:
    style = access_style(region.perms, "muted")
    return cell(marked(region.perms) if width else "", width, f"{band} {style}")


def _with_sign(first: Line, region: Region, band: str) -> Line:
    """Where there is no room for permissions, only their mark takes the blank."""
    access = access_of(region.perms)
    if access is None:
        return first
    mark = ACCESS_MARKS[access]
    return (*first[:-1], Run(mark.sign, f"{band} {mark.style}"))


@dataclass(frozen=True, slots=True)
class _Columns:
    """Widths in cells; 0: there is no room for it."""

    is_tight: bool
    perms: int
    name: int
    size: int
    bar: int


@lru_cache(maxsize=64)
def _columns(width: int) -> _Columns:
    is_tight = width < 36
    room = width - (3 if is_tight else LEAD) - 13
    size = 9 if room >= 34 else 5
    bar_width = 0 if room < 24 else max(6, min(13, room - 26))
    perms = 5 if room - size - bar_width >= 18 else 0
    return _Columns(is_tight, perms, room - size - bar_width - perms, size, bar_width)


def _row_name(region: Region, room: int) -> str:
    """The letter says what it is, so the name says whose."""
    if region.image is not None:
        return _image_name(region.image, room)
    return _fitting(region_name(region), region, room)


def _image_name(path: str, room: int) -> str:
    """Leave out a library's version before any of its name is cut."""
    name = base_name(path)
    library, dot, _version = name.partition(".so.")
    return f"{library}.so" if dot and cell_width(name) > room else name


def _fitting(name: str, region: Region, room: int) -> str:
    """Return the name, or less of it than would be cut; the letter says the rest."""
    if cell_width(name) <= room:
        return name
    if region.kind in {Kind.STACK, Kind.THREAD_STACK} and region.thread is not None:
        return str(region.thread)
    if region.kind is Kind.SHARED and special_name(region):
        return _(Kind.SHARED.english)
    if region.kind is Kind.ANON and not special_name(region):
        return _("anon")
    return name


def hole_row(hole: Hole, width: int) -> Line:
    """Draw a hole: dotted, with its size."""
    text = f" {_('{size} unmapped').format(size=format_bytes(hole.size))} "
    dots = max(0, width - LEAD - cell_width(text) - 1)
    left = min(dots // 2, 8)
    return fit_line(
        (
            Run(" " * LEAD),
            Run("┄" * left, "faint"),
            Run(text, "muted"),
            Run("┄" * (dots - left), "faint"),
        ),
        width,
    )


def block_name(block: Block, exe: str | None) -> str:
    """Return what to call a block."""
    count = block.members
    if block.sort is Sort.KERNEL:
        return _("kernel")
    if block.sort is Sort.LIBRARY:
        if count == 1:
            return base_name(block.regions[0].image or "")
        return ngettext("{n} library", "{n} libraries", count).format(n=count)
    if count == 1:
        return (
            region_name(block.main, exe)
            if block.sort is not Sort.RODATA
            else _(Kind.RODATA.english)
        )
    return _many(block.sort, count)


def _fitting_block(block: Block, exe: str | None, room: int) -> str:
    name = block_name(block, exe)
    if block.sort is Sort.LIBRARY and block.members == 1:
        return _image_name(block.regions[0].image or "", room)
    if block.sort is Sort.RODATA and cell_width(name) > room:
        return _("read-only")
    if block.is_one:
        return _fitting(name, block.main, room)
    if block.sort is Sort.ANON and cell_width(name) > room:
        return _("{n} anon").format(n=block.members)
    return name


def _many(sort: Sort, count: int) -> str:
    match sort:
        case Sort.FILE:
            text = ngettext("{n} file", "{n} files", count)
        case Sort.ANON:
            text = ngettext("{n} anonymous", "{n} anonymous", count)
        case Sort.ARENA:
            text = ngettext("{n} arena", "{n} arenas", count)
        case Sort.THREAD_STACK:
            text = ngettext("{n} stack", "{n} stacks", count)
        case Sort.RESERVED:
            text = ngettext("{n} reservation", "{n} reservations", count)
        case _:
            text = ngettext("{n} region", "{n} regions", count)
    return text.format(n=count)


def block_letter(block: Block) -> str:
    """Return the letter on a block's spine; a library is more than its code."""
    if block.sort is Sort.LIBRARY:
        return "L"
    if block.sort is Sort.RODATA:
        return KIND_STYLES[Kind.RODATA].letter
    return look_of(block.main).letter


def block_row(block: Block, width: int, exe: str | None, marks: Marks) -> Line:
    """Draw the first line of a block.

    Args:
        block: What to draw.
        width: Terminal cells.
        exe: The program's path, to tell it from libraries.
        marks: What is special about it now.
    """
    key, band = block.key, f"band.{block.key}"
    weight = "strong" if marks.changed else ""
    is_tight = width < _NARROW
    bar_width = max(4, min(14, (width - LEAD) // (5 if is_tight else 4)))
    size = compact_bytes(block.size) if is_tight else format_bytes(block.size)
    size_width = 5 if is_tight else 9
    name_width = width - LEAD - size_width - 1 - bar_width
    name = _fitting_block(block, exe, name_width)
    runs = [
        *lead(block_letter(block), key, marks),
        cell(name, name_width, f"{band} {weight}"),
        cell(size, size_width, f"{band} {weight or 'muted'}", ">"),
        Run(" ", band),
        *bar(block.resident, block.size, bar_width, key),
    ]
    return fit_line(runs, width, band)


def block_line(block: Block, detail: Iterable[Run], width: int) -> Line:
    """Draw a further line of a block: its shaded spine, and a detail."""
    band = f"band.{block.key}"
    runs = (
        Run(" "),
        Run("   ", f"shade.{block.key}"),
        Run(" ", band),
        *(Run(text, f"{band} {style}") for text, style in detail),
    )
    return fit_line(runs, width, band)
