"""Columns of limits, and of memory that is held by descriptors."""

from memscope.i18n import N_
from memscope.model.held import Held
from memscope.model.limit import Limit
from memscope.render.columns.column import Column, name_text, number_column, size_column
from memscope.render.words.limits import amount_text, whose_text

AT_THE_END = 0.9
"""The share from which on a limit is worth a warning."""

LIMIT_COLUMNS: tuple[Column[Limit], ...] = (
    Column("name", N_("limit"), lambda one: one.name, name_text),
    Column("used", N_("used"), lambda one: _amount(one, one.used), str, align=">"),
    Column("limit", N_("of"), lambda one: _amount(one, one.limit), str, align=">"),
    Column(
        "share",
        N_("used of it"),
        lambda one: None if one.share is None else int(one.share * 100),
        lambda value: name_text(None) if value is None else f"{value} %",
        align=">",
        style=lambda value: (
            "warn" if isinstance(value, int) and value >= AT_THE_END * 100 else ""
        ),
    ),
    Column("whose", N_("whose"), lambda one: one.of, lambda of: whose_text(of)),
)

HELD_COLUMNS: tuple[Column[Held], ...] = (
    Column("held-kind", N_("kind"), lambda one: one.kind.value, str),
    size_column("held-allocated", N_("allocated"), lambda one: one.allocated),
    size_column("held-mapped", N_("mapped"), lambda one: one.mapped),
    size_column("held-resident", N_("resident"), lambda one: one.resident),
    number_column("held-count", N_("descriptors"), lambda one: one.descriptors),
    number_column("held-links", N_("names"), lambda one: one.links),
    Column("held-path", N_("file"), lambda one: one.path, name_text),
)


def _amount(one: Limit, value: int | None) -> str:
    return amount_text(value, is_bytes=one.is_bytes)
