"""What allocators hold, as text: what is kept, arena by arena, block by block."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from memscope.analyze.malloc.arena import GLIBC
from memscope.i18n import _, ngettext
from memscope.model.heap import HeapLook, ShownBlocks
from memscope.model.occupancy import BlockState, MallocBlock, Occupancy
from memscope.model.process import Process
from memscope.render.columns.column import select
from memscope.render.columns.heap import (
    ARENA_COLUMNS,
    CLASS_COLUMNS,
    ArenaRow,
    class_rows,
    ranged,
    summed,
)
from memscope.render.gap_lines import gap_lines
from memscope.render.runs import EMPTY, Line, Run, line, wrap
from memscope.render.text.table import table_lines
from memscope.render.words.evidence import gap_text
from memscope.render.words.heap import (
    STATES,
    arena_name,
    arena_threads,
    heap_title,
)
from memscope.units import format_address, format_bytes, format_ms

_WIDTH = 100
_MOST_ARENAS = 24
_MOST_CLASSES = 16
_HEADER = 16
"""Bytes before what the program has."""
_GIVING_WAY = ("largest", "cached", "picture", "blocks", "size", "threads")
"""Columns that a narrow terminal does not show, the first to go first."""
(_PICTURE,) = select(ARENA_COLUMNS, "picture")
_DRAWN = {
    BlockState.LIVE: "█",
    BlockState.MAPPED: "█",
    BlockState.FREE: "░",
    BlockState.CACHED: "▒",
    BlockState.FAST: "▒",
    BlockState.TOP: "·",
}


def heap_lines(
    process: Process, look: HeapLook, *, width: int | None = None
) -> list[Line]:
    """Return what was seen as styled lines.

    Args:
        process: As it was looked at.
        look: What its allocators hold.
        width: Cells of a line; None: a hundred.
    """
    room = width or _WIDTH
    lines = list(_headlines(process, look, room))
    malloc = [one for one in look.arenas if one.allocator == GLIBC]
    if malloc:
        lines += [EMPTY, *_arena_lines(malloc, process, width)]
        lines += _class_lines(malloc) if look.shown is None else []
    others = sorted({one.allocator for one in look.arenas} - {GLIBC})
    for name in others:
        mine = [one for one in look.arenas if one.allocator == name]
        lines += [EMPTY, *_other_lines(mine, room)]
    if look.shown is not None:
        lines += [EMPTY, *_shown_lines(look.shown, room)]
    lines += _broken_lines(look.arenas, room)
    if look.gaps:
        lines += [EMPTY, line(Run(_("not seen"), "title"))]
        lines += gap_lines(look.gaps, room)
    return lines


def _headlines(process: Process, look: HeapLook, room: int) -> Iterator[Line]:
    for part in wrap(heap_title(process, look.arenas), room):
        yield line(Run(part, "title"))
    for part in wrap(" · ".join(_facts(look)), room):
        yield line(part)


def _facts(look: HeapLook) -> Iterator[str]:
    malloc = [one for one in look.arenas if one.allocator == GLIBC]
    whole = [one for one in malloc if one.whole]
    if whole:
        given = format_bytes(sum(one.returnable or 0 for one in whole))
        yield _("malloc_trim(0) would give back {size}").format(size=given)
    if len(whole) < len(malloc):
        text = _("{n} of {all} arenas of malloc could be walked whole")
        yield text.format(n=len(whole), all=len(malloc))
    if look.large_blocks:
        text = ngettext(
            "besides, {n} large block of {size}",
            "besides, {n} large blocks of {size}",
            look.large_blocks,
        )
        yield text.format(n=look.large_blocks, size=format_bytes(look.large_bytes))
    yield _("took {time}").format(time=format_ms(look.took_ms))


def _arena_lines(
    arenas: Sequence[Occupancy], process: Process, width: int | None
) -> list[Line]:
    ranked = sorted(arenas, key=lambda one: -(one.live or 0) - (one.free or 0))
    shown = set(map(id, ranked[:_MOST_ARENAS]))
    rows = [
        ArenaRow(one, arena_name(one), arena_threads(one, process))
        for one in arenas
        if id(one) in shown
    ]
    rest = ranked[_MOST_ARENAS:]
    if rest:
        text = ngettext("{n} smaller one", "{n} smaller ones", len(rest))
        rows.append(ArenaRow(_sum(rest), text.format(n=len(rest)), ""))
    lines = table_lines(ARENA_COLUMNS, rows, width=width, optional=_GIVING_WAY)
    if any(_PICTURE.heading in run.text for run in lines[0]):
        lines.append(line(Run(_("█ all in use · · all free"), "muted")))
    return lines


def _sum(arenas: Sequence[Occupancy]) -> Occupancy:
    def added(name: str) -> int:
        return sum(getattr(one, name) or 0 for one in arenas)

    return Occupancy(
        allocator=GLIBC,
        arena=arenas[0].arena,
        name="",
        stretches=tuple(part for one in arenas for part in one.stretches),
        live=added("live"),
        free=added("free"),
        cached=added("cached"),
        returnable=added("returnable"),
        live_blocks=added("live_blocks"),
        largest_free=max(one.largest_free or 0 for one in arenas),
    )


def _other_lines(arenas: Sequence[Occupancy], room: int) -> Iterator[Line]:
    """Say of another allocator what its arenas hold together."""
    whole = [one for one in arenas if one.whole]
    count = ngettext("{n} arena", "{n} arenas", len(whole)).format(n=len(whole))
    live = sum(one.live or 0 for one in whole)
    free = sum(one.free or 0 for one in whole)
    text = _("{allocator}: {arenas} held by {n} blocks in use: {live}; free: {free}")
    said = text.format(
        allocator=arenas[0].allocator,
        arenas=count,
        n=f"{sum(one.live_blocks or 0 for one in whole):,}",
        live=format_bytes(live),
        free=format_bytes(free),
    )
    for part in wrap(said, room):
        yield line(Run(part, "strong"))
    yield from _class_lines(whole)


def _class_lines(arenas: Sequence[Occupancy]) -> list[Line]:
    classes = summed(one for arena in arenas for one in arena.classes)
    if not classes:
        return []
    rows = class_rows(classes if len(classes) <= _MOST_CLASSES else ranged(classes))
    return [EMPTY, *table_lines(CLASS_COLUMNS, rows)]


def _shown_lines(shown: ShownBlocks, room: int) -> Iterator[Line]:
    if not shown.blocks:
        yield line(Run(_("its blocks could not be walked just now"), "warn"))
        return
    yield from _drawing(shown, room)
    digits = max(len(format_address(one.start)) for one in shown.blocks) - 2
    for one in shown.blocks:
        is_asked = shown.address is not None and one.start <= shown.address < one.end
        yield line(
            Run("▶ " if is_asked else "  ", "accent"),
            Run(format_address(one.start, digits), "strong" if is_asked else ""),
            f"  {one.size:>14,}  ",
            Run(f"{_DRAWN[one.state]} {_(STATES[one.state])}", _style(one)),
            *_inside(one, shown.address if is_asked else None),
        )
    if shown.is_cut:
        yield line(Run(_("… there are more"), "muted"))


def _style(one: MallocBlock) -> str:
    return "" if one.state in (BlockState.LIVE, BlockState.MAPPED) else "muted"


def _inside(one: MallocBlock, address: int | None) -> Iterator[Run]:
    """Say where in a block an address is; a program counts from behind the header."""
    if address is not None:
        n = address - one.start - _HEADER
        text = _("0x{address:x} is in its header")
        if n >= 0:
            text = _("0x{address:x} is byte {n} of what the program has")
        yield Run(f"   {text.format(address=address, n=n)}", "accent")


def _drawing(shown: ShownBlocks, room: int) -> Iterator[Line]:
    """Draw the blocks side by side, each as wide as its part of all, but one cell."""
    blocks = shown.blocks[: room // 2]
    whole = sum(one.size for one in blocks)
    spare = max(room - 2 - len(blocks), 0)
    text, mark = "", ""
    for one in blocks:
        cells = 1 + one.size * spare // whole
        is_asked = shown.address is not None and one.start <= shown.address < one.end
        text += (
            "▏" + _DRAWN[one.state] * (cells - 1) if cells > 1 else _DRAWN[one.state]
        )
        mark += ("▲" if is_asked else " ") * cells
    yield line(text)
    if mark.strip():
        yield line(Run(mark.rstrip(), "accent"))


def _broken_lines(arenas: Sequence[Occupancy], room: int) -> Iterator[Line]:
    """Say which arenas could not be walked, those with one reason together."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for one in arenas:
        if one.why is not None:
            reasons[one.why].append(arena_name(one))
    if reasons:
        yield EMPTY
    for why, names in reasons.items():
        listed = ", ".join(names[:8]) + (" …" if len(names) > 8 else "")
        text = _("not walked whole: {arenas}: {why}")
        for part in wrap(text.format(arenas=listed, why=gap_text(why)), room):
            yield line(Run(part, "warn"))
