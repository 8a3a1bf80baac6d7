"""Columns of where the memory is: a line a sort, and a total."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from memscope.analyze.portions import sum_of
from memscope.i18n import N_
from memscope.model.kinds import Kind
from memscope.model.label_text import label_text
from memscope.model.portion import Portion
from memscope.render.bars import meter
from memscope.render.columns.column import Column, Value, number_column, size_column
from memscope.render.palette import KIND_STYLES
from memscope.render.runs import plain
from memscope.units import cell_width, fit, format_bytes, safe

BAR = 16
"""Cells of a bar that stands for all."""


class PortionRow(Struct, frozen=True):
    """One line of the table.

    Attributes:
        portion: Its numbers.
        part: Of `whole`, in bytes; None: unknown.
        whole: What a full bar stands for.
        is_total: It is the last line.
    """

    portion: Portion
    part: int | None
    whole: int
    is_total: bool = False


def portion_rows(
    portions: Sequence[Portion], *, share: int | None, is_shared: bool = False
) -> list[PortionRow]:
    """Return a row for each portion, and one for all of them.

    Args:
        portions: Of one process, or of several.
        share: Of all of them, where it is known better than the parts are.
        is_shared: They are of several processes: parts are those of their share, as
            resident counts a page for each of its users.
    """
    total = sum_of(portions, share)
    measure = _share_of if is_shared and _share_of(total) else _resident_of
    whole = measure(total) or 0
    rows = [PortionRow(one, measure(one), whole) for one in portions]
    if is_shared:
        rows.sort(key=lambda row: -(row.part or 0))
    return [*rows, PortionRow(total, None, whole, is_total=True)]


def _share_of(portion: Portion) -> int | None:
    known = portion.proportional
    return portion.proportional_known if known is None else known


def _resident_of(portion: Portion) -> int | None:
    is_unknown = portion.unknown == portion.count
    return None if is_unknown and not portion.resident else portion.resident


def portion_columns(
    rows: Sequence[PortionRow],
    *,
    room: int = 0,
    bar: int = BAR,
    cut: bool = False,
    without: Sequence[str] = (),
) -> tuple[Column[PortionRow], ...]:
    """Return the columns that have something to say of these rows.

    Args:
        rows: Of one table.
        room: Cells of the names, which are padded to it.
        bar: Cells of a full bar.
        cut: Shorten a name that is wider.
        without: Columns to leave out; in place of the bar nothing is drawn.
    """
    told = [row.portion for row in rows]
    columns = [_LETTER, _where(room, cut), _RESIDENT, _VIRTUAL]
    if any(one.proportional_known is not None for one in told):
        columns.append(_SHARE)
    if any(one.swapped for one in told):
        columns.append(_SWAPPED)
    columns.append(_REGIONS)
    if any(one.walked for one in told):
        columns += (_LIVE, _FREE)
    columns.append(_bar(0 if "bar" in without else bar))
    return tuple(one for one in columns if one.id not in without or one.id == "bar")


def _where(room: int, cut: bool) -> Column[PortionRow]:
    def words(label: Value) -> str:
        text = safe(label_text(str(label)))
        is_wide = not cut and cell_width(text) > room
        return text if is_wide else fit(text, room)

    return Column("where", N_("where"), lambda row: row.portion.label, words)


def _bar(width: int) -> Column[PortionRow]:
    def words(eighths: Value) -> str:
        if not isinstance(eighths, int):
            return ""
        return plain(meter(eighths, width * 8, width, "")).rstrip("░")

    def value(row: PortionRow) -> Value:
        if row.is_total or not width or not row.part or not row.whole:
            return None
        return max(round(row.part * width * 8 / row.whole), 1)

    return Column("bar", "", value, words)


def _letter(row: PortionRow) -> Value:
    return None if row.is_total else row.portion.kind._value_


_LETTER: Column[PortionRow] = Column(
    "letter",
    "",
    _letter,
    lambda kind: KIND_STYLES[Kind(str(kind))].letter if kind else "",
    style=lambda kind: f"spine.{kind}" if kind else "",
)


def _known(
    whole: Callable[[Portion], int | None], known: Callable[[Portion], int | None]
) -> Callable[[PortionRow], Value]:
    """Return what is known of a number as text: of some there is only a part."""

    def value(row: PortionRow) -> Value:
        size, part = whole(row.portion), known(row.portion)
        if size is not None or part is None:
            return format_bytes(size)
        return f"{format_bytes(part)} + ?"

    return value


_RESIDENT: Column[PortionRow] = Column(
    "resident",
    N_("resident"),
    _known(lambda one: None if one.unknown else one.resident, _resident_of),
    str,
    align=">",
)
_SHARE: Column[PortionRow] = Column(
    "proportional",
    N_("share"),
    _known(lambda one: one.proportional, lambda one: one.proportional_known),
    str,
    align=">",
)
_VIRTUAL: Column[PortionRow] = size_column(
    "virtual", N_("virtual"), lambda row: row.portion.virtual
)
_SWAPPED: Column[PortionRow] = size_column(
    "swapped", N_("swapped"), lambda row: row.portion.swapped
)
_REGIONS: Column[PortionRow] = number_column(
    "regions", N_("regions"), lambda row: row.portion.count
)
_LIVE: Column[PortionRow] = size_column(
    "live", N_("live"), lambda row: row.portion.live
)
_FREE: Column[PortionRow] = size_column(
    "free", N_("free"), lambda row: row.portion.free
)
