"""From the course of a process to what grew, within a window, at any moment kept."""

from collections.abc import Sequence
from functools import partial

from memscope.analyze.growth.course import Course, Moment
from memscope.analyze.growth.growth import COLUMN_S, COLUMNS, Growth, Window
from memscope.analyze.growth.leak import GrowthSpan
from memscope.analyze.growth.pace import LOOKS, LayerPace, Pace, pace_of, slope
from memscope.analyze.growth.steps import AddressPlaces, add_step, placed, summed
from memscope.model.process import Process

_EVERY = 3
"""Of the looks, one in so many is enough to say which kind of memory grows."""
_LEAST_SHARE = 0.05
"""Of the growth, that a kind of memory needs to have to be named."""


def growth_of(
    course: Course,
    process: Process,
    window: Window,
    *,
    until: float,
    bookmarks: Sequence[float] = (),
) -> Growth:
    """Return what grew up to a moment.

    Args:
        course: Of the process.
        process: As it was at that moment.
        window: Since when.
        until: The moment: that of a look.
        bookmarks: Moments of bookmarks, ascending.
    """
    seen = course.latest(until, LOOKS)
    last = course.last_at(_asked(course, window, until, bookmarks))
    if last is None or not seen or last[0] >= until:
        return Growth(window=window, at=until)
    start, then = last
    places = AddressPlaces(process)
    by_start, gone = placed(_sums(course, places, start, until), places)
    now = seen[-1].resident
    pace = pace_of(
        [(one.at, one.resident) for one in seen], partial(course.totals, until)
    )
    spans = course.spans(until)
    span_s = until - start
    return Growth(
        span_s=span_s,
        wanted_s=window.seconds or span_s,
        by_start=by_start,
        gone=gone,
        total=None if then is None or now is None else now - then,
        columns=_columns(spans, places, course.began),
        rate=pace.rate,
        rising=pace.rising,
        since=pace.since,
        looks=pace.looks,
        window=window,
        layers=_layers(seen[::_EVERY], pace),
        spans=spans,
        at=until,
    )


def _asked(
    course: Course, window: Window, until: float, bookmarks: Sequence[float]
) -> float:
    """Return the moment that is compared with; without a bookmark the start."""
    if window.seconds is not None:
        asked = until - window.seconds
        # Of what is older, no steps are known: as far back as is known, then.
        return max(asked, course.known_from)
    marks = [at for at in bookmarks if course.began <= at < until]
    is_marked = window.since == "bookmark" and marks
    return marks[-1] if is_marked else course.began


def _sums(
    course: Course, places: AddressPlaces, start: float, until: float
) -> dict[int, int]:
    if start >= course.known_from:
        return summed(course.steps(start, until))
    known = course.since(start)
    sums = dict(known) if known is not None else summed(course.steps(start, until))
    later = course.steps(until, course.fine[-1].at)
    if known is not None and not later:
        here, gone = placed(sums, places)
        if len(here) + len(gone) < len(sums):
            course.shrink(start, here | gone)
        return here | gone
    for step in later:
        add_step(sums, step, -1)
    return sums


def _columns(
    spans: Sequence[GrowthSpan], places: AddressPlaces, began: float
) -> dict[int, list[int | None]]:
    shown = spans[-COLUMNS:]
    unseen = COLUMNS - len(shown)
    found: dict[int, list[int | None]] = {}
    for index, one in enumerate(shown, unseen):
        here, _gone = placed(one.grew, places)
        for start, delta in here.items():
            found.setdefault(start, [0] * COLUMNS)[index] = delta
    nobody = unseen + sum(one.at + COLUMN_S <= began for one in shown)
    for row in found.values():
        row[:nobody] = [None] * nobody
    return found


def _layers(seen: Sequence[Moment], pace: Pace) -> tuple[LayerPace, ...]:
    """Say in which kinds of memory it grows; only where that is asked for."""
    if not pace.is_growth or pace.rate is None:
        return ()
    first, last = seen[0].layers, seen[-1].layers
    paces = [
        LayerPace(key, slope([(one.at, one.layers.get(key, 0)) for one in seen]))
        for key in last
        if last[key] > first.get(key, 0)
    ]
    least = pace.rate * _LEAST_SHARE
    named = [one for one in paces if one.rate >= least]
    return tuple(sorted(named, key=lambda one: -one.rate))
