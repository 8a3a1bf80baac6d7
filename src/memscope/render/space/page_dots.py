"""The pages of a region as dots by age: the highest first, two dots a cell.

A dot is dark where none of its pages was ever touched, and the lighter the newer they
are; what is new within the window is lightest.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from memscope.analyze.space.ages import PageAges
from memscope.i18n import _, ngettext
from memscope.model.page import CODES, HUGE, STATES, PageState
from memscope.render.pages.styles import PAGE_STYLES
from memscope.render.runs import Line, Run, fold, line
from memscope.render.space.strip import Shades
from memscope.units import format_address

NEW, UNTOUCHED, UNKNOWN = "new", "0", "u"
_YOUNG_S, _OLD_S = 60.0, 300.0
_LEVELS = ("2", "3", "4")
"""Older than five minutes, or from before the first look; older than one; younger."""
_SWAPPED, _UNKNOWN = CODES[PageState.SWAPPED], CODES[PageState.UNKNOWN]
_NOT_HUGE = bytes(code & ~HUGE for code in range(256))


class Dot(NamedTuple):
    """Some pages in a row.

    Attributes:
        low: Address of the lowest.
        high: First address after the highest.
        pages: How many were looked at.
        touched: How many of those are in RAM or on swap.
        new: How many of those came within the window.
        swapped: How many of those are on swap.
        level: How it is drawn.
        state: Of all of them; None: they are not alike.
    """

    low: int
    high: int
    pages: int
    touched: int
    new: int
    swapped: int
    level: str
    state: PageState | None


@dataclass(frozen=True, slots=True, eq=False)
class PageDots:
    """A grid of dots.

    Attributes:
        ages: What is drawn.
        dots: From the highest address down.
        columns: Dots in a row.
        per_dot: Pages of a dot.
        window_s: Seconds for which a page is new.
        key: Whose colours.
    """

    ages: PageAges
    dots: Sequence[Dot]
    columns: int
    per_dot: int
    window_s: float
    key: str

    @property
    def height(self) -> int:
        """Lines of cells."""
        return -(-len(self.dots) // (self.columns * 2))

    def at(self, column: int, line_: int, *, is_lower: bool = False) -> Dot | None:
        """Return the dot of a cell; None where there is none."""
        index = (line_ * 2 + is_lower) * self.columns + column
        if not (0 <= column < self.columns and 0 <= index < len(self.dots)):
            return None
        return self.dots[index]


def dots_of(
    ages: PageAges, key: str, *, columns: int, lines: int, window_s: float = 30.0
) -> PageDots:
    """Fit all pages into a grid; a dot stands for a power of two of them.

    Args:
        ages: What is known of the pages.
        key: Whose colours, such as a kind.
        columns: Dots in a row.
        lines: Lines of cells at most, each two rows of dots.
        window_s: Seconds for which a page is new.
    """
    per_dot = max(ages.block // ages.page_size, 1)
    while -(-ages.count // per_dot) > max(columns * lines * 2, 1):
        per_dot *= 2
    step = per_dot * ages.page_size
    dots = [
        _dot(ages, max(high - step, ages.start), high, window_s)
        for high in range(ages.end, ages.start, -step)
    ]
    return PageDots(ages, dots, columns, per_dot, window_s, key)


def _dot(ages: PageAges, low: int, high: int, window_s: float) -> Dot:
    states, stamps = b"", list[int]()
    for _address, some, theirs in ages.between(low, high):
        states += some.translate(_NOT_HUGE)
        stamps += theirs
    found = sorted(one for one in stamps if one)
    new = len(found) - bisect_left(found, ages.stamp_of(window_s))
    # The middle one stands for all of them.
    age = ages.age(found[len(found) // 2]) if found else None
    codes = set(states)
    return Dot(
        low=low,
        high=high,
        pages=len(states),
        touched=len(found),
        new=new,
        swapped=states.count(_SWAPPED),
        level=_level(age, codes, len(found), new),
        state=STATES[codes.pop()] if len(codes) == 1 else None,
    )


def _level(age: float | None, codes: set[int], touched: int, new: int) -> str:
    if not touched:
        return UNKNOWN if not codes or codes <= {_UNKNOWN} else UNTOUCHED
    if new:
        return NEW
    if age is None or age > _OLD_S:
        return _LEVELS[0]
    return _LEVELS[1] if age > _YOUNG_S else _LEVELS[2]


def dots_lines(dots: PageDots) -> list[Line]:
    """Draw the grid."""
    return [_line(dots, at) for at in range(dots.height)]


def _line(dots: PageDots, at: int) -> Line:
    cells = [
        _cell(dots.at(column, at), dots.at(column, at, is_lower=True), dots.key)
        for column in range(dots.columns)
    ]
    return joined(cells)


def _cell(upper: Dot | None, lower: Dot | None, key: str) -> Run:
    if upper is None:
        return Run(" ")
    if lower is None:
        return Run("▀", f"fore.{_ink(upper, key)}")
    one, other = _ink(upper, key), _ink(lower, key)
    if one == other:
        return Run(" ", f"back.{one}")
    return Run("▀", f"fore.{one} back.{other}")


def _ink(dot: Dot, key: str) -> str:
    if dot.swapped * 2 > max(dot.touched, 1):
        return "page-swapped.4"
    if dot.state is PageState.GUARD:
        return "guard.2"
    return f"{key}.{dot.level}"


def joined(cells: Iterable[Run]) -> Line:
    """Make one run of neighbours of one style."""
    runs: list[Run] = []
    for text, style in cells:
        if runs and runs[-1].style == style:
            runs[-1] = Run(runs[-1].text + text, style)
        else:
            runs.append(Run(text, style))
    return tuple(runs)


def scale_line(dots: PageDots) -> Line:
    """Say how many pages there are, and how many a dot stands for."""
    pages = ngettext("1 dot = {n} page", "1 dot = {n} pages", dots.per_dot)
    return line(
        Run(_("pages") + " ", "muted"),
        Run(f"{dots.ages.count:,}", "strong"),
        Run("  " + pages.format(n=f"{dots.per_dot:,}"), "muted"),
    )


def legend_lines(dots: PageDots, width: int) -> list[Line]:
    """Say what the shades mean that are there, and what is not known."""
    levels = {one.level for one in dots.dots}
    old = [one for one in _LEVELS if one in levels]
    runs: list[Run] = []
    if old:
        runs += [Run("■", f"fore.{dots.key}.{one}") for one in old]
        runs.append(Run(" " + (_("old to young") if len(old) > 1 else _("touched"))))
    if NEW in levels:
        new = f"{dots.window_s:g} s"
        runs += [Run(" "), Run("■", f"fore.{dots.key}.{NEW}"), Run(f" {new}")]
    if UNTOUCHED in levels:
        runs += [Run(" "), Run("■", f"fore.{dots.key}.{UNTOUCHED}")]
        runs.append(Run(" " + _nothing_words(dots)))
    lines = [line(*(Run(text, style or "muted") for text, style in runs))]
    if dots.ages.block:
        block = dots.ages.block // dots.ages.page_size
        text = _("a sample: {n} of every {block} pages").format(
            n=_most(dots.ages), block=f"{block:,}"
        )
        lines.append(line(Run(text, "warn")))
    return fold(lines, width)


def _nothing_words(dots: PageDots) -> str:
    """Of a file nobody says that a page was never touched, only that it is not here."""
    is_file = any(one.state is PageState.UNMAPPED for one in dots.dots)
    return _("not mapped here") if is_file else _("never touched")


def _most(ages: PageAges) -> int:
    return max(len(one.states) for one in ages.windows)


_SHADES = {UNKNOWN: 0, UNTOUCHED: 0, "2": 1, "3": 3, "4": 4, NEW: 5}


def shades_of(dots: PageDots) -> Shades:
    """Return the same for the strip in the table."""
    return Shades([_SHADES[one.level] for one in dots.dots], dots.ages.count)


def dot_words(dot: Dot, window_s: float, digits: int, page_size: int) -> str:
    """Say what a dot stands for: its address, and the state of its pages."""
    address, count = format_address(dot.low, digits), (dot.high - dot.low) // page_size
    if count == 1 and dot.state is not None:
        return f"{address} · {_(PAGE_STYLES[dot.state].name)}"
    parts = [
        ngettext("{n} page", "{n} pages", count).format(n=f"{count:,}"),
        _("{n} touched").format(n=f"{dot.touched:,}"),
    ]
    if dot.pages < count:
        parts[1] = _("{n} touched of {all} looked at").format(
            n=f"{dot.touched:,}", all=f"{dot.pages:,}"
        )
    if dot.new:
        parts.append(_("{n} new in {s} s").format(n=f"{dot.new:,}", s=f"{window_s:g}"))
    if dot.swapped:
        parts.append(_("{n} on swap").format(n=f"{dot.swapped:,}"))
    return f"{address} · {' · '.join(parts)}"
