"""Title, heads and legend of the pane of threads."""

from collections.abc import Sequence

from memscope.analyze.lanes.lane import SPAN_S
from memscope.analyze.lanes.look import ThreadsLook
from memscope.analyze.lanes.order import ThreadOrder
from memscope.i18n import N_, _
from memscope.model.kinds import Kind
from memscope.render.runs import Line, Run, cell, fit_line, width_of
from memscope.render.threads.fill import solid
from memscope.render.threads.layout import ColumnPlace, ThreadLayout
from memscope.render.threads.states import look_of
from memscope.render.threads.strip import StripCell
from memscope.units import cell_width

_ORDERS = {
    ThreadOrder.CPU: N_("by CPU"),
    ThreadOrder.NAME: N_("by name"),
    ThreadOrder.DEPTH: N_("by depth"),
    ThreadOrder.TOUCHED: N_("by touched stack"),
}
_SORTED = {
    ThreadOrder.CPU: "cpu",
    ThreadOrder.NAME: "name",
    ThreadOrder.DEPTH: "stack",
    ThreadOrder.TOUCHED: "stack",
}
"""The column that threads are sorted by."""


def threads_title(looks: Sequence[ThreadsLook], order: ThreadOrder) -> str:
    """Return what the pane shows: `threads 18 · 2 running · by CPU`."""
    count = sum(len(look.threads) for look in looks if not look.ended)
    running = sum(look.running for look in looks)
    parts = [f"{_('threads')} {count}"]
    if running:
        parts.append(_("{n} running").format(n=running))
    return " · ".join((*parts, _(_ORDERS[order])))


def orders_of(column: str) -> tuple[ThreadOrder, ...]:
    """Return by what a click on the head of a column sorts, in turn."""
    if column == "tid":
        column = "name"
    return tuple(order for order, name in _SORTED.items() if name == column)


def head_line(
    layout: ThreadLayout,
    width: int,
    order: ThreadOrder,
    *,
    is_turned: bool = False,
    note: str = "",
) -> Line:
    """Draw the heads of the columns.

    Args:
        layout: Where they stand.
        width: Cells.
        order: What threads are sorted by; that head stands out.
        is_turned: The other way round.
        note: What is under the mouse, said where the head of the strip is.
    """
    runs: list[Run] = []
    for name, place in layout.named():
        runs.append(Run(" " * max(place.start - width_of(runs), 0)))
        is_sorted = _SORTED[order] == name
        if place.start < width_of(runs):
            continue  # the one before is longer than its column
        if name == "strip" and note:
            runs.append(cell(note, max(place.width, cell_width(note)), "strong"))
            continue
        style = "strong" if is_sorted else "muted"
        runs += _head(name, place, style, "▲" if is_turned else "")
    return fit_line(runs, width)


def _head(name: str, place: ColumnPlace, style: str, sign: str) -> Line:
    match name:
        case "tid":
            word = _("thread")
            return (cell(word, max(place.width, cell_width(word)), style),)
        case "strip":
            return (_ends(f"-{SPAN_S} s", _("now"), place.width, style),)
        case "cpu":
            return (cell("CPU", place.width, style, ">"),)
        case "stack":
            return (_axis(place.width, style),)
        case "past":
            return (cell(f"{_('touched')} 4K–8M", place.width, style),)
        case "waits":
            return (cell(_("waits for"), place.width, style),)
        case _:
            return (cell("", place.width, style),)


def _ends(first: str, last: str, width: int, style: str) -> Run:
    gap = width - cell_width(first) - cell_width(last)
    return Run(first + " " * max(gap, 1) + last, style)


def _axis(width: int, style: str) -> Run:
    """Name the column between the ends of its axis."""
    word = _("stack")
    gap = width - 4 - cell_width(word)
    left = max(gap // 2, 0)
    return Run(f"4K{' ' * left}{word}{' ' * max(gap - left, 0)}8M", style)


def second_text(one: StripCell, seconds_ago: int) -> str:
    """Say what a cell of a strip shows: `-23 s 46 % runs`."""
    when = _("now") if seconds_ago <= 0 else f"-{seconds_ago} s"
    if not one.state:
        return f"{when} –"
    cpu = "–" if one.cpu is None else f"{one.cpu:.0f} %"
    return f"{when} {cpu} {_(look_of(one.state).name)}"


_OWN = Kind.THREAD_STACK
_MARKS = (("R", "█"), ("D", "█"), ("L", "▁"), ("S", "▁"))


def legend_line(width: int, *, has_stacks: bool = True, letters: bool = False) -> Line:
    """Draw what marks and colours stand for; a part that has no room is left out.

    Args:
        width: Cells.
        has_stacks: Stacks are drawn as well.
        letters: There are no colours: states are told by letters.
    """
    parts: list[Line] = []
    for state, mark in _MARKS:
        look = look_of(state)
        style = "faint" if state == "S" else look.style
        mark = look.letter if letters else mark
        parts.append((Run(f"{mark} ", style), Run(_(look.name), "muted")))
    if has_stacks:
        parts += [
            (Run("█", solid(_OWN, 4)), Run(f" {_('depth')}", "muted")),
            (Run("▒", solid(_OWN, 1)), Run(f" {_('touched')}", "muted")),
            (Run("░", solid(_OWN, 0)), Run(f" {_('reserved')}", "muted")),
        ]
    runs: list[Run] = []
    for part in parts:
        gap = [Run("  ")] if runs else []
        if width_of([*runs, *gap, *part]) > width:
            break
        runs += [*gap, *part]
    return fit_line(runs, width)
