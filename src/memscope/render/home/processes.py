"""Running processes as a table: a head and a line each, with columns that fit.

A column that does not fit is left out for all rows; the title says how many are.
"""

from dataclasses import dataclass

from memscope.i18n import N_, _
from memscope.render.runs import Line, Run, cell, fit_line
from memscope.units import UNKNOWN, cell_width, safe, short_bytes, short_delta, shorten


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessRow:
    """What the table says of a process.

    Attributes:
        pid: Process id.
        user: Owner's name; None when unknown.
        name: Of the program.
        arguments: Of its command line, without the program.
        threads: How many; None when unknown.
        resident: Bytes in RAM; None when unknown.
        grown: Bytes by which that changed; None when it was not seen before.
        virtual: Bytes mapped; None when unknown.
        pss: Bytes that are its share; None when not asked for, or not known.
        guides: Lines of the tree before the name; "" in a list.
        is_marked: The reader marked it.
        is_refused: We may not read its map.
        is_context: Only there because something below it is looked for.
    """

    pid: int
    user: str | None = None
    name: str = ""
    arguments: str = ""
    threads: int | None = None
    resident: int | None = None
    grown: int | None = None
    virtual: int | None = None
    pss: int | None = None
    guides: str = ""
    is_marked: bool = False
    is_refused: bool = False
    is_context: bool = False


HEADS = {
    "pid": N_("pid"),
    "user": N_("user"),
    "name": N_("program"),
    "threads": N_("threads"),
    "resident": N_("resident"),
    "grown": "Δ",
    "virtual": N_("virtual"),
    "pss": "PSS",
}
"""By column; to be translated when shown."""
_LEAST = {"pid": 7, "user": 8, "threads": 4, "resident": 6, "grown": 7, "virtual": 6,
          "pss": 6}  # fmt: skip
_NAME = 20
"""Cells that the name has at least."""
_FIRST_TO_GO = ("virtual", "user", "threads", "grown", "pss", "resident")
_REASON = N_("unreadable")


def columns_for(width: int, *, shows_pss: bool) -> tuple[str, ...]:
    """Return the columns that fit into so many cells, from left to right."""
    shown = [name for name in HEADS if name != "pss" or shows_pss]
    for name in _FIRST_TO_GO:
        if sum(map(_cells, shown)) <= width:
            break
        if name in shown:
            shown.remove(name)
    return tuple(shown)


def _cells(column: str) -> int:
    if column == "name":
        return _NAME
    head = f"Δ 30 {_('s')}" if column == "grown" else _(HEADS[column])
    return max(_LEAST[column], cell_width(head)) + 1


def process_head(
    columns: tuple[str, ...], width: int, *, order: str, window_s: float
) -> Line:
    """Return the heads; the column that sorts is bright.

    Args:
        columns: As `columns_for` gives them.
        width: Cells.
        order: The column that sorts.
        window_s: Seconds over which `grown` is counted so far.
    """
    runs = [Run("  ")]
    for column in columns:
        text = _(HEADS[column])
        if column == "grown":
            text = f"Δ {window_s:.0f} {_('s')}"
        style = "strong" if column == order else "muted"
        runs.append(_put(column, text, columns, width, style))
    return fit_line(runs, width)


def process_line(row: ProcessRow, columns: tuple[str, ...], width: int) -> Line:
    """Return a process as a line; what may not be read is muted, with the reason."""
    calm = "muted" if row.is_refused or row.is_context else ""
    runs = [Run("▌ " if row.is_marked else "  ", "accent")]
    for column in columns:
        if column == "name":
            runs += _name(row, _room(columns, width), calm)
        else:
            runs.append(_put(column, _text(row, column), columns, width,
                             _style(row, column, calm)))  # fmt: skip
    return fit_line(runs, width)


def _room(columns: tuple[str, ...], width: int) -> int:
    taken = sum(_cells(column) for column in columns if column != "name")
    return max(width - 2 - taken, 4)


def _put(
    column: str, text: str, columns: tuple[str, ...], width: int, style: str
) -> Run:
    if column == "name":
        return cell(text, _room(columns, width), style)
    wide = _cells(column)
    if column in {"user"}:
        return cell(f"{shorten(text, wide - 1)} ", wide, style)
    return Run(f"{cell(text, wide - 1, '', '>').text} ", style)


def _text(row: ProcessRow, column: str) -> str:
    match column:
        case "pid":
            return str(row.pid)
        case "user":
            return safe(row.user) if row.user else UNKNOWN
        case "threads":
            return UNKNOWN if row.threads is None else str(row.threads)
        case "grown":
            return UNKNOWN if row.grown is None else short_delta(row.grown)
        case "resident":
            return short_bytes(row.resident)
        case "virtual":
            return short_bytes(row.virtual)
    return short_bytes(row.pss)


def _style(row: ProcessRow, column: str, calm: str) -> str:
    if column == "grown":
        return "warn strong" if (row.grown or 0) > 0 else "muted"
    if column in {"pid", "resident"} and not calm:
        return "strong"
    return calm or ("muted" if column in {"user", "virtual"} else "")


def _name(row: ProcessRow, room: int, calm: str) -> list[Run]:
    """Return the program's name, behind it why it is muted, or its arguments."""
    name = safe(row.name)
    rest = _(_REASON) if row.is_refused else row.arguments
    line = fit_line(
        (
            Run(row.guides, "faint"),
            Run(name, calm or "strong"),
            Run(f"  {rest}" if rest else "", "muted"),
        ),
        room - 1,
    )
    return [*line, Run(" ")]
