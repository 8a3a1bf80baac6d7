"""Columns of the totals by segment."""

from msgspec.structs import replace

from memscope.analyze.totals import Total, segment_totals, total_of
from memscope.i18n import N_, _
from memscope.model.kinds import Segment
from memscope.model.process import Process
from memscope.render.columns.column import Column, number_column, size_column
from memscope.render.palette import SEGMENT_STYLES
from memscope.units import format_bytes

SegmentRow = tuple[Segment | None, Total]


def _share(total: Total) -> str:
    """Return a share; of one that is known in part, both parts."""
    if total.proportional is not None or not total.unknown_share:
        return format_bytes(total.proportional)
    return f"{format_bytes(total.known_share)} + {format_bytes(total.unknown_share)}?"


def _copies(row: SegmentRow) -> int | None:
    """Only the row of files is divided: elsewhere copies are what one expects."""
    return row[1].copies if row[0] is Segment.FILE else None


TOTALS_COLUMNS: tuple[Column[SegmentRow], ...] = (
    Column(
        "letter",
        "",
        lambda row: row[0] and row[0].value,
        lambda name: SEGMENT_STYLES[Segment(str(name))].letter if name else "",
        style=lambda name: f"spine.segment-{name}" if name else "",
    ),
    Column(
        "segment",
        N_("segment"),
        lambda row: row[0] and row[0].value,
        lambda name: _(SEGMENT_STYLES[Segment(str(name))].name) if name else _("all"),
    ),
    number_column("regions", N_("regions"), lambda row: row[1].regions),
    size_column("virtual", N_("virtual"), lambda row: row[1].virtual),
    size_column("resident", N_("resident"), lambda row: row[1].resident),
    Column("proportional", N_("share"), lambda row: _share(row[1]), str, align=">"),
    size_column("copies", N_("own copies"), lambda row: _copies(row)),
)
"""The last row, without a segment, is the sum of all."""


def totals_rows(process: Process) -> list[SegmentRow]:
    """Return a row for each segment that a process has, and one for all of them."""
    rows: list[SegmentRow] = list(segment_totals(process).items())
    total = total_of(list(process.regions))
    if total.proportional is None:
        # Of a page that two regions share nobody knows the parts, but the whole.
        total = replace(total, proportional=process.usage.proportional)
    return [*rows, (None, total)]
