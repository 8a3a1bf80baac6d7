"""Where the memory is, for a page: a line a sort, with bars, and the total."""

from collections.abc import Sequence

from markupsafe import Markup

from memscope.analyze.portions import portions, portions_of
from memscope.model.portion import Portion
from memscope.model.process import Process
from memscope.model.snapshot import Snapshot
from memscope.render.columns.column import Column
from memscope.render.columns.portions import PortionRow, portion_columns, portion_rows
from memscope.render.html.totals import PageTotals, TotalsRow, share_bar


def page_where(process: Process) -> PageTotals | None:
    """Return where the memory of a process is; None: it has none that is known."""
    if not process.regions:
        return None
    return page_portions(portions(process), share=process.usage.proportional)


def page_together(snapshot: Snapshot) -> PageTotals | None:
    """Return where that of all processes is together; None: there are not several."""
    totals = snapshot.totals
    if totals.processes < 2:
        return None
    found = portions_of(snapshot.processes)
    return page_portions(found, share=totals.proportional, is_shared=True)


def page_portions(
    found: Sequence[Portion], *, share: int | None, is_shared: bool = False
) -> PageTotals:
    """Return the cells of a table; arguments as for `portion_rows`."""
    rows = portion_rows(found, share=share, is_shared=is_shared)
    letter, *columns, _bar = portion_columns(rows)
    return PageTotals(
        headings=[column.heading for column in columns],
        rows=[_row(row, letter, columns) for row in rows],
    )


def _row(
    row: PortionRow,
    letter: Column[PortionRow],
    columns: Sequence[Column[PortionRow]],
) -> TotalsRow:
    key = "" if row.is_total else row.portion.kind.value
    percent = 100 * (row.part or 0) / row.whole if row.whole else 0
    return TotalsRow(
        letter=letter.text(row),
        key=key,
        texts=[column.text(row) for column in columns],
        bar=share_bar(percent, key) if key and percent else Markup(),
    )
