"""Many processes in words and rows: how many, whose memory, what is read of them."""

from collections.abc import Sequence

from memscope.analyze.several.totals import ProcessTotals, Several, sums_of
from memscope.i18n import _, ngettext
from memscope.render.runs import Line, Run, cell, fit_line
from memscope.render.space.mirror import BarPiece, bar_to_right
from memscope.units import UNKNOWN, cell_width, safe, short_bytes, short_delta

_UNKNOWN_SUM = "?"


def several_title(several: Several) -> str:
    """Return `9 processes · own 412M · shared ≥167M once · RSS adds up to 1.21G`."""
    count = ngettext("{n} process", "{n} processes", several.count)
    return " · ".join((count.format(n=several.count), *several_sums(several)))


def several_sums(several: Several) -> tuple[str, str, str]:
    """Return `own 412M`, `shared ≥167M once`, and `RSS adds up to 1.21G`."""
    sums = sums_of(several.processes)
    is_guess = any(one.is_guess for one in several.processes)
    sign = "≈" if is_guess and sums.own is not None else ""
    return (
        _("own {size}").format(size=f"{sign}{_sum(sums.own)}"),
        _shared(sums.shared),
        _("RSS adds up to {size}").format(size=_sum(sums.resident)),
    )


def reading_words(several: Several) -> str:
    """Return who is read how, and what that may cost."""
    opened = ngettext("{n} read fully", "{n} read fully", several.open)
    parts = [opened.format(n=several.open)]
    if several.closed:
        closed = ngettext(
            "{n} by totals every {seconds} s, {ms} ms a look at most",
            "{n} by totals every {seconds} s, {ms} ms a look at most",
            several.closed,
        )
        parts.append(
            closed.format(
                n=several.closed,
                seconds=f"{several.every_s:g}",
                ms=round(several.budget_s * 1000),
            )
        )
    if several.late:
        parts.append(_("{n} later").format(n=several.late))
    if several.without_memory:
        parts.append(_("{n} without memory").format(n=several.without_memory))
    return " · ".join(parts)


def _shared(size: int | None) -> str:
    """Whoever maps pages with others outside has them in part: it may be more."""
    if size is None:
        return _("shared {size} once").format(size=_UNKNOWN_SUM)
    return _("shared ≥{size} once").format(size=short_bytes(size))


def _sum(size: int | None) -> str:
    """A sum without one of its parts is no number, not even a dash."""
    return _UNKNOWN_SUM if size is None else short_bytes(size)


_WIDE = 96


def process_head(width: int, top: int) -> Line:
    """Name the columns of `process_row`."""
    bar = _bar(width)
    axis = f"0 █ {_('own')} ▒ {_('shared')}"
    end = short_bytes(top)
    room = bar - len(end)
    text = axis if cell_width(axis) + 1 <= room else "0"
    runs = [
        cell("", 3),
        cell(_("process"), _name(width), "muted"),
        cell(_("resident"), 9, "strong", ">"),
        Run(" "),
        cell(text, room, "muted"),
        Run(end, "muted"),
        cell(_("own"), 8, "muted", ">"),
        cell(_("shared"), 8, "muted", ">"),
        cell(_("threads"), 9, "muted", ">"),
    ]
    if width >= _WIDE:
        runs.append(cell("Δ", 9, "strong", ">"))
    return fit_line(runs, width)


def process_row(
    one: ProcessTotals, width: int, top: int, delta: int | None = None
) -> Line:
    """Draw one process.

    Args:
        one: Its totals.
        width: Cells.
        top: Where the axis ends, in bytes.
        delta: Bytes it grew by; None: unknown.
    """
    key = "shared"
    sign = "▾" if one.is_open else "▸"
    name = f"{one.key[0]} {safe(one.name)}"
    own, shared = one.own, one.shared
    pieces = [BarPiece(own or 0, "own"), BarPiece(shared or 0, "shared")]
    if own is None:
        pieces = [BarPiece(one.resident or 0, "shared")]
    muted = "muted" if one.refused else ""
    runs = [
        Run(f" {sign} ", "faint"),
        cell(name, _name(width), "strong" if one.is_open else muted),
        cell(short_bytes(one.resident), 9, "", ">"),
        Run(" "),
        *bar_to_right(pieces, top, _bar(width), key),
        cell(UNKNOWN if own is None else short_bytes(own), 8, muted, ">"),
        cell(short_bytes(shared), 8, muted, ">"),
        cell(str(one.threads), 9, "", ">"),
    ]
    if width >= _WIDE:
        change = UNKNOWN if delta is None else short_delta(delta)
        runs.append(cell(change, 9, "warn" if delta else "faint", ">"))
    return fit_line(runs, width)


def _name(width: int) -> int:
    return min(max(width // 5, 16), 36)


def _bar(width: int) -> int:
    delta = 9 if width >= _WIDE else 0
    return max(width - 3 - _name(width) - 10 - 25 - delta, 4)


def in_order(processes: Sequence[ProcessTotals]) -> list[ProcessTotals]:
    """Put each child below its parent, as far as both are there."""
    by_pid = {one.key[0]: one for one in processes}
    children: dict[int, list[ProcessTotals]] = {}
    roots: list[ProcessTotals] = []
    for one in processes:
        is_root = one.ppid not in by_pid or one.ppid == one.key[0]
        (roots if is_root else children.setdefault(one.ppid, [])).append(one)
    found: list[ProcessTotals] = []
    waiting = list(reversed(roots))
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += reversed(children.pop(one.key[0], []))
    # A loop of parents is no tree; whoever is in one is shown all the same.
    rest = [one for some in children.values() for one in some]
    return found + rest


def largest(processes: Sequence[ProcessTotals]) -> int:
    """Return the most that one of them has in RAM."""
    return max((one.resident or 0 for one in processes), default=0)
