"""What each key of the scope does: its name in `keys.py`, and who does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from memscope.tui.screens.scope.beside import BesideEach
from memscope.tui.screens.scope.choices import Choices
from memscope.tui.screens.scope.copying import Copying
from memscope.tui.screens.scope.layout import ScopeLayout
from memscope.tui.screens.scope.looks import Looks
from memscope.tui.screens.scope.moments import Moments
from memscope.tui.screens.scope.picture import ScopePicture
from memscope.tui.screens.scope.steps import BackAndForth
from memscope.tui.screens.scope.ways import Ways

Doing = Callable[[], object]
TEN_S = 10.0


@dataclass(frozen=True, slots=True)
class Parts:
    """Who does things on the scope.

    Attributes:
        panes: The widgets.
        choices: What is shown, and since when.
        beside: Processes beside each other.
        ways: From place to place.
        steps: Back to places.
        picture: What panes show.
        looks: Closer looks.
        moments: Bookmarks and recordings.
        copying: What goes into the clipboard.
        pause: Stops looking, and goes on.
        change_pace: Looks more seldom (1) or more often (-1).
    """

    panes: ScopeLayout
    choices: Choices
    beside: BesideEach
    ways: Ways
    steps: BackAndForth
    picture: ScopePicture
    looks: Looks
    moments: Moments
    copying: Copying
    pause: Doing
    change_pace: Callable[[int], object]


def doings_of(parts: Parts) -> dict[str, Doing]:
    """Return all of them by name."""
    return {
        **_of_the_list(parts),
        **_of_the_space(parts),
        **_of_time(parts),
        **_of_closer_looks(parts),
        **_of_finding(parts),
    }


def _of_the_list(parts: Parts) -> Mapping[str, Doing]:
    table = parts.panes.table
    return {
        "open": table.action_open,
        "close": table.action_close,
        "all": table.action_toggle_all,
        "sort": table.action_sort,
        "turn": table.action_turn,
        "axis": table.action_axis,
        "window": parts.choices.next_window,
        "mark": table.action_mark,
        "mark_all": table.action_mark_all,
        "next": partial(parts.ways.to_next, 1),
        "previous": partial(parts.ways.to_next, -1),
        "tree": parts.ways.to_threads,
    }


def _of_the_space(parts: Parts) -> Mapping[str, Doing]:
    rail, leaving = parts.panes.rail, parts.steps.leaving
    return {
        "zoom_in": leaving("zoom", rail.zoom_in),
        "zoom_out": leaving("zoom", rail.zoom_out),
        "whole": leaving("zoom", rail.whole),
        "log": leaving("zoom", rail.toggle_log),
        "alone": parts.ways.alone,
    }


def _of_time(parts: Parts) -> Mapping[str, Doing]:
    history, moments = parts.panes.history, parts.moments
    return {
        "back_1": partial(history.step, -1),
        "on_1": partial(history.step, 1),
        "back_10": partial(history.jump, -TEN_S),
        "on_10": partial(history.jump, TEN_S),
        "back_mark": partial(history.mark, -1),
        "on_mark": partial(history.mark, 1),
        "now": history.to_now,
        "bookmark": parts.panes.bookmark.open_empty,
        "differ": parts.steps.leaving("", parts.choices.differ),
        "span": history.cycle_span,
        "record": moments.record,
        "pause": parts.pause,
        "slower": partial(parts.change_pace, 1),
        "faster": partial(parts.change_pace, -1),
    }


def _of_closer_looks(parts: Parts) -> Mapping[str, Doing]:
    looks = parts.looks
    return {
        "bytes": looks.open_bytes,
        "where": looks.open_where,
        "registers": looks.open_registers,
        "why": looks.open_why,
        "compare": parts.beside.toggle,
        "pin": parts.picture.pin,
    }


def _of_finding(parts: Parts) -> Mapping[str, Doing]:
    return {
        "filter": parts.steps.leaving("", parts.choices.open_filter),
        "goto": parts.ways.open_goto,
        "copy": parts.copying.open,
        "been": partial(parts.steps.go, -1),
        "been_next": partial(parts.steps.go, 1),
    }
