"""PageTotals by segment for a page: the cells of a small table, with bars."""

from dataclasses import dataclass

from markupsafe import Markup

from memscope.model.process import Process
from memscope.render.columns.totals import TOTALS_COLUMNS, SegmentRow, totals_rows
from memscope.render.html.markup import element
from memscope.render.palette import colour_of


@dataclass(frozen=True, slots=True)
class TotalsRow:
    """One row.

    Attributes:
        letter: Of the segment; "" for the sum.
        key: Whose colours the letter wears.
        texts: The other cells.
        bar: How much of what is in RAM is this segment's.
    """

    letter: str
    key: str
    texts: list[str]
    bar: Markup


@dataclass(frozen=True, slots=True)
class PageTotals:
    """A heading for each column after the letter, and rows; the last is the sum."""

    headings: list[str]
    rows: list[TotalsRow]


def page_totals(process: Process) -> PageTotals:
    """Return the totals of a process."""
    rows = totals_rows(process)
    everything = rows[-1][1].resident
    return PageTotals(
        headings=[column.heading for column in TOTALS_COLUMNS[1:]],
        rows=[_row(row, everything) for row in rows],
    )


def _row(row: SegmentRow, everything: int | None) -> TotalsRow:
    letter, *others = (column.text(row) for column in TOTALS_COLUMNS)
    segment, total = row
    key = f"segment-{segment.value}" if segment else ""
    has_bar = segment is not None and everything and total.resident
    share = 100 * (total.resident or 0) / everything if has_bar and everything else 0
    return TotalsRow(
        letter, key, others, share_bar(share, key) if has_bar else Markup()
    )


def share_bar(percent: float, key: str) -> Markup:
    """Return a bar that is filled so far, in the colour of a key."""
    filled = element("rect", width=percent, height=1, fill=colour_of(key))
    box = {"viewBox": "0 0 100 1", "preserveAspectRatio": "none"}
    return Markup(element("svg", filled, aria_hidden="true", **box))
