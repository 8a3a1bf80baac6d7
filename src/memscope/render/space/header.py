"""The two lines above everything: who, the news, how we look; how much, and of what."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from memscope.analyze.layers import LayerKey, layer_filter
from memscope.analyze.news import News
from memscope.i18n import _, ngettext
from memscope.model.process import Process
from memscope.model.region import ProcessUsage
from memscope.render.runs import EMPTY, Line, Run, fit_line, width_of
from memscope.render.space.how import How, how_runs
from memscope.render.space.layer_bar import layer_bar
from memscope.render.words.names import base_name, process_name
from memscope.render.words.news import (
    at_least,
    is_calm,
    news_sign,
    news_text,
    pace_text,
    short_news,
    span_text,
)
from memscope.units import UNKNOWN, cell_width, safe, short_bytes, shorten

_LEAST_BAR = 0.3
"""Of the width; numbers that matter less give way to it."""
_SHORT_NEWS = 12
"""Cells below which there is no news."""
_LEAST_CUT = 28
"""Cells in which even a cut sentence says something."""


@dataclass(frozen=True, slots=True, eq=False)
class HeaderFacts:
    """What the header says of one process.

    Attributes:
        process: As seen in the look that is drawn.
        layers: Its memory by kind: bytes in RAM, the largest first.
        news: The worst that is known; None: nothing.
        measured: What only a close look tells, of a moment ago; None: nobody looked.
        user: Whose it is; "": unknown.
        up_s: Seconds since it began; None: unknown.
        gaps: How many things could not be seen of it.
    """

    process: Process
    layers: Sequence[tuple[LayerKey, int]] = ()
    news: News | None = None
    measured: ProcessUsage | None = None
    user: str = ""
    up_s: float | None = None
    gaps: int = 0


class Spot(NamedTuple):
    """A place that leads somewhere.

    Attributes:
        line: 0 or 1.
        start: First cell.
        end: First cell after it.
        filter: Shows the rows that it is about; "": none.
        addresses: First addresses of the regions that it is about.
        news: It is the news.
    """

    line: int
    start: int
    end: int
    filter: str = ""
    addresses: tuple[int, ...] = ()
    news: News | None = None


class DrawnHeader(NamedTuple):
    """Two lines, and what a click on them means."""

    lines: tuple[Line, Line] = (EMPTY, EMPTY)
    spots: tuple[Spot, ...] = ()


def header(facts: HeaderFacts, how: How, width: int) -> DrawnHeader:
    """Draw the header of one process.

    Args:
        facts: What to say.
        how: How we look.
        width: Cells.
    """
    first, spots = _first(facts, how, width)
    second, more = _second(facts, width)
    return DrawnHeader((first, second), (*spots, *more))


def header_of_nobody(how: How, width: int) -> DrawnHeader:
    """Draw how we look, where there is no process to tell of."""
    right = how_runs(how, width - 2)
    line = (*fit_line(EMPTY, width - width_of(right)), *right)
    return DrawnHeader((line, fit_line(EMPTY, width)))


def _first(facts: HeaderFacts, how: How, width: int) -> tuple[Line, list[Spot]]:
    name = Run(process_name(facts.process), "strong")
    pid = Run(f"  {facts.process.pid}", "muted")
    needed = cell_width(name.text) + cell_width(pid.text) + _news_cells(facts.news)
    right = how_runs(how, max(width - needed - 2, 0))
    room = width - width_of(right) - 2
    badge = news_badge(facts.news, room - width_of((name, pid)))
    if facts.news is not None and not badge:
        pid, badge = Run(""), news_badge(facts.news, room - width_of((name,)))
    left, paces = _fitted(facts, room - width_of((name, pid, *badge)))
    start = width_of((name, pid, *left)) + 2
    spots = _news_spots(facts.news, start, start + width_of(badge) - 2)
    line = fit_line((name, pid, *left, *badge, *paces), room + 2)
    return (*line, *right), spots


def _news_cells(news: News | None) -> int:
    return 0 if news is None else min(cell_width(news_text(news)) + 6, 48)


def news_badge(news: News | None, room: int) -> Line:
    """Draw the news; a long one is cut only where not even the short one fits."""
    if news is None or room < _SHORT_NEWS:
        return ()
    texts = [f" {news_sign(news)} {one(news)} " for one in (news_text, short_news)]
    whole = next((one for one in texts if cell_width(one) <= room - 2), "")
    if not whole and room < _LEAST_CUT:
        return ()
    text = whole or shorten(texts[1].rstrip(), room - 3) + " "
    return (Run("  "), Run(text, "muted" if is_calm(news) else "alert"))


def _news_spots(news: News | None, start: int, end: int) -> list[Spot]:
    if news is None or end <= start:
        return []
    return [Spot(0, start, end, news.filter, news.addresses, news)]


def _up(seconds: float | None) -> str:
    """Say how long it runs, in steps: each new text is painted."""
    if seconds is None:
        return ""
    return _("up {span}").format(span=span_text(at_least(seconds)))


def _fitted(facts: HeaderFacts, room: int) -> tuple[Line, Line]:
    """Return what stands before the news and after it, the important things first."""
    process = facts.process
    threads = ngettext("{n} thread", "{n} threads", len(process.threads))
    unseen = _("{n} not seen").format(n=facts.gaps) if facts.gaps else ""
    up = _up(facts.up_s)
    user = _("user {name}").format(name=safe(facts.user)) if facts.user else ""
    wanted = (
        (2, threads.format(n=len(process.threads))),
        (4, unseen),
        (0, ""),
        (1, _runtime(process)),
        (3, up),
        (5, user),
    )
    found: dict[int, str] = {}
    paces: Line = EMPTY
    for place, text in wanted:
        if not place:
            paces = _paces(facts, room)
            room -= width_of(paces)
        elif text and cell_width(text) + 3 <= room:
            found[place] = text
            room -= cell_width(text) + 3
    left = "".join(f" · {found[place]}" for place in sorted(found))
    return (Run(left, "muted"),) if left else EMPTY, paces


def _runtime(process: Process) -> str:
    """Return the program that runs, where that is not its name anyway."""
    program = base_name(process.exe) if process.exe else ""
    return "" if program == process_name(process) else program


def _paces(facts: HeaderFacts, room: int) -> Line:
    """Say in which kinds of memory it grows, the names in full if they fit."""
    layers = facts.news.layers if facts.news and room > 0 else ()
    for is_long in (True, False):
        shown = [pace_text(one, is_long=is_long) for one in layers[:3]]
        while shown:
            text = "  " + " · ".join(shown)
            if cell_width(text) <= room:
                return (Run(text, "warn"),)
            shown.pop()
    return EMPTY


def _second(facts: HeaderFacts, width: int) -> tuple[Line, list[Spot]]:
    usage = facts.process.usage
    label = (
        Run(_("resident") + " ", "muted"),
        Run(short_bytes(usage.resident), "strong"),
    )
    room = width - width_of(label) - 1 - int(width * _LEAST_BAR)
    numbers = _numbers(facts, room)
    bar_room = width - width_of(label) - width_of(numbers) - 1
    parts = []
    if usage.resident:
        parts = layer_bar(facts.layers, usage.resident, bar_room)
    spots, at = [], width_of(label) + 1
    for part in parts:
        if part.key is not None:
            words = layer_filter(part.key, [key for key, _size in facts.layers])
            spots.append(Spot(1, at, at + part.cells, words))
        at += part.cells
    bar = tuple(part.run for part in parts) or (Run(" " * max(bar_room, 0)),)
    return fit_line((*label, Run(" "), *bar, *numbers), width), spots


def _numbers(facts: HeaderFacts, room: int) -> Line:
    """Return what fits: swap and virtual always, private, shared and the rest if so."""
    usage = facts.process.usage
    private, shared, style = _owned(facts)
    wanted = (
        (3, _("swap"), short_bytes(usage.swapped), "strong"),
        (4, _("virtual"), short_bytes(usage.virtual), "strong"),
        (1, _("private"), private, style),
        (2, _("shared"), shared, style),
    )
    found: dict[int, Line] = {}
    for place, label, text, how in wanted:
        runs = (Run(f"  {label} ", "muted"), Run(text, how))
        if width_of(runs) <= room:
            found[place] = runs
            room -= width_of(runs)
    unused = _never_in_ram(usage)
    if unused and cell_width(unused) + 2 <= room and 4 in found:
        found[5] = (Run(f", {unused}", "muted"),)
    return tuple(run for place in sorted(found) for run in found[place])


def _owned(facts: HeaderFacts) -> tuple[str, str, str]:
    """Return own and shared bytes, and the style of both.

    They come from a close look of a moment ago. Where other memory is in RAM by now,
    what was shared is taken to be shared still, and the rest to be its own: a guess,
    which says so, instead of numbers of two moments on one line.
    """
    measured, now = facts.measured, facts.process.usage.resident
    if measured is None or measured.unique is None or measured.resident is None:
        return UNKNOWN, UNKNOWN, "strong"
    shared = measured.resident - measured.unique
    if measured.resident == now:
        return short_bytes(measured.unique), short_bytes(shared), "strong"
    if now is None or now < shared:
        return UNKNOWN, UNKNOWN, "strong"
    return f"≈{short_bytes(now - shared)}", f"≈{short_bytes(shared)}", "muted"


def _never_in_ram(usage: ProcessUsage) -> str:
    """Say how much of the address space has no memory behind it at the moment."""
    if not usage.virtual or usage.resident is None:
        return ""
    share = 1 - (usage.resident + (usage.swapped or 0)) / usage.virtual
    return _("{share} % not in RAM").format(share=f"{max(share, 0) * 100:.0f}")
