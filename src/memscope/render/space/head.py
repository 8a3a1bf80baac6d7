"""The head of the memory table: names of columns, and the axis from end to end."""

from collections.abc import Iterator
from dataclasses import dataclass

from memscope.analyze.space.reading import Axis, Order, Reading
from memscope.i18n import N_, _, ngettext
from memscope.render.runs import EMPTY, Line, Run, cell, fit_line, width_of
from memscope.render.space.bar import OWN, SHARED, pair, round_text
from memscope.render.space.columns import HEADS, LEAD, Extra
from memscope.render.space.table import Table
from memscope.render.words.news import at_least
from memscope.units import cell_width, fit

ORDERS: dict[Order, str] = {
    Order.ADDRESS: N_("by address"),
    Order.RESIDENT: N_("by resident"),
    Order.OWN: N_("by own"),
    Order.SHARED: N_("by shared"),
    Order.SWAPPED: N_("by swapped"),
    Order.MAPPED: N_("by mapped"),
    Order.GREW: N_("by growth"),
    Order.THREAD: N_("by thread"),
    Order.NAME: N_("by name"),
    Order.UNTOUCHED: N_("by untouched"),
}
"""What a title says of the order."""
_SORTS = {
    Extra.FROM: Order.ADDRESS,
    Extra.OWN: Order.OWN,
    Extra.SHARED: Order.SHARED,
    Extra.SWAPPED: Order.SWAPPED,
    Extra.DELTA: Order.GREW,
    Extra.RATE: Order.GREW,
    Extra.MINUTE: Order.GREW,
}
"""By which order a click on a head sorts."""


_LEGEND = "segment-other"
"""Whose colours the legend wears: those of no kind in particular."""


@dataclass(frozen=True, slots=True)
class HeadPart:
    """Cells of the head that are clicked together.

    Attributes:
        run: What they show.
        order: What a click sorts by; None: nothing.
        is_axis: A click changes what the bars measure.
    """

    run: Run
    order: Order | None = None
    is_axis: bool = False


def head_line(table: Table) -> Line:
    """Draw the head."""
    return fit_line([part.run for part in head_parts(table)], table.layout.width)


def head_at(table: Table, x: int) -> HeadPart | None:
    """Return the part of the head at a cell."""
    end = 0
    for part in head_parts(table):
        end += cell_width(part.run.text)
        if x < end:
            return part
    return None


def head_parts(table: Table) -> list[HeadPart]:
    """Return the parts of the head, from the left."""
    layout, reading = table.layout, table.reading
    what = Order.NAME if Extra.FROM in layout.columns else Order.ADDRESS
    parts = [
        HeadPart(Run(" " * (LEAD + 2))),
        HeadPart(_head(_("what"), layout.what - 2, what, reading, "<"), what),
    ]
    parts += [_of_column(one, table) for one in layout.before]
    resident = _head(_("resident"), layout.resident, Order.RESIDENT, reading)
    parts.append(HeadPart(resident, Order.RESIDENT))
    parts += [_of_column(one, table) for one in layout.middle]
    parts.append(HeadPart(Run(" ")))
    parts += [HeadPart(run, is_axis=True) for run in _axis(table)]
    parts += [_of_column(one, table) for one in layout.after]
    return parts


def _of_column(column: Extra, table: Table) -> HeadPart:
    align = "<" if column in (Extra.FROM, Extra.PERMS, Extra.MINUTE) else ">"
    order, room = _SORTS.get(column), table.layout.cells(column)
    name = window_head(table) if column is Extra.DELTA else _(HEADS[column])
    if align == "<":
        run = _head(name, room - 1, order, table.reading, "<")
        return HeadPart(Run(" " + run.text, run.style), order)
    return HeadPart(_head(name, room, order, table.reading), order)


def window_head(table: Table) -> str:
    """Return the head of the differences: over how long, as far as it is known."""
    reading = table.reading
    span = reading.window_s
    known = [one.span_s for one in table.growth.values() if one.total is not None]
    if span is not None and known:
        span = min(span, max(known))
        if not any(one.total for one in table.growth.values()):
            span = at_least(span)
    if span is None:
        return _("Δ start") if reading.since == "start" else _("Δ mark")
    if span >= 120:
        return _("Δ {n} min").format(n=round(span / 60))
    return _("Δ {n} s").format(n=round(span))


def _head(
    name: str, room: int, order: Order | None, reading: Reading, align: str = ">"
) -> Run:
    """Draw one head; the one that is sorted by says in which direction."""
    if order is None or order is not reading.order:
        return cell(name, room, "muted", align)
    small_first = order in (Order.NAME, Order.THREAD)
    mark = "▲" if small_first is not reading.is_turned else "▼"
    text = f"{name} {mark}"
    if cell_width(text) >= room:
        text = f"{name}{mark}" if cell_width(name) + 1 < room else name
    return Run(fit(text, room, align), "strong")


def _axis(table: Table) -> Line:
    """Draw the axis: where it begins and ends, and what is full and half."""
    width, scale = table.layout.bar, table.scale
    if not width:
        return ()
    low = round_text(scale.start)
    if scale.axis is not Axis.RESIDENT:
        low += " " + (_("log") if scale.axis is Axis.LOG else _("mapped"))
    high = round_text(scale.end)
    room = width - cell_width(low) - cell_width(high) - 2
    words = next((one for one in _legends() if width_of(one) <= room), EMPTY)
    room, used = room + 2, width_of(words)
    left = (room - used) // 2
    return (
        Run(low + " " * left, "muted"),
        *words,
        Run(" " * (room - used - left) + high, "muted"),
    )


def _legends() -> Iterator[Line]:
    """Yield what says which tone is which, the widest first."""
    for blank in (" ", ""):
        yield (
            pair(OWN, OWN, _LEGEND),
            Run(f"{blank}{_('own')} ", "muted"),
            pair(SHARED, SHARED, _LEGEND),
            Run(f"{blank}{_('shared')}", "muted"),
        )


def table_title(table: Table, groups: int, regions: int, processes: int = 1) -> str:
    """Return what a table is, and its numbers: groups, regions, order."""
    several = ngettext("{n} process", "{n} processes", processes)
    parts = [
        *([several.format(n=processes)] if processes > 1 else []),
        ngettext("{n} group", "{n} groups", groups).format(n=groups),
        ngettext("{n} region", "{n} regions", regions).format(n=f"{regions:,}"),
        _(ORDERS[table.reading.order]),
    ]
    if table.layout.hidden:
        hidden = table.layout.hidden
        text = ngettext("{n} more column", "{n} more columns", hidden)
        parts.append(text.format(n=hidden))
    return f"{_('memory')} {' · '.join(parts)}"
