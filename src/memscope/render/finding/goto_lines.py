"""The lines of `g`: what is typed, and below it where that may lead.

go to PyObject_N                                    2 of 2 · symbols of 41 files
▸ C _PyObject_New       function in libpython3.11.so.1.0        7feba0baa130
  C _PyObject_NewVar    function in libpython3.11.so.1.0        7feba0baa0d0
"""

from collections.abc import Sequence
from dataclasses import dataclass

from memscope.analyze.goto.destination import Destination, Way
from memscope.analyze.goto.destinations import MOST
from memscope.analyze.goto.letters import LETTERS
from memscope.i18n import _
from memscope.model.place import SymbolKind
from memscope.model.region import Region
from memscope.render.finding.entry import entry
from memscope.render.runs import EMPTY, Line, Run, cell, fit_line, line, width_of
from memscope.render.words.names import (
    base_name,
    colour_key,
    look_of,
    region_label,
    region_name,
)
from memscope.units import fit, format_address, safe, short_bytes, shorten, shorten_path

_ADDRESS = 12
_LEAST = 16


@dataclass(frozen=True, slots=True)
class GotoState:
    """All that the lines show.

    Attributes:
        text: As typed.
        cursor: Where the next character goes; None: nobody types.
        found: Where it may lead.
        chosen: Which of them enter goes to.
        exe: The program of the process in front; its code has a colour of its own.
        files: Files whose symbols are known by now, and all; None: nobody reads any.
        has_symbols: Symbols can be asked for at all: there is a living process.
        is_several: Places are in more than one process.
    """

    text: str = ""
    cursor: int | None = None
    found: Sequence[Destination] = ()
    chosen: int = 0
    exe: str | None = None
    files: tuple[int, int] | None = None
    has_symbols: bool = True
    is_several: bool = False


def goto_lines(state: GotoState, width: int, height: int) -> list[Line]:
    """Return `height` lines of exactly `width` cells.

    Args:
        state: What to show.
        width: Cells.
        height: Lines; the first is typed into, the others are places.
    """
    rest = _hits(state, width, height - 1) if state.text.strip() else _help(state)
    lines = [_first(state, width), *rest][:height]
    lines += [EMPTY] * (height - len(lines))
    return [fit_line(one, width) for one in lines]


def why_nowhere(text: str, chosen: Destination | None, *, is_looking: bool) -> str:
    """Say why enter leads nowhere, and what to do.

    Args:
        text: As typed.
        chosen: What is known, though not where it is; None: nothing is called so.
        is_looking: Something may still be found.
    """
    if not text.strip():
        return _("type where to go; esc closes this line")
    if is_looking and chosen is None:
        return _("still looking; esc stops")
    if chosen is None:
        return _("nothing here is called so; esc closes this line")
    reason = f"{_name(chosen)}: {_note(chosen)}"
    return _("{reason}; esc closes this line").format(reason=reason)


def _first(state: GotoState, width: int) -> Line:
    head = line(Run(_("go to"), "key"), " ")
    told = _told(state)
    room = width - width_of(head)
    if width_of(told) + _LEAST > room:
        told = EMPTY
    typed = entry(state.text, state.cursor, max(room - width_of(told), 0))
    return (*head, *typed, *told)


def _told(state: GotoState) -> Line:
    """Return how many places there are, and how far the symbols are read."""
    told: list[Run] = []
    if state.text.strip():
        count = len(state.found)
        more = "+" if count >= MOST else ""
        at = min(state.chosen + 1, count)
        text = _("{n} of {all}").format(n=at, all=f"{count}{more}")
        told.append(Run(f" {text}", "strong" if count else "warn"))
    if state.files is not None and state.files[0] < state.files[1]:
        text = _("symbols: {n} of {all} files · esc stops")
        progress = text.format(n=state.files[0], all=state.files[1])
        told.append(Run(f" · {progress}", "muted"))
    return tuple(told)


def _help(state: GotoState) -> list[Line]:
    """Return what can be typed, while nothing is."""
    what = _("or an address, a name, a TID, a path, a symbol")
    if not state.has_symbols:
        what = _("or an address, a name, a TID, a path")
    letters = [
        line("  ", Run(one.letter, "key"), Run(f" {_(one.name)}", "muted"))
        for one in LETTERS
    ]
    halves = zip(letters[::2], [*letters[1::2], EMPTY], strict=True)
    rows: list[Line] = [(*fit_line(one, 34), *two) for one, two in halves]
    return [*rows, line("  ", Run(what, "muted"))]


def _hits(state: GotoState, width: int, room: int) -> list[Line]:
    if not state.found:
        return [line("  ", Run(_("nothing here is called so"), "muted"))]
    first = max(0, min(state.chosen - room // 2, len(state.found) - room))
    return [_hit(state, at, width) for at in range(first, len(state.found))][
        : max(room, 0)
    ]


def _hit(state: GotoState, at: int, width: int) -> Line:
    one, is_chosen = state.found[at], at == state.chosen
    tail = _address(one)
    process = f"{one.process[0]} " if state.is_several else ""
    letter = _letter(one.region, state.exe)
    names = max(width - 2 - 2 - width_of(tail) - 1 - len(process), 0)
    wide = min(max(names * 2 // 5, 12), names)
    name, note = _name(one), _note(one)
    cut = shorten_path if one.way is Way.PATH else shorten
    return line(
        Run("▸ " if is_chosen else "  ", "accent"),
        letter,
        " ",
        Run(process, "muted"),
        cell(cut(name, wide), wide, "strong" if is_chosen else ""),
        Run(fit(f" {note}", names - wide), "muted"),
        " ",
        *tail,
    )


def _letter(region: Region | None, exe: str | None) -> Run:
    if region is None:
        return Run("·", "faint")
    return Run(look_of(region).letter, f"spine.{colour_key(region, exe)}")


def _address(one: Destination) -> Line:
    return line(cell(format_address(one.address), _ADDRESS, align=">"))


def _name(one: Destination) -> str:
    if one.way is Way.LETTER:
        return _(one.name)
    if one.way in (Way.ADDRESS, Way.DECIMAL):
        return _("nothing is mapped there") if one.region is None else _of(one.region)
    return safe(one.name)


def _note(one: Destination) -> str:
    """Return why it answers, and what it is."""
    if one.address is None:
        return _(one.why_not) or _("its stack is not known")
    region = one.region
    match one.way:
        case Way.SYMBOL:
            return _symbol(one)
        case Way.THREAD:
            return _("thread, its stack")
        case Way.PROCESS:
            return _("process")
        case Way.DECIMAL:
            return _("the digits are decimal")
        case Way.ADDRESS:
            return "" if region is None else _offset(one.address, region)
        case _:
            return _what(one)


def _symbol(one: Destination) -> str:
    texts = {
        SymbolKind.FUNCTION: _("function in {file}"),
        SymbolKind.OBJECT: _("variable in {file}"),
    }
    kind = one.symbol.kind if one.symbol else SymbolKind.OTHER
    region = one.region
    path = (region.image or region.path) if region else ""
    return texts.get(kind, _("label in {file}")).format(file=base_name(path))


def _offset(address: int, region: Region) -> str:
    return _("{size} above its start").format(size=short_bytes(address - region.start))


def _what(one: Destination) -> str:
    region = one.region
    if region is None:
        return ""
    size = short_bytes(region.usage.resident)
    if one.count > 1:
        text = _("{label} · {n} regions, largest {size}")
        return text.format(label=_kind(region), n=one.count, size=size)
    return f"{_kind(region)} · {size}"


def _kind(region: Region) -> str:
    return _(region.kind.english)


def _of(region: Region) -> str:
    return region_name(region) if region.path or region.image else region_label(region)
