"""Tables for a page that draws only the rows in sight.

A column of 64,000 rows has few different values but for its addresses. So each value
is put into words once, in the order of the values, and a row is a number: the page
sorts by it, and searches the words.
"""

from collections.abc import Sequence
from typing import Generic, TypeVar

from msgspec import UNSET, Struct, UnsetType

from memscope.render.columns.column import Column, Value
from memscope.units import cell_width

Row = TypeVar("Row")


class PageColumn(Struct, omit_defaults=True):
    """One column, as the page's script reads it.

    Attributes:
        id: As in `render.columns`.
        title: In the reader's language.
        words: The text of each different value, in the order of the values.
        rows: For each row the number of its text; absent: its own number.
        unknown: The number of the text that stands for None, the last one.
        right: Aligned to the right.
        look: How the script draws a cell: `text`, `mono`, `letter`, `bar`.
        keys: With the look `letter`, whose colours each different value wears.
        styles: How each different value stands out, "" for not at all.
        width: Of the widest text, in cells.
    """

    id: str
    title: str
    words: list[str]
    rows: list[int] | UnsetType = UNSET
    unknown: int | UnsetType = UNSET
    right: bool = False
    look: str = "text"
    keys: list[str] | UnsetType = UNSET
    styles: list[str] | UnsetType = UNSET
    width: int = 0


class PageTable(Struct):
    """A table and what there is to say about a row when it is chosen.

    Attributes:
        count: Number of rows.
        columns: From left to right.
        details: Shown below each other for the chosen row.
        reversed: The last row comes first, as high addresses do.
    """

    count: int
    columns: list[PageColumn]
    details: list[PageColumn]
    reversed: bool = False


PLAIN_ROWS = 500
"""Rows of a table for readers whose browser runs no script."""


class PlainTable(Struct, frozen=True):
    """A table that needs no script: texts, and who wears which colours.

    Attributes:
        headings: Of the columns.
        rights: Which columns are aligned to the right.
        rows: For each row the key of its colours ("" for none), and its texts.
        left_out: Rows beyond `PLAIN_ROWS`.
    """

    headings: list[str]
    rights: list[bool]
    rows: list[tuple[str, list[str]]]
    left_out: int


def plain_table(table: PageTable) -> PlainTable:
    """Return the first rows of a table as a page shows them at first."""
    order = range(table.count)
    shown = (order[::-1] if table.reversed else order)[:PLAIN_ROWS]
    letters = next((one for one in table.columns if one.keys), None)
    return PlainTable(
        headings=[column.title for column in table.columns],
        rights=[column.right for column in table.columns],
        rows=[
            (
                letters.keys[_rank(letters, row)] if letters and letters.keys else "",
                [column.words[_rank(column, row)] for column in table.columns],
            )
            for row in shown
        ],
        left_out=table.count - len(shown),
    )


def _rank(column: PageColumn, row: int) -> int:
    return column.rows[row] if column.rows else row


class Shown(Struct, Generic[Row], frozen=True):
    """A column and how a page draws it."""

    column: Column[Row]
    look: str = "text"


def page_column(shown: Shown[Row], rows: Sequence[Row]) -> PageColumn:
    """Return a column's different values in order, and the number of each row."""
    column = shown.column
    values = [column.value(row) for row in rows]
    order = _in_order(set(values))
    words = [column.words(value) for value in order]
    number = {value: at for at, value in enumerate(order)}
    numbers = [number[value] for value in values]
    is_plain = numbers == list(range(len(order)))
    made = PageColumn(
        id=column.id,
        title=column.heading,
        words=words,
        rows=UNSET if is_plain else numbers,
        unknown=len(order) - 1 if order and order[-1] is None else UNSET,
        right=column.align == ">",
        look=shown.look,
        width=max(map(cell_width, (column.heading, *words))),
    )
    if column.style is not None and shown.look == "mono":
        made.styles = [column.style(value) for value in order]
    if shown.look == "letter":
        made.keys = [str(value) for value in order]
    return made


def _in_order(values: set[Value]) -> list[Value]:
    """Numbers by size, names by letter; None last."""
    numbers = sorted(one for one in values if isinstance(one, int))
    names = sorted(one for one in values if isinstance(one, str))
    return [*numbers, *names, *([None] if None in values else [])]
