"""The list of processes as text: the sum first, then who, then what is no process."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC

from memscope.i18n import _
from memscope.model.listing import (
    GroupedBy,
    ListedProcess,
    Listing,
    MachineRam,
    ProcessGroup,
    RamPart,
)
from memscope.render.columns.column import Column, select
from memscope.render.columns.listing import GROUP_COLUMNS, PROCESS_COLUMNS, name_of
from memscope.render.runs import EMPTY, Line, Run, line, wrap
from memscope.render.text.table import table_lines
from memscope.render.words.listing import (
    RAM_PARTS,
    charge_words,
    left_out,
    ram_meaning,
    sum_words,
    warnings,
)
from memscope.units import (
    cell_width,
    fit,
    format_bytes,
    format_ms,
    safe,
    shorten,
    shorten_path,
)

_SIZES = ("pss", "uss", "rss", "swap", "anon", "file", "shmem")
_PROCESSES = select(
    PROCESS_COLUMNS, "pid", "user", "threads", *_SIZES, "program", "command"
)
_GROUPS = select(
    GROUP_COLUMNS, "processes", "threads", *_SIZES, "refused", "refused_rss", "name"
)
_CHARGES = ("charged", "charged_limit", "charged_file", "charged_shmem",
            "charged_kernel")  # fmt: skip
_CGROUPS = select(
    GROUP_COLUMNS, "processes", "pss", *_CHARGES, "refused", "refused_rss", "name"
)
_GIVING_WAY = (
    *("shmem", "file", "anon", "command", "threads", "refused_rss", "rss"),
    *("charged_shmem", "charged_kernel", "charged_limit"),
)
"""Columns that a narrow terminal does not show, the first to go first."""


def listing_lines(
    listing: Listing, *, width: int | None = None, remedy: str = ""
) -> list[Line]:
    """Return the list as styled lines.

    Args:
        listing: What to show.
        width: Cells of a line; None: lines are as long as they have to be.
        remedy: What would allow to read of those that were refused.
    """
    lines = [*_headlines(listing, width, remedy), EMPTY]
    if listing.by is GroupedBy.PROCESS:
        lines += _process_lines(listing, width)
    else:
        lines += _group_lines(listing, width)
    if listing.ram is not None:
        lines += (EMPTY, *_ram_lines(listing.ram, width))
    return lines


def _headlines(listing: Listing, width: int | None, remedy: str) -> Iterator[Line]:
    moment = f"{listing.taken_at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    system = listing.system
    took = _("taken in {duration}").format(duration=format_ms(listing.took_ms))
    facts = f" · Linux {safe(system.kernel)} {safe(system.machine)} · {took}"
    yield line(Run(f"memscope · {moment}", "title"), facts)
    if listing.processes:
        for text in sum_words(listing):
            yield from _paragraph(text, width, "strong")
    for text in warnings(listing, remedy):
        yield from _paragraph(text, width, "warn")
    for text in left_out(listing):
        yield from _paragraph(text, width, "muted")


def _paragraph(text: str, width: int | None, style: str) -> Iterator[Line]:
    for one in [text] if width is None else wrap(text, width):
        yield line(Run(one, style))


def _process_lines(listing: Listing, width: int | None) -> list[Line]:
    rows = listing.processes
    if not rows:
        return [line(_("no process"))]
    columns = [_marked(one) for one in _PROCESSES if _says_something(one, rows)]
    return table_lines(columns, rows, width=width, optional=_GIVING_WAY, cut=shorten)


def _says_something(
    column: Column[ListedProcess], rows: tuple[ListedProcess, ...]
) -> bool:
    """A column of swap is noise where nothing is on swap."""
    return column.id not in ("swap", "shmem") or any(map(column.value, rows))


def _marked(column: Column[ListedProcess]) -> Column[ListedProcess]:
    """Say at the command line whose memory it is that is counted elsewhere."""
    if column.id != "command":
        return column

    def value(one: ListedProcess) -> str:
        text = str(column.value(one))
        if one.same_as is None:
            return text
        return f"({_('memory of {pid}').format(pid=one.same_as)}) {text}"

    return replace(column, value=value)


def _group_lines(listing: Listing, width: int | None) -> list[Line]:
    rows = listing.groups
    if not rows:
        return [line(_("no process"))]
    unneeded = {"swap", "shmem", "refused", "refused_rss", *_CHARGES}
    columns: list[Column[ProcessGroup]] = []
    for column in _CGROUPS if listing.by is GroupedBy.CGROUP else _GROUPS:
        if column.id == "name":
            column = replace(column, title=name_of(listing.by))
        if column.id not in unneeded or any(map(column.value, rows)):
            columns.append(column)
    is_path = listing.by is GroupedBy.CGROUP
    cut = shorten_path if is_path else shorten
    lines = table_lines(columns, rows, width=width, optional=_GIVING_WAY, cut=cut)
    if any(one.charge is not None for one in rows):
        lines += _paragraph(charge_words(), width, "muted")
    return lines


def _ram_lines(ram: MachineRam, width: int | None) -> Iterator[Line]:
    text = _("where the RAM of this machine is: {size}")
    yield line(Run(text.format(size=format_bytes(ram.total)), "title"))
    names = [_(RAM_PARTS[part.name]) for part in ram.parts]
    name_cells = max(map(cell_width, (*names, _("all"))))
    heading = _("in processes")
    cells = max(cell_width(heading), 8)
    head = f"{'':{name_cells}}  {'':>8}  {fit(heading, cells, '>')}"
    yield line(Run(f"  {head}", "muted"))
    indent = name_cells + cells + 16
    for part, name in zip(ram.parts, names, strict=True):
        first = f"  {fit(name, name_cells)}  {format_bytes(part.size):>8}  "
        first += fit(_mapped(part), cells, ">")
        yield from _with_meaning(first, ram_meaning(part), indent, width)
    yield line(f"  {fit(_('all'), name_cells)}  {format_bytes(ram.total):>8}")
    yield from _available(ram, width)


def _mapped(part: RamPart) -> str:
    return "" if part.in_processes is None else format_bytes(part.in_processes)


def _with_meaning(
    first: str, meaning: str, indent: int, width: int | None
) -> Iterator[Line]:
    pieces = [meaning] if width is None else wrap(meaning, max(width - indent, 20))
    for at, piece in enumerate(pieces):
        head = fit("" if at else first, indent)
        yield line(head, Run(piece, "muted"))


def _available(ram: MachineRam, width: int | None) -> Iterator[Line]:
    words = []
    if ram.available is not None:
        text = _("{size} could be had without swapping (MemAvailable, an estimate)")
        words.append(text.format(size=format_bytes(ram.available)))
    if ram.swap_total and ram.swap_free is not None:
        text = _("swap: {used} of {total} used")
        used = format_bytes(ram.swap_total - ram.swap_free)
        words.append(text.format(used=used, total=format_bytes(ram.swap_total)))
    for text in words:
        for piece in _paragraph(text, None if width is None else width - 2, "muted"):
            yield line("  ", *piece)
