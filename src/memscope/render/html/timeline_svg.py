"""How one process went over a recording, as SVG: a lane for each number."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import count, pairwise

from memscope.i18n import N_, _
from memscope.model.recording import ProcessTimeline, Timeline, TimelineMoment
from memscope.render.html.markup import drawn_text, element, text_of
from memscope.render.inks import LIGHT
from memscope.render.palette import colour_of
from memscope.units import cell_width, format_bytes, safe, shorten

WIDTH = 1000
_LEFT = 150
"""Where time begins; names and numbers stand to the left."""
_RIGHT = 24
_TOP = 8
_LANE = 46
_GAP = 12
_FOOT = 24
_NAMED = 18
"""Pixels of a row of names of marks."""
_CELL = 6.2
"""Pixels of a character, about."""
_MOST = 8
"""Numbers on the axis, save the 0."""
_LONG_S = 120
"""Seconds of a recording from which on the axis reads like a clock."""

Get = Callable[[TimelineMoment], int | None]
_LANES: tuple[tuple[str, str, Get, Callable[[int], str]], ...] = (
    (N_("virtual"), "anon", lambda one: one.virtual, format_bytes),
    (N_("resident"), "library", lambda one: one.resident, format_bytes),
    (N_("regions"), "file", lambda one: one.regions, str),
    (N_("threads"), "thread-stack", lambda one: one.threads, str),
)

_text = partial(drawn_text, size=11)


def timeline_picture(timeline: Timeline, identity: tuple[int, int]) -> str:
    """Draw one process of a recording; "" when it was never seen.

    A value holds until the next look. Each lane reaches from its smallest value to its
    largest, which are written beside it. What is unknown is left out.
    """
    process = timeline.of(identity)
    if process is None:
        return ""
    height = _TOP + _NAMED + len(_LANES) * (_LANE + _GAP) + _FOOT
    parts = [*_axis(timeline, height), *_marks(timeline, height)]
    for at, lane in enumerate(_LANES):
        y = _TOP + _NAMED + at * (_LANE + _GAP)
        parts += _lane(process, timeline.duration_s, y, *lane)
    return element(
        "svg",
        *parts,
        viewBox=f"0 0 {WIDTH} {height}",
        width=WIDTH,
        height=height,
        class_="map timeline",
        role="img",
    )


def _x(at: float, duration_s: float) -> float:
    return _LEFT + (WIDTH - _LEFT - _RIGHT) * (at / duration_s if duration_s else 1)


def _lane(
    process: ProcessTimeline,
    duration_s: float,
    y: float,
    name: str,
    key: str,
    get: Get,
    words: Callable[[int], str],
) -> Iterator[str]:
    yield _text(0, y + 14, _(name), bold=True)
    known = [value for one in process.moments if (value := get(one)) is not None]
    if not known:
        yield _text(0, y + 30, _("not known"), ink="muted")
        return
    low, high = min(known), max(known)
    yield _text(_LEFT - 10, y + 10, words(high), ink="muted", anchor="end")
    if low != high:
        yield _text(_LEFT - 10, y + _LANE, words(low), ink="muted", anchor="end")
    span = max(high - low, 1)
    line = [
        (_x(one.at, duration_s), None if value is None else (value - low) / span)
        for one in process.moments
        for value in [get(one)]
    ]
    # Without a difference there is no height to show: a line in the middle.
    yield from _steps(line if low != high else _flat(line), y, key)


def _flat(line: list[tuple[float, float | None]]) -> list[tuple[float, float | None]]:
    return [(x, None if share is None else 0.5) for x, share in line]


def _steps(line: list[tuple[float, float | None]], y: float, key: str) -> Iterator[str]:
    """Yield a stroke and the area below it for each stretch that is known."""
    floor = y + _LANE
    stretch: list[str] = []
    began = 0.0
    for (x, share), (until, _share) in pairwise([*line, (line[-1][0] + 1, None)]):
        if share is not None:
            level = floor - share * (_LANE - 4) - 1
            if not stretch:
                began = x
            stretch.append(f"{'L' if stretch else 'M'}{x:g} {level:g}H{until:g}")
        if stretch and (share is None or until > line[-1][0]):
            end = x if share is None else until
            yield from _stretch("".join(stretch), (began, end, floor), key)
            stretch = []


def _stretch(path: str, place: tuple[float, float, float], key: str) -> Iterator[str]:
    began, end, floor = place
    colour = colour_of(key)
    area = f"{path}L{end:g} {floor:g}L{began:g} {floor:g}Z"
    yield element("path", d=area, fill=colour, fill_opacity=0.22)
    yield element("path", d=path, fill="none", stroke=colour, stroke_width=1.6)


def _axis(timeline: Timeline, height: float) -> Iterator[str]:
    duration, floor = timeline.duration_s, height - _FOOT + 2
    for at in _ticks(duration):
        x = _x(at, duration)
        yield _upright(x, _TOP + _NAMED, floor, LIGHT.faint, "line", dashes="1 5")
        text = _clock(at) if duration > _LONG_S else _("{n} s").format(n=f"{at:g}")
        yield _text(x, floor + 15, text, ink="muted", anchor="middle")
    x = _x(timeline.at, duration)
    yield _upright(x, _TOP + _NAMED - 4, floor, LIGHT.accent, "now", width=2)


def _ticks(duration_s: float) -> Iterator[float]:
    """Yield round numbers from 0 on: seconds, or what people call round on a clock."""
    step = next(step for step in _steps_for(duration_s) if duration_s / step <= _MOST)
    last = int(duration_s / step + 1e-9)
    return (round(at * step, 6) for at in range(last + 1))


def _steps_for(duration_s: float) -> Iterator[float]:
    if duration_s > _LONG_S:
        yield from (15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200)
        yield from (86400 * days for days in count(1))
    for power in range(-3, 9):
        yield from (base * 10.0**power for base in (1, 2, 5))


def _clock(seconds: float) -> str:
    """Return minutes and seconds, and hours where there are some."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _marks(timeline: Timeline, height: float) -> Iterator[str]:
    """Yield bookmarks and steps; a name only where it has room."""
    named = [(one.at, one.name, LIGHT.warn) for one in timeline.bookmarks]
    named += [
        (one.at, f"{one.index + 1} {one.step.title}", LIGHT.muted)
        for one in timeline.steps
    ]
    free = 0.0
    for at, name, colour in sorted(named):
        x = _x(at, timeline.duration_s)
        text = shorten(safe(name), 24)
        title = element("title", text_of(safe(name)))
        yield _upright(x, _TOP + 4, height - _FOOT + 2, colour, "mark", title=title)
        width = cell_width(text) * _CELL
        left = min(x + 4, WIDTH - width)
        if left >= free:
            yield _text(left, _TOP + 10, text, ink="muted")
            free = left + width + 8


def _upright(
    x: float,
    top: float,
    bottom: float,
    colour: str,
    name: str,
    *,
    width: float = 1,
    dashes: str | None = None,
    title: str = "",
) -> str:
    return element(
        "path",
        title,
        d=f"M{x:g} {top:g}V{bottom:g}",
        stroke=colour,
        stroke_width=width,
        stroke_dasharray=dashes,
        class_=name,
    )
