"""How full a stack is, on a log axis: a cell a doubling, from 4K to 8M."""

from collections.abc import Sequence

from memscope.analyze.lanes.lane import doublings
from memscope.model.kinds import Kind
from memscope.model.process import Stack
from memscope.render.runs import Line, Run, fit_line
from memscope.units import UNKNOWN

CELLS = 12
"""4K, 8K, 16K, … 8M."""
_LEVELS = "▁▂▃▄▅▆▇█"


def fill(
    stack: Stack | None, kind: Kind, depth: int | None, age_s: float | None = None
) -> Line:
    """Draw a stack: what is in use, what was touched, what is reserved.

    The three are characters of their own, so that they differ without colour.

    Args:
        stack: None: unknown.
        kind: Whose colour it wears.
        depth: Bytes in use, now or when that was last known; None: unknown.
        age_s: How long ago that was, in seconds; None: it is so now.
    """
    if stack is None:
        return (Run(UNKNOWN.ljust(CELLS), "faint"),)
    cells = [" "] * CELLS
    reserved = max(stack.size, stack.limit or 0)
    for size, mark in ((reserved, "░"), (stack.resident, "▒"), (depth, "█")):
        end = min(doublings(size) or 0, CELLS)
        cells[:end] = mark * end
    levels = {"░": 0, "▒": 1, "█": 4 if age_s is None else 2}
    styles = {mark: solid(kind, level) for mark, level in levels.items()}
    runs = _runs("".join(cells), styles)
    if (doublings(reserved) or 0) > CELLS:
        runs = [*_cut(runs, CELLS - 1), Run("▸", f"track.{kind.value} muted")]
    if age_s is not None and age_s >= 1 and depth is not None:
        note = f" {_age(age_s)}"
        runs = [*_cut(runs, CELLS - len(note)), Run(note, f"track.{kind.value} muted")]
    return tuple(runs)


def solid(kind: Kind, level: int) -> str:
    """Return the style of a character that fills its cell; seen without colour only."""
    return f"fore.{kind.value}.{level} back.{kind.value}.{level}"


def _age(seconds: float) -> str:
    return f"{seconds:.0f}s" if seconds < 100 else f"{min(seconds / 60, 99):.0f}m"


def _cut(runs: Sequence[Run], width: int) -> Line:
    """Keep the first cells; unlike text, a bar has no ellipsis."""
    kept: list[Run] = []
    for text, style in runs:
        if width > 0:
            kept.append(Run(text[:width], style))
        width -= len(text)
    return tuple(kept)


def _runs(text: str, styles: dict[str, str]) -> list[Run]:
    runs: list[Run] = []
    for mark in text:
        style = styles.get(mark, "")
        if runs and runs[-1].style == style:
            runs[-1] = Run(runs[-1].text + mark, style)
        else:
            runs.append(Run(mark, style))
    return runs


def fill_over_time(touched: Sequence[int | None], kind: Kind) -> Line:
    """Draw how far a stack was touched, a cell a few seconds, on the same log axis."""
    text = "".join(
        " " if one is None else _LEVELS[min(max(one * 8 // CELLS - 1, 0), 7)]
        for one in touched
    )
    return fit_line((Run(text, f"ink.{kind.value}"),), len(touched))
