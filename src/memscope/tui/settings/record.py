"""The settings: what there is, what it may be, and what it is when nobody said so.

Nothing about a process is among them: no name, no pid, no address.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields

from memscope.i18n import LANGUAGES, N_, _, listed
from memscope.units import safe

THEMES = ("dark", "light", "high-contrast", "red-green-safe", "blue-yellow-safe")
"""In the order in which a key goes through them."""
GLYPHS = ("auto", "unicode", "ascii")
GLOWS = ("off", "short", "long")
FOCUSES = ("lessons", "processes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What the reader chose.

    Attributes:
        language: A code of `i18n.LANGUAGES`; "": the locale decides.
        theme: One of `THEMES`.
        glyphs: One of `GLYPHS`; auto asks locale and terminal.
        columns: Columns of the table of memory by the least width, in cells, that
            they are for; what is not there follows the width.
        sort: Order of the table, a word of `analyze.space.reading.Order`.
        axis: Of its bars, a word of `analyze.space.reading.Axis`.
        window: Seconds over which differences are taken.
        interval: Seconds between two looks.
        glow: One of `GLOWS`: how long a change is seen.
        mouse: Listen to the mouse; else the terminal selects text as everywhere.
        panes: Sizes of panes in cells, by name.
        filters: Saved filters, as typed, by name.
        home_focus: One of `FOCUSES`: which list of the first screen was used last.
        home_sort: Order of its processes.
        home_tree: Show them as a tree.
        tour_seen: The tour was offered once.
    """

    language: str = ""
    theme: str = "dark"
    glyphs: str = "auto"
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "address"
    axis: str = "resident"
    window: float = 30.0
    interval: float = 0.5
    glow: str = "short"
    mouse: bool = True
    panes: Mapping[str, int] = field(default_factory=dict)
    filters: Mapping[str, str] = field(default_factory=dict)
    home_focus: str = "lessons"
    home_sort: str = "resident"
    home_tree: bool = False
    tour_seen: bool = False


NAMES = tuple(one.name for one in fields(Preferences))


class Unfit(ValueError):
    """A value that a setting cannot have; the text says what it can be."""


def settings_of(found: Mapping[str, object]) -> tuple[Preferences, list[str]]:
    """Return what a file says, and a sentence for each value that is of no use.

    Keys that we do not know are no mistake: a newer version may have written them.
    """
    taken: dict[str, object] = {}
    complaints = []
    for name in NAMES:
        if name not in found:
            continue
        try:
            taken[name] = _CHECKS[name](found[name])
        except Unfit as error:
            told = _("the setting {name} is {value}; it can be {wanted}").format(
                name=name, value=safe(str(found[name]))[:40], wanted=error
            )
            complaints.append(told)
    return Preferences(**taken), complaints  # type: ignore[arg-type] # checked one by one


def _one_of(*words: str) -> Callable[[object], str]:
    def check(value: object) -> str:
        if isinstance(value, str) and value in words:
            return value
        raise Unfit(listed(word for word in words if word))

    return check


def _word(value: object) -> str:
    if isinstance(value, str) and re.fullmatch("[a-z][a-z-]{0,30}", value):
        return value
    raise Unfit(_("a word"))


def _truth(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise Unfit("true, false")


def _seconds(least: float, most: float) -> Callable[[object], float]:
    def check(value: object) -> float:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and least <= float(value) <= most:  # type: ignore[arg-type] # as asked
            return float(value)  # type: ignore[arg-type] # as asked
        wanted = _("seconds from {least} to {most}")
        raise Unfit(wanted.format(least=f"{least:g}", most=f"{most:g}"))

    return check


def _table(
    check: Callable[[object], object], wanted: str
) -> Callable[[object], Mapping[str, object]]:
    """Return a check of a table, each value of which passes a check."""

    def check_all(value: object) -> Mapping[str, object]:
        if not isinstance(value, dict):
            raise Unfit(_(wanted))
        try:
            return {str(name): check(one) for name, one in value.items()}
        except Unfit:
            raise Unfit(_(wanted)) from None

    return check_all


def _cells(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= 1000:
        return value
    raise Unfit


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise Unfit


def _words(value: object) -> tuple[str, ...]:
    if isinstance(value, list | tuple):
        return tuple(map(_word, value))
    raise Unfit


_CHECKS: dict[str, Callable[[object], object]] = {
    "language": _one_of(*LANGUAGES, ""),
    "theme": _one_of(*THEMES),
    "glyphs": _one_of(*GLYPHS),
    "columns": _table(_words, N_("a table of lists of columns")),
    "sort": _word,
    "axis": _word,
    "window": _seconds(1, 86_400),
    "interval": _seconds(0.05, 60),
    "glow": _one_of(*GLOWS),
    "mouse": _truth,
    "panes": _table(_cells, N_("a table of numbers of cells")),
    "filters": _table(_text, N_("a table of texts")),
    "home_focus": _one_of(*FOCUSES),
    "home_sort": _word,
    "home_tree": _truth,
    "tour_seen": _truth,
}
