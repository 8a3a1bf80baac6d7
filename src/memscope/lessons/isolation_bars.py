"""What the lesson on isolation has measured, as tables of bars."""

from collections.abc import Sequence

from memscope.i18n import N_
from memscope.model.bars import Bar, BarRow, BarTable


def copied_bars(
    pages: int, before: Sequence[bool | None], after: Sequence[bool | None]
) -> BarTable:
    """Show how many pages of memory two processes need together.

    Args:
        pages: Of each of them.
        before: Whether each page is the same memory for both; None when unknown.
        after: The same, after one of them has written.
    """
    rows = (
        (N_("just after the fork"), _needed(before)),
        (N_("after the child's writes"), _needed(after)),
        (N_("without sharing"), 2 * pages),
    )
    return BarTable(
        "",
        (N_("pages in memory, parent and child together"),),
        tuple(BarRow(name, (Bar(value),), whole=2 * pages) for name, value in rows),
    )


def _needed(shared: Sequence[bool | None]) -> int | None:
    """Count pages that both have as one, and twice those that each has alone."""
    if None in shared:
        return None
    return sum(1 if one else 2 for one in shared)
