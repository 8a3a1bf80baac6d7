"""Processes beside each other: bars on one axis, between them what is shared."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from memscope.analyze.beside.compared import (
    ComparedSpaces,
    Footing,
    Gutter,
    all_of,
    gutter_of,
)
from memscope.analyze.beside.objects import ObjectPart
from memscope.analyze.beside.rows import BesideRow
from memscope.i18n import _
from memscope.model.region import Region
from memscope.render.runs import EMPTY, Line, Run, cell, fit_line
from memscope.render.space.beside_columns import LEAD, BesideColumns
from memscope.render.space.gutter import gutter_cells, one_sided
from memscope.render.space.mirror import BarPiece, bar_to_left, bar_to_right
from memscope.render.space.names import fit_name
from memscope.render.words.beside import colours_of, letter_of, object_name
from memscope.units import (
    UNKNOWN,
    cell_width,
    format_address,
    format_bytes,
    short_bytes,
    short_delta,
)


@dataclass(frozen=True, slots=True)
class Paper:
    """What all rows are drawn with.

    Attributes:
        columns: Their widths.
        letters: Of the processes.
        top: Where the axis ends, in bytes.
        compared: What was found; None: nothing yet.
        grown: For each process how much its regions grew within the window, by first
            address; (): nobody asked.
    """

    columns: BesideColumns
    letters: Sequence[str]
    top: int
    compared: ComparedSpaces | None = None
    grown: Sequence[Mapping[int, int]] = ()


_UNSETTLED = (Footing.NEEDS_ROOT, Footing.NOT_COMPARED)
_STEPS = (1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96)


def axis_top(largest: int) -> int:
    """Return the next round number of bytes, where an axis may end."""
    unit = 4096
    while True:
        for step in _STEPS:
            if largest <= unit * step:
                return int(unit * step)
        unit *= 128


def head_line(paper: Paper) -> Line:
    """Name the columns, and the ends of the axis."""
    columns = paper.columns
    if columns.is_stacked:
        return _stacked_head(paper)
    object_head = cell(" " * LEAD + _("object"), LEAD + columns.name, "muted")
    runs = [object_head]
    if columns.count == 2:
        runs += _two_heads(paper)
    else:
        for at, letter in enumerate(paper.letters):
            if at:
                runs.append(cell("═", columns.gutter, "muted", "^"))
            axis = f"0…{short_bytes(paper.top)}"
            head = _shorter(f"{letter} {_('resident')}", columns.size)
            runs.append(cell(head, columns.size, "strong", ">"))
            text = axis if columns.size else f"{letter} {axis}"
            if columns.bar < len(text) + 1:
                text = "" if columns.size else letter
            runs.append(cell(f" {text}", columns.bar, "muted"))
        runs.append(cell(_("in all"), columns.all, "strong", ">"))
    return fit_line(runs, columns.width)


def _two_heads(paper: Paper) -> list[Run]:
    columns, top = paper.columns, short_bytes(paper.top)
    first, second = paper.letters
    legend = [("▓", _("resident"))]
    if paper.compared is not None:
        legend = [("█", _("own")), ("▒", _("same frames"))]
    return [
        *_outer(columns, f"{first} {_('resident')}", _("from"), is_left=True),
        *_axis(top, legend[0], columns.bar, is_mirrored=True),
        cell(_("same frames"), columns.gutter, "strong", "^"),
        *_axis(top, legend[-1], columns.bar, is_mirrored=False),
        *_outer(columns, f"{second} {_('resident')}", _("from"), is_left=False),
        cell(f"Δ {second}−{first}", columns.delta, "strong", ">"),
    ]


def _outer(
    columns: BesideColumns, size: str, address: str, *, is_left: bool
) -> list[Run]:
    sized = cell(_shorter(size, columns.size), columns.size, "strong", ">")
    if not columns.address:
        return [sized]
    cells = [cell(address, columns.address, "muted", ">")]
    if columns.mapped:
        cells.append(cell(_("mapped"), columns.mapped, "muted", ">"))
    cells.append(sized)
    return cells if is_left else cells[::-1]


def _shorter(text: str, width: int) -> str:
    """Leave the second word out where both do not fit: never half a word."""
    return text if cell_width(text) < width else text.split(" ")[0]


def _axis(
    top: str, legend: tuple[str, str], width: int, *, is_mirrored: bool
) -> list[Run]:
    """Write both ends of the axis, and between them what a shade means."""
    sign, word = legend
    middle = f"{sign} {word}"
    room = width - len(top) - 1
    if cell_width(middle) + 2 > room:
        middle = ""
    ends = [f" {top}", "0"] if is_mirrored else ["0", top]
    room = width - sum(map(len, ends))
    return [
        Run(ends[0], "muted"),
        cell(middle, room, "muted", "^"),
        Run(ends[1], "muted"),
    ]


def _stacked_head(paper: Paper) -> Line:
    columns = paper.columns
    runs = [
        cell(" " * LEAD + _("object"), LEAD + columns.name, "muted"),
        cell(_("same frames"), columns.gutter, "strong", "^"),
    ]
    if columns.all:
        runs.append(cell(_("in all"), columns.all, "strong", ">"))
    if columns.delta:
        first, second = paper.letters
        runs.append(cell(f"Δ {second}−{first}", columns.delta, "strong", ">"))
    return fit_line(runs, columns.width)


def lines_of(row: BesideRow, columns: BesideColumns) -> int:
    """Return how many lines a row takes."""
    return 1 + columns.count if columns.is_stacked and not row.is_hole else 1


def row_line(row: BesideRow, at: int, paper: Paper) -> Line:
    """Draw line `at` of a row."""
    if row.is_hole:
        return _hole(row, paper)
    if paper.columns.is_stacked:
        return _stacked_line(row, at, paper)
    return _two(row, paper) if paper.columns.count == 2 else _several(row, paper)


def _lead(row: BesideRow, width: int) -> list[Run]:
    key = colours_of(row.key, row)
    letter = letter_of(row.key, row)
    style = f"spine.{key}" if not row.depth else f"ink.{key} strong"
    tree = "  " * (row.depth - 1) + ("└" if row.is_last else "├") if row.depth else ""
    sign = ("▾" if row.is_open else "▸") if row.can_open else " "
    weight = "strong" if row.is_different else ""
    before = f"{tree}{sign} "
    room = width - cell_width(before)
    return [
        Run(f" {letter} ", style),
        Run(" "),
        Run(before, "faint"),
        cell(fit_name(object_name(row), room), room, weight),
    ]


def _two(row: BesideRow, paper: Paper) -> Line:
    columns = paper.columns
    key, gutter = colours_of(row.key, row), gutter_of(row, 0, paper.compared)
    return fit_line(
        [
            *_lead(row, columns.name),
            *_side(row, 0, columns, is_left=True),
            *bar_to_left(_pieces(row, 0, gutter, paper), paper.top, columns.bar, key),
            *_between(row, 0, gutter, columns.gutter, key),
            *bar_to_right(_pieces(row, 1, gutter, paper), paper.top, columns.bar, key),
            *_side(row, 1, columns, is_left=False),
            _delta(row, paper),
        ],
        columns.width,
    )


def _side(
    row: BesideRow, at: int, columns: BesideColumns, *, is_left: bool
) -> list[Run]:
    """Draw size and address of one process; the size is next to the bar."""
    part = row.parts[at]
    has_sizes = bool(columns.size)
    sized = UNKNOWN if part is None else short_bytes(part.amounts.resident)
    style = "faint" if part is None else ""
    size = cell(sized if has_sizes else "", columns.size, style, ">")
    if not columns.address:
        return [size]
    faint = "faint" if part is None else "muted"
    where = UNKNOWN if part is None else format_address(part.start, 12)
    cells = [cell(where, columns.address, faint, ">")]
    if columns.mapped:
        mapped = UNKNOWN if part is None else short_bytes(part.amounts.mapped)
        cells.append(cell(mapped, columns.mapped, faint, ">"))
    cells.append(size)
    return cells if is_left else cells[::-1]


def _pieces(row: BesideRow, at: int, gutter: Gutter, paper: Paper) -> list[BarPiece]:
    """Divide a bar; what the others have nothing like is its own."""
    resident = row.resident(at) or 0
    is_alone = None in row.parts and paper.compared is not None
    if not is_alone and gutter.same is None and gutter.footing in _UNSETTLED:
        return [BarPiece(resident, "some")]
    shared = min(gutter.same or 0, resident)
    own = resident - shared
    new = min(_grew(row.parts[at], paper.grown[at]), own) if paper.grown else 0
    return [
        BarPiece(shared, "shared"),
        BarPiece(own - new, "own"),
        BarPiece(new, "tip"),
    ]


def _grew(part: ObjectPart | None, grown: Mapping[int, int]) -> int:
    """Return how much a part grew: of very many regions few ever did."""
    if part is None:
        return 0
    regions = part.regions
    if len(regions) <= len(grown):
        total = sum(grown.get(one.start, 0) for one in regions)
    else:
        total = sum(size for start, size in grown.items() if _has(regions, start))
    return max(total, 0)


def _has(regions: Sequence[Region], start: int) -> bool:
    at = bisect_left(regions, start, key=lambda one: one.start)
    return at < len(regions) and regions[at].start == start


def _between(row: BesideRow, at: int, gutter: Gutter, width: int, key: str) -> Line:
    first, second = row.parts[at], row.parts[at + 1]
    if first is None and second is None:
        return (Run(" " * width),)
    if first is None or second is None:
        return one_sided(width, is_other=row.some.is_other)
    if gutter.same == 0 and not (row.resident(at) and row.resident(at + 1)):
        # There is nothing that could be different.
        return (cell("·", width, "faint", "^"),)
    return gutter_cells(gutter, width, key)


def _delta(row: BesideRow, paper: Paper) -> Run:
    """Say how much more the second has, or that one has it alone."""
    width = paper.columns.delta
    for at, part in enumerate(row.parts):
        if part is None:
            other = paper.letters[1 - at]
            text = _("only {letter}").format(letter=other)
            return cell(text, width, "warn strong", ">")
    first, second = row.resident(0), row.resident(1)
    if first is None or second is None:
        return cell(UNKNOWN, width, "faint", ">")
    if first == second:
        return cell("=", width, "faint", ">")
    return cell(short_delta(second - first), width, "warn strong", ">")


def _several(row: BesideRow, paper: Paper) -> Line:
    columns = paper.columns
    key = colours_of(row.key, row)
    whole = all_of(row, paper.compared)
    runs = _lead(row, columns.name)
    for at, part in enumerate(row.parts):
        if at:
            gutter = gutter_of(row, at - 1, paper.compared)
            runs += _between(row, at - 1, gutter, columns.gutter, key)
        size = UNKNOWN if part is None else short_bytes(part.amounts.resident)
        runs.append(cell(size if columns.size else "", columns.size, "", ">"))
        pieces = _pieces(row, at, whole, paper)
        runs += bar_to_right(pieces, paper.top, columns.bar, key)
    runs.append(_all(row, whole, columns.all))
    return fit_line(runs, columns.width)


def _all(row: BesideRow, whole: Gutter, width: int) -> Run:
    """Say what all of them share."""
    if None in row.parts:
        return cell("·", width, "faint", ">")
    if whole.footing is Footing.NOT_COMPARED:
        return cell(UNKNOWN, width, "faint", ">")
    if whole.same is None:
        return cell("?", width, "muted", ">")
    sign = "═" if whole.footing is Footing.CERTAIN else "≈"
    text = f"{sign} {short_bytes(whole.same)}" if whole.same else "0"
    return cell(text, width, "strong" if whole.same else "muted", ">")


def _stacked_line(row: BesideRow, at: int, paper: Paper) -> Line:
    columns = paper.columns
    key = colours_of(row.key, row)
    if not at:
        return _stacked_first(row, paper, key)
    part = row.parts[at - 1]
    size = UNKNOWN if part is None else short_bytes(part.amounts.resident)
    gutter = (
        gutter_of(row, 0, paper.compared)
        if columns.count == 2
        else all_of(row, paper.compared)
    )
    runs = [
        Run(" " * LEAD),
        Run(f"{paper.letters[at - 1]} ", "strong"),
        cell(size, columns.size, "", ">"),
        Run(" "),
        *bar_to_right(_pieces(row, at - 1, gutter, paper), paper.top, columns.bar, key),
    ]
    return fit_line(runs, columns.width)


def _stacked_first(row: BesideRow, paper: Paper, key: str) -> Line:
    columns = paper.columns
    runs = _lead(row, columns.name)
    if columns.count == 2:
        gutter = gutter_of(row, 0, paper.compared)
        runs += _between(row, 0, gutter, columns.gutter, key)
        runs.append(_delta(row, paper))
    else:
        whole = all_of(row, paper.compared)
        runs.append(Run(" " * columns.gutter))
        runs.append(_all(row, whole, columns.all))
    return fit_line(runs, columns.width)


def _hole(row: BesideRow, paper: Paper) -> Line:
    """A hole keeps the gutter free; each side says its own size where they differ."""
    columns = paper.columns
    sizes = row.holes
    known = [size for size in sizes if size is not None]
    texts = [
        f" {_('{size} unmapped').format(size=format_bytes(size))} " for size in known
    ]
    first = texts[0]
    width = columns.width
    if columns.count > 2 or columns.is_stacked:
        return _dashes(first, width)
    outer = columns.address + columns.mapped + columns.size
    left = LEAD + columns.name + outer + columns.bar
    right = width - left - columns.gutter
    is_one = len(set(texts)) == 1
    second = "" if is_one or sizes[1] is None else texts[-1]
    shown = first if sizes[0] is not None else ""
    return (
        *_dashes(shown, left),
        Run(" " * columns.gutter),
        *_dashes(second, right),
    )


def _dashes(text: str, width: int) -> Line:
    if not text:
        return (Run("┄" * width, "faint"),)
    left = min(LEAD + 1, max(width - cell_width(text), 0))
    right = max(width - left - cell_width(text), 0)
    runs = (Run("┄" * left, "faint"), Run(text, "muted"), Run("┄" * right, "faint"))
    return fit_line(runs, width) or EMPTY
