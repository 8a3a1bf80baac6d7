"""What a column of a table is, and the sorts that every table has."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from memscope.i18n import N_, _
from memscope.render.words.access import access_style, marked
from memscope.units import UNKNOWN, format_bytes, safe

Row = TypeVar("Row")
Value = str | int | None


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column of a table.

    What people read depends on the value alone, so that a table of 65,000 rows puts
    each different value into words once.

    Attributes:
        id: Name for programs; never translated, never renamed.
        title: Heading, marked with `N_`; "" for none.
        value: The bare value, for programs; None is unknown.
        words: What people read for a value; safe for a terminal.
        unit: Of the value: `bytes`, `ms`, `address`, or "".
        align: `<` or `>`.
        style: Style of the cell by value, see `render/runs.py`; None: ordinary.
    """

    id: str
    title: str
    value: Callable[[Row], Value]
    words: Callable[[Value], str]
    unit: str = ""
    align: str = "<"
    style: Callable[[Value], str] | None = None

    @property
    def heading(self) -> str:
        """The title in the reader's language."""
        return _(self.title)

    def text(self, row: Row) -> str:
        """Return what people read in one row."""
        return self.words(self.value(row))


def size_column(id: str, title: str, value: Callable[[Row], int | None]) -> Column[Row]:
    """Declare a column of bytes."""
    return Column(id, title, value, _size, "bytes", ">")


def number_column(
    id: str, title: str, value: Callable[[Row], int | None]
) -> Column[Row]:
    """Declare a column of plain numbers."""
    return Column(id, title, value, name_text, align=">")


def perms_column(value: Callable[[Row], str]) -> Column[Row]:
    """Declare a column of permissions; those that stand out bear a mark."""
    return Column(
        *("perms", N_("perms"), value),
        lambda perms: marked(str(perms)),
        style=lambda perms: access_style(str(perms)),
    )


def _size(value: Value) -> str:
    return format_bytes(value) if isinstance(value, int) else UNKNOWN


def name_text(value: Value) -> str:
    """Return a name made safe, with blanks at its end made visible, too."""
    if value is None:
        return UNKNOWN
    name = str(value)
    if name[-1:] != " ":
        return safe(name)
    bare = name.rstrip(" ")
    return safe(bare) + r"\x20" * (len(name) - len(bare))


def select(columns: tuple[Column[Row], ...], *ids: str) -> tuple[Column[Row], ...]:
    """Return some columns by id, in the order asked for."""
    by_id = {column.id: column for column in columns}
    return tuple(by_id[one] for one in ids)
