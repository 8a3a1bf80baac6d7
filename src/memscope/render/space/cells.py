"""The cells of one row of the memory table, column by column."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import TypeVar

from memscope.analyze.growth.came import NOT_WATCHED, WatchedSince
from memscope.analyze.growth.growth import COLUMN_S, COLUMNS, Growth
from memscope.analyze.growth.minute import put_together
from memscope.analyze.space.row import SpaceRow, What
from memscope.model.abi import address_digits
from memscope.model.region import Region
from memscope.render.runs import Line, Run, cell
from memscope.render.space.columns import Extra, TableLayout
from memscope.render.space.names import letter_of
from memscope.render.space.strip import NO_SHADES, Shades, shades_line
from memscope.render.words.access import access_style, marked
from memscope.render.words.ages import age_text
from memscope.units import UNKNOWN, short_address, short_bytes, short_delta

Found = TypeVar("Found")
_start, _permissions = attrgetter("start"), attrgetter("perms")
_STEPS = " ▁▂▃▄▅▆▇█"
_NEWS = 1 << 20
"""Bytes of growth that stand out."""


class Figures:
    """What is to be said of a row; only what is drawn is found out."""

    def __init__(
        self,
        row: SpaceRow,
        growth: Growth,
        watched: WatchedSince = NOT_WATCHED,
        shades: Shades = NO_SHADES,
    ) -> None:
        self.row, self.growth = row, growth
        self.watched, self.shades = watched, shades

    @cached_property
    def delta(self) -> int | None:
        """Bytes by which it grew within the window; None: there was no earlier look."""
        if self.growth.total is None or self.row.amounts.resident is None:
            return None
        return sum(self._of(self.growth.by_start))

    @cached_property
    def minute(self) -> Sequence[int | None]:
        """The same for each part of the last minute."""
        mine = list(self._of(self.growth.columns))
        if not mine:
            return self._still
        return [_add(part) for part in zip(*mine, strict=True)]

    @property
    def _still(self) -> Sequence[int | None]:
        """Where nothing grew, time went by all the same, as far as anybody looked."""
        some = next(iter(self.growth.columns.values()), None)
        if some is not None:
            return [None if one is None else 0 for one in some]
        return [None if self.growth.total is None else 0] * COLUMNS

    def _of(self, by_start: Mapping[int, Found]) -> Iterable[Found]:
        regions = self.row.regions
        if len(regions) <= len(by_start):
            return (by_start[one.start] for one in regions if one.start in by_start)
        return (found for start, found in by_start.items() if begins(regions, start))

    @property
    def rate(self) -> int | None:
        """Bytes a minute, by the last minute as far as it is known."""
        known = [one for one in self.minute if one is not None]
        if not known or self.growth.total is None:
            return None
        return round(sum(known) * 60 / (len(known) * COLUMN_S))


def begins(regions: Sequence[Region], start: int) -> bool:
    """Tell whether one of some regions, in order of address, begins there."""
    at = bisect_left(regions, start, key=_start)
    return at < len(regions) and regions[at].start == start


def _add(part: Sequence[int | None]) -> int | None:
    known = [one for one in part if one is not None]
    return sum(known) if known else None


def column_runs(
    figures: Figures, columns: Iterable[Extra], layout: TableLayout, most: int
) -> Line:
    """Draw some columns of a row, each with a blank before it.

    Args:
        figures: Of the row.
        columns: In their order.
        layout: How wide they are.
        most: The largest difference in the column of the last minute, of any row.
    """
    runs: list[Run] = []
    for column in columns:
        room = layout.cells(column) - 1
        if column is Extra.MINUTE:
            runs += (Run(" "), *minute_runs(figures, most, room))
        elif column is Extra.PAGES:
            runs += (Run(" "), *_pages(figures, room))
        else:
            text, style = _TEXTS[column](figures)
            align = "<" if column in _TO_THE_LEFT else ">"
            runs += (Run(" "), cell(text, room, style, align))
    return tuple(runs)


def _pages(figures: Figures, room: int) -> Line:
    """Draw the pages of one region, the highest first, where they were looked at."""
    row = figures.row
    if len(row.regions) != 1 or not figures.shades.values:
        return (cell(UNKNOWN if len(row.regions) == 1 else "", room, "faint", ">"),)
    return shades_line(figures.shades, letter_of(row)[1], room)


def minute_runs(figures: Figures, most: int, room: int) -> Line:
    """Draw how much a row grew in each part of the last minute, the newest last.

    Args:
        figures: Of the row.
        most: What fills the height.
        room: Cells, a part each.
    """
    ink = f"ink.{letter_of(figures.row)[1]}" if figures.row.regions else ""
    runs: list[Run] = []
    each = parts_together(room)
    parts = put_together(figures.minute, each, figures.growth.at)
    for value in parts[max(len(parts) - room, 0) :]:
        text, style = _step(value, most, ink)
        if runs and runs[-1].style == style:
            runs[-1] = Run(runs[-1].text + text, style)
        else:
            runs.append(Run(text, style))
    return (Run(" " * max(room - len(parts), 0)), *runs)


def parts_together(room: int) -> int:
    """Return how many parts of the last minute stand in one cell."""
    return -(-COLUMNS // max(room, 1))


def _step(value: int | None, most: int, ink: str) -> tuple[str, str]:
    """Nobody looked: blank; nothing: a dot; given back: a line at the top."""
    if value is None:
        return " ", ""
    if not value:
        return "·", "faint"
    if value < 0:
        return "▔", "muted"
    return _STEPS[
        max(round(value * 8 / max(most, 1)), 1)
    ] if value <= most else "█", ink


def delta_text(delta: int | None) -> tuple[str, str]:
    """Return a difference and how it looks: news stand out."""
    if delta is None:
        return UNKNOWN, "faint"
    if abs(delta) >= _NEWS:
        return short_delta(delta), "warn strong"
    return short_delta(delta), "muted" if delta else "faint"


Cell = tuple[str, str]


def _address(figures: Figures) -> Cell:
    row = figures.row
    if row.what is What.PROCESS:
        return "", ""
    return short_address(row.start, address_digits(row.process.abi)), "muted"


def _perms(figures: Figures) -> Cell:
    if figures.row.what is What.PROCESS:
        return "", ""
    perms = set(map(_permissions, figures.row.regions))
    some = {one for one in perms if one[:3] != "---"} or perms
    if len(some) != 1:
        return "", ""
    text = some.pop()
    return marked(text), access_style(text, "muted")


def _size(size: int | None) -> Cell:
    return short_bytes(size), "muted"


def _part(figures: Figures, size: int | None) -> Cell:
    """Where own and shared bytes do not add up, some regions' are not known."""
    amounts = figures.row.amounts
    known = (amounts.own or 0) + (amounts.shared or 0)
    if known >= (amounts.resident or 0):
        return _size(size)
    return (f"≥{short_bytes(size)}", "muted") if size else _size(None)


def _rate(figures: Figures) -> Cell:
    rate = figures.rate
    return delta_text(rate) if rate or rate is None else ("·", "faint")


def _pss(figures: Figures) -> Cell:
    shares = [one.usage.proportional for one in figures.row.regions[:_FEW]]
    if None in shares or len(figures.row.regions) > _FEW:
        return UNKNOWN, "muted"
    return _size(sum(one or 0 for one in shares))


_FEW = 4096
"""Regions that are added up whenever they are drawn."""


def _age(figures: Figures) -> Cell:
    if figures.row.what is What.PROCESS:
        return "", ""
    age = figures.watched.age_of(figures.row.regions)
    return (UNKNOWN, "faint") if age is None else (age_text(age), "muted")


def _of_file(figures: Figures, name: str) -> Cell:
    regions = figures.row.regions
    if len(regions) != 1 or not regions[0].inode:
        return "", ""
    value: int = getattr(regions[0], name)
    return f"{value:x}" if name == "offset" else str(value), "muted"


_TEXTS: dict[Extra, Callable[[Figures], Cell]] = {
    Extra.FROM: _address,
    Extra.PERMS: _perms,
    Extra.OWN: lambda figures: _part(figures, figures.row.amounts.own),
    Extra.SHARED: lambda figures: _part(figures, figures.row.amounts.shared),
    Extra.SWAPPED: lambda figures: _size(figures.row.amounts.swapped),
    Extra.PSS: _pss,
    Extra.DELTA: lambda figures: delta_text(figures.delta),
    Extra.RATE: _rate,
    Extra.OFFSET: lambda figures: _of_file(figures, "offset"),
    Extra.AGE: _age,
    Extra.INODE: lambda figures: _of_file(figures, "inode"),
}
_TO_THE_LEFT = (Extra.FROM, Extra.PERMS)
