"""Draw the pages of a region: one letter and one shade a cell, never colour alone."""

from collections.abc import Iterable

from memscope.i18n import _, ngettext
from memscope.model.page import PageRun, PageState
from memscope.model.region import Region
from memscope.render.pages.layout import PageCell, PageGrid, count_states, lay_out
from memscope.render.pages.styles import (
    CHANGE_LOOKS,
    HUGE_LETTER,
    HUGE_NAME,
    MIXED_ABSENT,
    NOTHING,
    PAGE_STYLES,
)
from memscope.render.palette import KIND_STYLES
from memscope.render.runs import EMPTY, Line, Run, line, plain
from memscope.render.words.names import region_label
from memscope.units import format_address, format_bytes

_DIGITS = 12
"""Of the addresses of 64-bit programs."""


def address_cells(digits: int) -> int:
    """Return the cells of the address before a row, and of the gap after it."""
    return digits + 2


def columns_for(width: int, digits: int = _DIGITS) -> int:
    """Return how many cells a row should have: a power of two, 8 to 256.

    Args:
        width: Terminal cells, those of the address included.
        digits: Of addresses.
    """
    columns = 8
    while columns < 256 and columns * 2 + address_cells(digits) <= width:
        columns *= 2
    return columns


def glyph(cell: PageCell) -> str:
    """Return a cell's letter: capital when all its pages are alike."""
    if cell.huge:
        letter = HUGE_LETTER
    elif cell.state in NOTHING:
        return MIXED_ABSENT if cell.mixed else PAGE_STYLES[cell.state].letter
    else:
        letter = PAGE_STYLES[cell.state].letter
    return letter.lower() if cell.mixed else letter


def cell_style(cell: PageCell) -> str:
    """Return a cell's style: `spine.page-S` when all are alike, `ink.page-S` if not."""
    if cell.state in NOTHING:
        return "faint"
    return f"{'ink' if cell.mixed else 'spine'}.page-{cell.state.value}"


def grid_lines(
    grid: PageGrid,
    *,
    changes: bool = True,
    cursor: int | None = None,
    digits: int = _DIGITS,
) -> list[Line]:
    """Return a line for each row: its first address, then the cells.

    Args:
        grid: What to draw.
        changes: Show what happened to a cell in place of its letter.
        cursor: An address whose cell is marked.
        digits: Of addresses.
    """
    return [
        line(
            Run(f"{format_address(row[0].start, digits)}  ", "muted"),
            *_cells(row, grid, changes, cursor),
        )
        for row in grid.rows
    ]


def _cells(
    row: tuple[PageCell, ...], grid: PageGrid, changes: bool, cursor: int | None
) -> list[Run]:
    """Join neighbours of one style into one run."""
    runs: list[Run] = []
    for cell in row:
        letter, style = glyph(cell), cell_style(cell)
        if changes and cell.change is not None:
            letter, style = CHANGE_LOOKS[cell.change][0], f"{style} changed"
        end = cell.start + cell.pages * grid.page_size
        if cursor is not None and cell.start <= cursor < end:
            style = f"{style} cursor"
        if runs and runs[-1].style == style:
            runs[-1] = Run(runs[-1].text + letter, style)
        else:
            runs.append(Run(letter, style))
    return runs


def pages_summary(runs: Iterable[PageRun]) -> str:
    """Return the states of a region's pages in one line: `33 pages: 28 X, 5 ·`."""
    counts = count_states(runs)
    total = sum(counts.values())
    parts = [f"{count} {PAGE_STYLES[state].letter}" for state, count in counts.items()]
    text = ngettext("{n} page", "{n} pages", total).format(n=total)
    return f"{text}: {', '.join(parts)}"


def pages_text(region: Region, page_size: int, *, columns: int, rows: int) -> str:
    """Return a region's pages as plain letters, with what they mean; "": not known.

    Args:
        region: What to draw.
        page_size: Bytes.
        columns: Letters of a row.
        rows: Rows at most; a letter stands for more pages then.
    """
    if region.pages is None:
        return ""
    grid = lay_out(region.start, page_size, region.pages, columns=columns, rows=rows)
    lines = ["".join(map(glyph, row)) for row in grid.rows]
    legend = [*_legend_once({run.state for run in region.pages})]
    if any(cell.huge for cell in grid.cells):
        legend.append(line(f"{HUGE_LETTER} {_(HUGE_NAME)}"))
    if grid.pages_per_cell > 1:
        size = format_bytes(grid.pages_per_cell * page_size)
        legend.append(line(_("a cell is {size}").format(size=size)))
    return "\n".join(
        [pages_summary(region.pages), *lines, *(plain(one) for one in legend)]
    )


_DULL = (*NOTHING, PageState.UNKNOWN)


def region_pages_lines(
    regions: Iterable[Region],
    page_size: int,
    *,
    width: int | None,
    rows: int = 4,
    digits: int = _DIGITS,
) -> list[Line]:
    """Draw every region that has something in it, for a text that is read once.

    Args:
        regions: Those without `pages` are left out.
        page_size: Bytes.
        width: Cells of a line; None: 100.
        rows: Rows of a region at most.
        digits: Of addresses.
    """
    lines: list[Line] = []
    empty = unknown = 0
    seen: set[PageState] = set()
    for region in regions:
        if region.pages is None:
            continue
        if len(region.pages) == 1 and region.pages[0].state in _DULL:
            empty += region.pages[0].state in NOTHING
            unknown += region.pages[0].state is PageState.UNKNOWN
            continue
        columns = columns_for(width or 100, digits)
        grid = lay_out(
            region.start, page_size, region.pages, columns=columns, rows=rows
        )
        seen.update(run.state for run in region.pages)
        drawn = grid_lines(grid, changes=False, digits=digits)
        lines += [EMPTY, _region_line(region, grid), *drawn]
    for count, text in (
        (
            empty,
            ngettext(
                "{n} region without a page in RAM",
                "{n} regions without a page in RAM",
                empty,
            ),
        ),
        (
            unknown,
            ngettext(
                "{n} region whose pages cannot be known",
                "{n} regions whose pages cannot be known",
                unknown,
            ),
        ),
    ):
        if count:
            lines += [EMPTY, line(Run(text.format(n=count), "muted"))]
    return [*_legend_once(seen), *lines] if lines else []


def _region_line(region: Region, grid: PageGrid) -> Line:
    look = KIND_STYLES[region.kind]
    size = format_bytes(grid.pages_per_cell * grid.page_size)
    scale = (
        ""
        if grid.pages_per_cell == 1
        else " · " + _("a cell is {size}").format(size=size)
    )
    return line(
        Run(look.letter, f"spine.{region.kind.value}"),
        " ",
        Run(region_label(region), "strong"),
        f" · {pages_summary(region.pages or ())}{scale}",
    )


def _legend_once(seen: set[PageState]) -> list[Line]:
    return [
        line(f"{look.letter} {_(look.name)}")
        for state, look in PAGE_STYLES.items()
        if state in seen
    ]
