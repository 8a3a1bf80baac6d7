"""The line of `/`: what is typed, what is not understood, and what is shown by it.

/ kind:heap,anon grew>1M            3 of 224 · 186M shown, 39M hidden
/ filter  1 what grew  2 whose stack  3 why so big  4 leaks
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from memscope.analyze.filter.completion import Completion
from memscope.analyze.filter.matching import Tally
from memscope.analyze.filter.presets import PRESETS, pointer_after, preset_of
from memscope.analyze.filter.terms import NO_FILTER, Filter, Misread
from memscope.i18n import _
from memscope.render.finding.entry import Tint, entry
from memscope.render.runs import EMPTY, Line, Run, fit_line, line, width_of
from memscope.units import safe, short_bytes, shorten

_LEAST = 16
"""Cells that what is typed keeps, whatever is told beside it."""


@dataclass(frozen=True, slots=True)
class FilterState:
    """All that the line shows.

    Attributes:
        text: As typed.
        cursor: Where the next character goes; None: nobody types.
        asked: The filter that it is.
        tally: What it shows; None: not counted yet.
        offers: What tab offers; () before it was pressed.
        offer: Which of them is in the text now.
        saved: Own filters by name.
        naming: The filter that is to be saved under the name that is typed; "": none.
        has_processes: There is something to ask the ready-made questions about.
    """

    text: str = ""
    cursor: int | None = None
    asked: Filter = NO_FILTER
    tally: Tally | None = None
    offers: Sequence[Completion] = ()
    offer: int = 0
    saved: Mapping[str, str] = field(default_factory=dict)
    naming: str = ""
    has_processes: bool = True


def filter_line(state: FilterState, width: int) -> Line:
    """Return the line, exactly `width` cells."""
    head = _head(state)
    rest = width - width_of(head)
    if not state.text and not state.naming:
        typed = entry("", state.cursor, 2) if state.cursor is not None else EMPTY
        room = rest - width_of(typed)
        presets = _presets(state, room) if state.has_processes else EMPTY
        return fit_line((*head, *typed, *presets), width)
    needed = min(_typed_width(state) + 2, max(rest // 2, _LEAST))
    told = _told(state, max(rest - needed, 0))
    room = max(rest - width_of(told) - bool(told), 0)
    if state.cursor is None:
        room = min(room, _typed_width(state) + 2)
    typed = entry(state.text, state.cursor, room, _spans(state))
    return fit_line((*head, *typed, *told), width)


def _typed_width(state: FilterState) -> int:
    return width_of([Run(safe(state.text))])


def _head(state: FilterState) -> Line:
    if state.naming:
        return line(Run(_("save the filter as"), "accent"), " ")
    word = "" if state.text or state.cursor is not None else _("filter")
    return line(Run("/", "key"), Run(f" {word} " if word else " ", "muted"))


def _spans(state: FilterState) -> list[Tint]:
    return [Tint(one.start, one.end, "misread") for one in state.asked.misread]


def _presets(state: FilterState, room: int) -> Line:
    """Return as many whole presets as there is room for, then own ones."""
    names = [(one.digit, _(one.name)) for one in PRESETS]
    names += [(f"@{safe(name)}", "") for name in state.saved]
    found: list[Run] = []
    for key, name in names:
        gap = Run("  ") if found else Run("")
        part = (gap, Run(key, "key"), Run(f" {name}" if name else "", "muted"))
        if width_of((*found, *part)) > room:
            break
        found += part
    return tuple(run for run in found if run.text)


def _told(state: FilterState, room: int) -> Line:
    """Return what is told beside the text: offers, a reason, or the count."""
    if state.naming:
        return EMPTY
    if state.offers:
        return _offers(state, room)
    asks = _asks(state)
    count = tally_text(state.tally) if state.tally else EMPTY
    for parts in ((asks, count), (asks, _short(state.tally)), (asks or count,)):
        told = _joined(parts)
        if width_of(told) <= room:
            return told
    return fit_line(asks, room) if asks else EMPTY


def _joined(parts: Iterable[Line]) -> Line:
    found: Line = ()
    for part in parts:
        if part:
            found = (*found, Run("   "), *part) if found else part
    return found


def _asks(state: FilterState) -> Line:
    """Return what the reader is to know first: a preset's name, or a reason."""
    preset = preset_of(state.text)
    if preset is not None:
        name = _("paste an address") if preset.is_pointer else _(preset.name)
        return line(Run(name, "accent"))
    if pointer_after(state.text):
        return line(Run(_("enter opens what is there"), "accent"))
    wrong = _nearest(state.asked.misread, state.cursor)
    return line(Run(safe(wrong.reason), "bad")) if wrong else EMPTY


def _nearest(misread: Sequence[Misread], cursor: int | None) -> Misread | None:
    """Return the one under the cursor, or else the first."""
    under = [one for one in misread if one.start <= (cursor or 0) <= one.end]
    return next(iter((*under, *misread)), None)


def tally_text(tally: Tally) -> Line:
    """Return `3 of 224 · 186M shown, 39M hidden`."""
    counts = _("{n} of {all}").format(n=tally.shown, all=tally.all)
    sums = _("{shown} shown, {hidden} hidden").format(
        shown=short_bytes(tally.shown_bytes), hidden=short_bytes(tally.hidden_bytes)
    )
    told = [Run(counts, "strong"), Run(f" · {sums}", "muted")]
    if tally.unknown:
        unknown = _("{n} unknown").format(n=tally.unknown)
        told.append(Run(f" · {unknown}", "warn"))
    return tuple(told)


def _short(tally: Tally | None) -> Line:
    if tally is None:
        return EMPTY
    counts = _("{n} of {all}").format(n=tally.shown, all=tally.all)
    return line(Run(counts, "strong"))


def _offers(state: FilterState, room: int) -> Line:
    """Return the offers from the one that is in the text on, as many as fit."""
    current = state.offers[state.offer]
    found: list[Run] = []
    for at in range(len(state.offers)):
        one = state.offers[(state.offer + at) % len(state.offers)]
        part = _offer(one, is_current=one is current)
        if width_of((*found, *part)) > room:
            break
        found += part
    hint = _(current.meaning)
    behind = state.text[current.start + len(current.text) :]
    if hint and not behind.strip():
        found = [found[0]] if found else []
        found.append(Run(shorten(f" {hint}", max(room - width_of(found), 0)), "muted"))
    return tuple(found)


def _offer(one: Completion, *, is_current: bool) -> Line:
    name = safe(one.text)
    count = "" if one.count is None else f" {one.count}"
    style = "accent strong" if is_current else ""
    return line(Run(name, style), Run(f"{count}  ", "muted"))
