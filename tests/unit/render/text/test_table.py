import pytest

from memscope.render.columns.column import Column, name_text, number_column
from memscope.render.runs import Run, plain
from memscope.render.text.table import table_lines, trimmed
from memscope.units import cell_width, shorten

pytestmark = pytest.mark.unit

COLUMNS: tuple[Column[tuple[int, str]], ...] = (
    number_column("number", "no.", lambda row: row[0]),
    Column("middle", "middle", lambda row: row[1][:3], name_text),
    Column("name", "name", lambda row: row[1], name_text),
)


def texts(rows: list[tuple[int, str]], **options: object) -> list[str]:
    return [plain(line) for line in table_lines(COLUMNS, rows, **options)]  # type: ignore[arg-type]  # options go through


def test_numbers_are_flush_right_and_names_flush_left() -> None:
    assert texts([(7, "seven"), (1000, "thousand")]) == [
        " no.  middle  name",
        "   7  sev     seven",
        "1000  tho     thousand",
    ]


def test_wide_characters_count_as_two_cells() -> None:
    _heading, wide, narrow = texts([(1, "日本語"), (2, "abc")])

    assert wide == "  1  日本語  日本語"
    assert narrow == "  2  abc     abc"


def test_the_last_column_is_cut_to_the_width_and_others_never() -> None:
    lines = texts([(7, "a name that is far too long")], width=24, cut=shorten)

    assert lines[1] == "  7  a n     a name tha…"
    assert all(cell_width(line) <= 24 for line in lines)


def test_without_a_width_nothing_is_cut() -> None:
    assert texts([(7, "x" * 500)], cut=shorten)[1].endswith("x" * 500)


def test_columns_that_say_least_go_first() -> None:
    lines = texts([(7, "n" * 30)], width=30, optional=("middle",), cut=shorten)

    assert lines[0] == "no.  name"


def test_lines_end_without_blanks() -> None:
    assert texts([(1, ""), (2, "x")])[1] == "  1"
    assert trimmed((Run("a "), Run("  ", "strong"), Run(""))) == (Run("a"),)
    assert trimmed((Run(" "), Run(" "))) == ()


def test_a_table_without_rows_is_its_heading() -> None:
    assert texts([]) == ["no.  middle  name"]


def test_a_column_with_a_style_is_a_run_of_its_own() -> None:
    styled: Column[int] = Column(
        "mark", "m", lambda row: row, name_text, style=lambda value: f"style-{value}"
    )
    other: Column[int] = number_column("number", "n", lambda row: row)

    columns: tuple[Column[int], ...] = (other, styled, other)
    _heading, line = table_lines(columns, [5])

    assert Run("5", "style-5") in line
    assert plain(line) == "5  5  5"
