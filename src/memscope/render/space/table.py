"""The lines of the memory table."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from memscope.analyze.growth.came import NOT_WATCHED, WatchedSince
from memscope.analyze.growth.growth import NO_GROWTH, Growth
from memscope.analyze.space.axis import RESIDENT_SCALE, Scale
from memscope.analyze.space.reading import AS_FIRST, Reading
from memscope.analyze.space.row import SpaceRow, What
from memscope.render.runs import Line, Run, cell, fit_line
from memscope.render.space.bar import RowBar, bar_runs
from memscope.render.space.cells import Figures, column_runs
from memscope.render.space.columns import TableLayout
from memscope.render.space.names import fit_name, letter_of, row_name
from memscope.render.space.overlay import laid_over
from memscope.render.space.strip import NO_SHADES, Shades, strip_line
from memscope.units import cell_width, short_bytes

MARKED = "▎"
_CLOSED, _OPEN = "▸", "▾"


@dataclass(frozen=True, slots=True)
class Table:
    """What all lines of a table have in common.

    Attributes:
        layout: Its columns.
        scale: The axis of its bars.
        reading: What was chosen.
        growth: By process.
        most: The largest difference in a column of the last minute, of any row.
        watched: When regions came, by process.
    """

    layout: TableLayout
    scale: Scale = RESIDENT_SCALE
    reading: Reading = AS_FIRST
    growth: Mapping[tuple[int, int], Growth] = field(default_factory=dict)
    most: int = 0
    watched: Mapping[tuple[int, int], WatchedSince] = field(default_factory=dict)

    def growth_of(self, row: SpaceRow) -> Growth:
        """Return what grew in the process of a row."""
        return self.growth.get(row.key.process, NO_GROWTH)


@dataclass(frozen=True, slots=True)
class RowMarks:
    """What is special about a row now.

    Attributes:
        is_marked: The reader marked it.
        glow: How new its newest change is: 0 (nothing) to 4 (just now).
        pointer: What a register of the selected thread says here: `SP 8K deep`.
        shades: Of its pages, as far as they were looked at.
    """

    is_marked: bool = False
    glow: int = 0
    pointer: str = ""
    shades: Shades = NO_SHADES


PLAIN = RowMarks()


def row_line(row: SpaceRow, table: Table, marks: RowMarks = PLAIN) -> Line:
    """Draw a row."""
    width = table.layout.width
    if row.what is What.HOLE:
        return fit_line(_hole(row, table, marks), width)
    if row.what is What.PAGES:
        return fit_line(_pages(row, table, marks), width)
    watched = table.watched.get(row.key.process, NOT_WATCHED)
    figures = Figures(row, table.growth_of(row), watched, marks.shades)
    layout = table.layout
    grew = figures.delta or 0
    is_loud = bool(marks.glow)
    runs = [
        *_lead(row, marks),
        *_name(row, table, "strong" if is_loud else ""),
        *column_runs(figures, layout.before, layout, table.most),
        cell(_resident(row), layout.resident, "strong" if is_loud else "", ">"),
        *column_runs(figures, layout.middle, layout, table.most),
        Run(" "),
        *_bar(row, table, marks, grew),
        *column_runs(figures, layout.after, layout, table.most),
    ]
    return fit_line(runs, width)


def _resident(row: SpaceRow) -> str:
    text = short_bytes(row.amounts.resident)
    # Of some regions it is not known: at least so much.
    return f"≥{text}" if row.amounts.is_partial and row.amounts.resident else text


def _lead(row: SpaceRow, marks: RowMarks) -> Line:
    mark = Run(MARKED if marks.is_marked else " ", "accent")
    if row.what is What.PROCESS:
        return (mark, Run(" ● ", "accent strong"), Run(" "))
    letter, key = letter_of(row)
    style = f"ink.{key} strong" if row.is_inside else f"spine.{key}"
    return (mark, Run(f" {letter} ", style), Run(" "))


def _tree(row: SpaceRow) -> str:
    """Return the lines of the tree, and whether there is something inside."""
    arrow = (_OPEN if row.is_open else _CLOSED) if row.can_open else " "
    if not row.is_inside:
        return " " * (row.depth and row.what is What.GROUP) + f"{arrow} "
    stem = "".join("│ " if goes_on else "  " for goes_on in row.stem)
    return f"{stem}{'└' if row.is_last else '├'}{arrow} "


def _name(row: SpaceRow, table: Table, style: str) -> Line:
    tree = _tree(row)
    is_strong = style or row.what is What.PROCESS
    room = table.layout.what - cell_width(tree)
    return (
        Run(tree, "muted"),
        cell(fit_name(row_name(row), room), room, "strong" if is_strong else ""),
    )


def _bar(row: SpaceRow, table: Table, marks: RowMarks, grew: int) -> Line:
    if not table.layout.bar:
        return ()
    key = "segment-other" if row.what is What.PROCESS else letter_of(row)[1]
    is_low = row.is_open and not _is_leaf(row)
    bar = RowBar(row.amounts, key, grew, marks.glow, is_low)
    drawn = bar_runs(bar, table.scale, table.layout.bar)
    if not marks.pointer:
        return drawn
    from_ = table.scale.halves(row.amounts.resident or 0, table.layout.bar) // 2 + 1
    return laid_over(drawn, f"◀ {marks.pointer}", from_, "strong")


def _is_leaf(row: SpaceRow) -> bool:
    return len(row.regions) == 1


def _hole(row: SpaceRow, table: Table, marks: RowMarks) -> Line:
    layout = table.layout
    text = f" {row_name(row)} "
    room = layout.bar_at - 1 - 5 - 2
    left = min(5, max(room - cell_width(text), 0))
    right = max(room - left - cell_width(text), 0)
    mark = MARKED if marks.is_marked else " "
    return (
        Run(mark, "accent"),
        Run(" ┄┄ ", "faint"),
        Run("  " + "┄" * left, "faint"),
        Run(text, "muted"),
        Run("┄" * right, "faint"),
    )


def _pages(row: SpaceRow, table: Table, marks: RowMarks) -> Line:
    stem = "".join("│ " if goes_on else "  " for goes_on in row.stem)
    layout = table.layout
    room = layout.bar_at - 1 - 5
    key = letter_of(row)[1]
    words, drawn = strip_line(row, marks.shades, key, table.scale, layout.bar)
    return (
        Run(MARKED if marks.is_marked else " ", "accent"),
        Run("    "),
        cell(f"{stem}  {words}", room, "muted"),
        Run(" "),
        *drawn,
    )
