"""A small table of measured numbers, to be drawn as bars."""

from typing import Literal

from msgspec import Struct


class Bar(Struct, frozen=True, gc=False):
    """One number.

    Attributes:
        value: What was measured, in the unit of its row; None when unknown.
        part: How much of it is of the kind that `BarTable.parts` names first.
        mark: What to write beside it, such as "the knee"; "" for nothing.
    """

    value: float | None
    part: float | None = None
    mark: str = ""


class BarRow(Struct, frozen=True, gc=False):
    """What was measured under one condition, a bar a column.

    Attributes:
        name: Of the condition, such as `8` or `10 µs`.
        bars: One for each column.
        unit: `ms`, `us`, `bytes`, or "" for a plain number.
        whole: What the full width stands for, in this unit; None: the largest.
    """

    name: str
    bars: tuple[Bar, ...]
    unit: str = ""
    whole: float | None = None


class BarNote(Struct, frozen=True, gc=False):
    """A line below the table.

    Attributes:
        text: With values in braces.
        values: By name.
    """

    text: str
    values: dict[str, str | int | float | None] = {}


class BarTable(Struct, frozen=True, gc=False, tag_field="exhibit", tag="bars"):
    """Rows of bars under the same columns.

    Names, marks and notes are English, marked with `N_` where memscope translates
    them; they are translated when they are shown.

    Attributes:
        head: What the names of the rows are, such as `workers`.
        columns: Their names.
        rows: In order.
        scale: Which bars have one scale: those of a `row`, of a `column`, or `all`;
            with `own` each bar is as long as any other, and shows its parts.
        parts: Names of the two parts of a bar; () when bars have none.
        notes: Below the rows.
    """

    head: str
    columns: tuple[str, ...]
    rows: tuple[BarRow, ...]
    scale: Literal["row", "column", "all", "own"] = "all"
    parts: tuple[str, ...] = ()
    notes: tuple[BarNote, ...] = ()
