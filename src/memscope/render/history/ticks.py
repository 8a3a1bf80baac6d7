"""What happened when: marks on the axis of time, and their names above the picture."""

from collections.abc import Iterable, Mapping, Sequence, Set

from memscope.analyze.layers import LayerKey
from memscope.analyze.series import Tick, Ticks
from memscope.i18n import ngettext
from memscope.render.history.axes import TimeAxis
from memscope.render.runs import Line, Run
from memscope.render.words.layers import layer_name
from memscope.units import cell_width, safe, short_delta, shorten

MARKS = {
    Ticks.BOOKMARK: ("b", "strong"),
    Ticks.STEP: ("◆", "accent"),
    Ticks.APPEARED: ("▲", "warn"),
    Ticks.GONE: ("▽", "muted"),
    Ticks.THREADS: ("t", "accent"),
}
"""Mark and style; of several in one column the first of these is seen."""
_RANK = {what: rank for rank, what in enumerate(MARKS)}
_SIZED = (Ticks.APPEARED, Ticks.GONE)
_LONGEST = 26
"""Cells of a name, which somebody may have typed."""


def ticks_by_column(
    ticks: Iterable[Tick], time: TimeAxis
) -> Mapping[int, Sequence[Tick]]:
    """Return what happened in each column, the most telling first."""
    found: dict[int, list[Tick]] = {}
    for tick in ticks:
        column = time.column_of(tick.at)
        if 0 <= column < time.columns:
            found.setdefault(column, []).append(tick)
    for those in found.values():
        those.sort(key=lambda one: _RANK[one.what])
    return found


def small_columns(
    by_column: Mapping[int, Sequence[Tick]], least: int
) -> frozenset[int]:
    """Return the columns in which no more happened than is hardly to be seen.

    Args:
        by_column: What happened in which column.
        least: Bytes from which on something stands out.
    """
    return frozenset(
        column
        for column, those in by_column.items()
        if all(one.what in _SIZED for one in those)
        and sum(abs(one.bytes) for one in those) < least
    )


def tick_text(tick: Tick) -> str:
    """Say what happened: `b before load`, `▲ +64M arenas`."""
    return shorten(f"{MARKS[tick.what][0]} {_words(tick)}".rstrip(), _LONGEST)


def _words(tick: Tick) -> str:
    match tick.what:
        case Ticks.THREADS:
            count = abs(tick.count)
            sign = "-" if tick.count < 0 else "+"
            words = ngettext("{n} thread", "{n} threads", count).format(n=count)
            return f"{sign}{words}"
        case Ticks.APPEARED | Ticks.GONE:
            size = tick.bytes if tick.what is Ticks.APPEARED else -abs(tick.bytes)
            name = layer_name(LayerKey(tick.name, "")) if tick.name else ""
            return f"{short_delta(size)} {name}"
        case _:
            return safe(tick.name)


def names_over(
    by_column: Mapping[int, Sequence[Tick]],
    width: int,
    seen: Iterable[int] = (),
    small: Set[int] = frozenset(),
) -> list[tuple[int, Run]]:
    """Return names and where they stand, none over another, from the left.

    Args:
        by_column: What happened in which column.
        width: Columns.
        seen: Columns under the cursor and the mouse, whose names come first.
        small: Columns that are named only then.
    """
    first = [column for column in seen if column in by_column]
    others = sorted(
        by_column.keys() - small, key=lambda one: (_RANK[by_column[one][0].what], -one)
    )
    taken: list[tuple[int, Run]] = []
    for column in [*first, *(one for one in others if one not in first)]:
        tick = by_column[column][0]
        text = tick_text(tick)
        more = len(by_column[column]) - 1
        if more and column in first:
            text += f" +{more}"
        start = max(0, min(column, width - cell_width(text)))
        style = "strong" if column in first else MARKS[tick.what][1]
        if start >= 0 and _is_free(taken, start, cell_width(text)):
            taken.append((start, Run(text, style)))
    return sorted(taken)


def _is_free(taken: Sequence[tuple[int, Run]], start: int, width: int) -> bool:
    return all(
        start + width < at or at + cell_width(run.text) < start for at, run in taken
    )


def placed(pieces: Iterable[tuple[int, Run]], fill: Run, width: int) -> Line:
    """Put pieces on a line at their places, between them a character in a style."""
    runs, at = list[Run](), 0
    for start, run in sorted(pieces):
        have = cell_width(run.text)
        if start < at or start + have > width:
            continue
        runs += [Run(fill.text * (start - at), fill.style), run]
        at = start + have
    return tuple(one for one in (*runs, Run(fill.text * (width - at), fill.style))
                 if one.text)  # fmt: skip


def mark_pieces(
    by_column: Mapping[int, Sequence[Tick]], small: Set[int] = frozenset()
) -> list[tuple[int, Run]]:
    """Return the marks for the axis; those of small things are faint."""
    found = []
    for column, those in by_column.items():
        mark, style = MARKS[those[0].what]
        found.append((column, Run(mark, "faint" if column in small else style)))
    return found
