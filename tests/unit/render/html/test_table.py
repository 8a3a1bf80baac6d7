"""Columns of a page: each value in words once, and a number for each row."""

import pytest
from msgspec import UNSET, UnsetType

from memscope.render.columns.column import Column, Value
from memscope.render.html.table import (
    PLAIN_ROWS,
    PageColumn,
    PageTable,
    Shown,
    page_column,
    plain_table,
)

pytestmark = pytest.mark.unit

Row = tuple[str, int | None]


def words(value: Value) -> str:
    return "–" if value is None else f"{value} B"


SIZE: Column[Row] = Column("size", "size", lambda row: row[1], words, align=">")
NAME: Column[Row] = Column("name", "name", lambda row: row[0], str)


@pytest.mark.parametrize(
    ("values", "texts", "rows", "unknown"),
    [
        ((), [], UNSET, UNSET),
        ((7,), ["7 B"], UNSET, UNSET),
        ((7, 9), ["7 B", "9 B"], UNSET, UNSET),
        ((9, 7, 9), ["7 B", "9 B"], [1, 0, 1], UNSET),
        ((None,), ["–"], UNSET, 0),
        ((None, 10, 9), ["9 B", "10 B", "–"], [2, 1, 0], 2),
    ],
)
def test_a_row_is_the_number_of_its_words(
    values: tuple[int | None, ...],
    texts: list[str],
    rows: list[int] | UnsetType,
    unknown: int | UnsetType,
) -> None:
    column = page_column(Shown(SIZE), [("", value) for value in values])

    assert (column.words, column.rows, column.unknown) == (texts, rows, unknown)


def test_a_column_says_how_it_is_drawn() -> None:
    size, name = (page_column(Shown(one), [("abcdefg", 1)]) for one in (SIZE, NAME))

    assert (size.right, size.width, size.look, size.keys) == (True, 4, "text", UNSET)
    assert (name.right, name.width, name.title) == (False, 7, "name")


def test_a_column_of_letters_knows_whose_colours_they_wear() -> None:
    column = page_column(Shown(NAME, "letter"), [("heap", 1), ("code", 2)])

    assert column.keys == ["code", "heap"]


def table(count: int, *, reverse: bool = False) -> PageTable:
    number = PageColumn("n", "number", [str(at) for at in range(count)], right=True)
    letter = PageColumn(
        "k", "", ["C", "H"], rows=[at % 2 for at in range(count)], keys=["code", "heap"]
    )
    return PageTable(count, [number, letter], [], reversed=reverse)


def test_a_page_without_a_script_shows_the_same_rows() -> None:
    shown = plain_table(table(3))

    assert shown.headings == ["number", ""]
    assert shown.rights == [True, False]
    assert shown.rows == [
        ("code", ["0", "C"]),
        ("heap", ["1", "H"]),
        ("code", ["2", "C"]),
    ]
    assert shown.left_out == 0


def test_high_addresses_come_first_where_the_table_says_so() -> None:
    shown = plain_table(table(PLAIN_ROWS + 1, reverse=True))

    assert [cells[0] for _key, cells in shown.rows][:2] == ["500", "499"]
    assert (len(shown.rows), shown.left_out) == (500, 1)


def test_without_letters_nobody_wears_colours() -> None:
    bare = table(1)
    del bare.columns[1]

    assert plain_table(bare).rows == [("", ["0"])]
