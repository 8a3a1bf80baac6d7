"""How a row grew: by how much, how fast, and its last minute from zero."""

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter

from memscope.analyze.growth.growth import COLUMN_S, Growth
from memscope.analyze.space.row import SpaceRow, What
from memscope.i18n import _
from memscope.render.bars import area
from memscope.render.runs import Line, Run, cell, line, width_of, wrap
from memscope.render.words.news import at_least
from memscope.units import cell_width, short_bytes, short_delta

_ROWS = 3
_MINUTE_S = 60.0


def growth_lines(
    row: SpaceRow, growth: Growth | None, leak: Sequence[str], width: int
) -> list[Line]:
    """Draw what is known of a row's growth; nothing where nobody compared."""
    if growth is None or growth.total is None:
        return []
    columns = columns_of(row, growth)
    delta = delta_of(row, growth)
    span_s = growth.span_s if delta else at_least(growth.span_s)
    rate = _rate(columns)
    right = "" if not rate else _("{size}/min").format(size=short_delta(round(rate)))
    left = line(
        Run(_("growth"), "muted"),
        Run(f"  {short_delta(delta)}", "warn strong" if delta > 0 else "muted"),
        Run(" " + _("in {s} s").format(s=f"{span_s:.0f}"), "muted"),
    )
    gap = max(width - width_of(left) - cell_width(right), 1)
    lines = [line(*left, Run(" " * gap), Run(right, "warn strong"))]
    lines += _chart(row, columns, width)
    return [*lines, *_leak_lines(leak, width)]


def delta_of(row: SpaceRow, growth: Growth) -> int:
    """Return the bytes that came into RAM within the window, less what left."""
    if row.what is What.PROCESS:
        return growth.total or 0
    by_start = growth.by_start
    if len(row.regions) <= len(by_start):
        return sum(by_start.get(one.start, 0) for one in row.regions)
    return sum(size for start, size in by_start.items() if _holds(row, start))


def _holds(row: SpaceRow, start: int) -> bool:
    """Tell whether a region of a row, of which there may be 64,000, begins there."""
    at = bisect_left(row.regions, start, key=_start_of)
    return at < len(row.regions) and row.regions[at].start == start


_start_of = attrgetter("start")


def columns_of(row: SpaceRow, growth: Growth) -> list[int | None]:
    """Return the change in each part of the last minute; None where nobody looked."""
    found = [those for at, those in growth.columns.items() if _holds(row, at)]
    if not found:
        return []
    return [
        None if all(one is None for one in those) else sum(one or 0 for one in those)
        for those in zip(*found, strict=False)
    ]


def _rate(columns: Sequence[int | None]) -> float:
    """Return bytes a minute in the time that was looked at."""
    known = [one for one in columns if one is not None]
    return sum(known) * _MINUTE_S / (len(known) * COLUMN_S) if known else 0.0


def _chart(row: SpaceRow, columns: Sequence[int | None], width: int) -> list[Line]:
    """Draw resident bytes from zero, the scale at the top; the last one is now."""
    now = row.amounts.resident
    if now is None or not any(columns):
        return []
    values: list[int | None] = []
    for change in reversed(columns):
        values.append(now if change is not None else None)
        # What is in RAM may have come from elsewhere: it was never less than nothing.
        now = max(now - (change or 0), 0)
    values.reverse()
    most = max(one or 0 for one in values)
    label = short_bytes(most)
    per_cell = max((width - 6) // len(values), 1)
    cells = [one for one in values for _time in range(per_cell)]
    drawn = area(cells, most, _ROWS, f"ink.{_colour(row)}")
    sides = [label, *[""] * (_ROWS - 2), "0"]
    return [
        line(cell(side, 5, "muted", ">"), Run(" "), *runs)
        for side, runs in zip(sides, drawn, strict=True)
    ]


def _colour(row: SpaceRow) -> str:
    return row.regions[0].kind.value if row.regions else "anon"


def _leak_lines(leak: Sequence[str], width: int) -> list[Line]:
    if not leak:
        return []
    lines = [line(Run("▲ " + _("looks like a leak"), "warn strong"))]
    lines += (line(Run(part)) for text in leak for part in wrap(text, width))
    return lines
