"""What each key of the scope does: its name in `keys.py`, and who does it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memscope.tui.screens.scope.screen import ScopeScreen

Doing = Callable[[], object]
TEN_S = 10.0


def doings_of(screen: "ScopeScreen") -> dict[str, Doing]:
    """Return all of them by name."""
    return {
        **_of_the_list(screen),
        **_of_the_space(screen),
        **_of_time(screen),
        **_of_closer_looks(screen),
        **_of_finding(screen),
    }


def _of_the_list(screen: "ScopeScreen") -> Mapping[str, Doing]:
    table = screen.panes.table
    return {
        "open": table.action_open,
        "close": table.action_close,
        "all": table.action_toggle_all,
        "sort": table.action_sort,
        "turn": table.action_turn,
        "axis": table.action_axis,
        "window": screen.choices.next_window,
        "mark": table.action_mark,
        "mark_all": table.action_mark_all,
        "next": partial(screen.ways.to_next, 1),
        "previous": partial(screen.ways.to_next, -1),
        "tree": screen.ways.to_threads,
    }


def _of_the_space(screen: "ScopeScreen") -> Mapping[str, Doing]:
    rail = screen.panes.rail
    return {
        "zoom_in": rail.zoom_in,
        "zoom_out": rail.zoom_out,
        "whole": rail.whole,
        "log": rail.log,
        "alone": screen.ways.alone,
    }


def _of_time(screen: "ScopeScreen") -> Mapping[str, Doing]:
    history, moments = screen.panes.history, screen.moments
    return {
        "back_1": partial(history.step, -1),
        "on_1": partial(history.step, 1),
        "back_10": partial(history.jump, -TEN_S),
        "on_10": partial(history.jump, TEN_S),
        "back_mark": partial(history.mark, -1),
        "on_mark": partial(history.mark, 1),
        "now": history.to_now,
        "bookmark": moments.mark,
        "differ": screen.choices.differ,
        "span": history.cycle_span,
        "record": moments.record,
        "pause": screen.pause,
        "slower": partial(screen.change_pace, 1),
        "faster": partial(screen.change_pace, -1),
    }


def _of_closer_looks(screen: "ScopeScreen") -> Mapping[str, Doing]:
    looks = screen.looks
    return {
        "bytes": looks.open_bytes,
        "where": looks.open_where,
        "registers": looks.open_registers,
        "why": looks.open_why,
        "compare": screen.beside.toggle,
        "pin": screen.picture.pin,
    }


def _of_finding(screen: "ScopeScreen") -> Mapping[str, Doing]:
    return {
        "filter": screen.choices.open_filter,
        "goto": screen.ways.open_goto,
    }
