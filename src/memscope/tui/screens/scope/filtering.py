"""What a filter leaves of processes; of much memory beside the screen's thread."""

from dataclasses import dataclass

from textual.message import Message

from memscope.analyze.filter.bearings import Bearings
from memscope.analyze.filter.matching import Matcher
from memscope.analyze.series import Ticks
from memscope.analyze.space.space import part_of
from memscope.render.space.rail_marks import hit_spans
from memscope.tui.view import ProcessView, View
from memscope.tui.widgets.filter_line import FilterLine
from memscope.tui.widgets.memory_rows import Parts

_AT_ONCE = 2000
"""Regions that are gone through without anybody noticing."""


@dataclass
class FilterReady(Message):
    """What a filter leaves is found.

    Attributes:
        filtered: The filter.
        parts: What it leaves of each space.
    """

    filtered: FilterLine.Filtered
    parts: Parts


def is_much(view: View) -> bool:
    """Tell whether to go through all regions would be noticed."""
    return sum(len(one.process.regions) for one in view.processes) > _AT_ONCE


def parts(match: Matcher, view: View) -> Parts:
    """Return what a filter leaves of each space of a look."""
    found = {}
    for one in view.processes:
        shown = match.regions(bearings(one, view.at))
        part = part_of(one.space, shown)
        hit_spans(part)  # kept there for the rail
        found[one.space] = shown, part
    return found


def bearings_of(view: View) -> list[Bearings]:
    """Return what a filter asks of each process of a look."""
    return [bearings(one, view.at) for one in view.processes]


def bearings(one: ProcessView, at: float) -> Bearings:
    """Return what a filter asks of a process at a moment."""
    marks = (tick for tick in one.series.ticks if tick.what is Ticks.BOOKMARK)
    marked = [tick.at for tick in marks if tick.at <= at]
    return Bearings(
        *(one.process, one.growth, at),
        bookmark=marked[-1] if marked else None,
        appeared=one.appeared,
        watched_since=one.began,
    )
