"""The pages of an open region as a strip below its row, on the axis of the bars."""

from collections.abc import Sequence
from dataclasses import dataclass

from memscope.analyze.space.axis import Scale
from memscope.analyze.space.reading import Axis
from memscope.analyze.space.row import SpaceRow
from memscope.i18n import _, ngettext
from memscope.render.runs import Line, Run
from memscope.render.space.bar import (
    GHOST,
    HAIR,
    NEW,
    OWN,
    SHARED,
    SOME,
    fore,
    joined,
    pair,
)

PAGE = 4096
_TONES = (GHOST, SHARED, SOME, OWN, NEW, f"{NEW}4")
"""Of a half cell of pages: untouched, old to young, new."""


@dataclass(frozen=True, slots=True)
class Shades:
    """What is known of the pages of a region.

    Attributes:
        values: For each page, or each of equally many pages, from the highest address
            down: 0 never touched, then from 1 (old) to 5 (new); () nothing is known.
        pages: How many pages there are.
    """

    values: Sequence[int] = ()
    pages: int = 0


NO_SHADES = Shades()


def strip_line(
    row: SpaceRow, shades: Shades, key: str, scale: Scale, width: int
) -> tuple[str, Line]:
    """Return what is said before the strip, and the strip.

    Args:
        row: Of the region's pages.
        shades: Of its pages.
        key: Whose colours, such as a kind.
        scale: The pane's.
        width: Cells of its axis.
    """
    count = row.size // PAGE or 1
    words = ngettext("{n} page", "{n} pages", count).format(n=f"{count:,}")
    if scale.axis is Axis.LOG:
        return words, ()  # equal pages have no equal lengths there
    if not shades.values:
        return words, (Run(_("not looked at yet")[:width], "faint"),)
    return f"{words} · {_('high → low')}", _strip(row, shades, key, scale, width)


def _strip(row: SpaceRow, shades: Shades, key: str, scale: Scale, width: int) -> Line:
    halves = round(scale.part(row.amounts.mapped) * width * 2)
    seen = min(halves, width * 2)
    tones = [_tone(shades.values, at, halves) for at in range(seen)]
    if not tones:
        return (Run(HAIR, fore(key, OWN)),)
    return _drawn(tones, key)


def shades_line(shades: Shades, key: str, width: int) -> Line:
    """Draw all pages of a region within a width, the highest first.

    Args:
        shades: Of its pages.
        key: Whose colours, such as a kind.
        width: Cells; of few pages, one has as many of them as there is room for.
    """
    count = width * 2
    return _drawn([_tone(shades.values, at, count) for at in range(count)], key)


def _drawn(tones: list[str], key: str) -> Line:
    tones += [""] * (len(tones) % 2)
    return joined(
        [pair(tones[at], tones[at + 1], key) for at in range(0, len(tones), 2)]
    )


def _tone(values: Sequence[int], at: int, count: int) -> str:
    """Return the tone of one of `count` half cells: the newest of what lies in it."""
    low = len(values) * at // count
    high = max(len(values) * (at + 1) // count, low + 1)
    return _TONES[min(max(values[low:high]), len(_TONES) - 1)]
