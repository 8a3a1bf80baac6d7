"""The bar of a row: own, shared, never touched, new; all on the axis of the pane.

A cell has two halves, each of one tone. The characters say the same as the tones, so
that it can be read without colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from memscope.analyze.space.axis import Scale
from memscope.analyze.space.row import Amounts
from memscope.render.runs import Line, Run
from memscope.units import short_bytes

OWN, SOME, SHARED, GHOST, NEW = "4", "3", "1", "0", "new"
"""Steps of a colour: own; nobody knows whose; shared; never touched; new."""
CHARACTERS = {
    OWN: "█",
    SOME: "▚",
    SHARED: "▒",
    GHOST: "░",
    **dict.fromkeys((NEW, "new1", "new2", "new3", "new4"), "+"),
}
"""A whole cell of each step."""
HAIR = "▏"
"""Something that is too small for half a cell."""
HALF = "▌"
"""The left half of a cell; the right one is another step, or nothing."""
_LOW, _LOWEST, _LOW_HAIR = "▂", "▁", "▖"
BEYOND = "▸"
"""The bar goes on beyond the axis."""


@dataclass(frozen=True, slots=True)
class RowBar:
    """What a bar shows.

    Attributes:
        amounts: Of the row.
        key: Whose colours, such as a kind.
        grew: Bytes that are new within the window.
        glow: How new the newest change is: 0 (nothing) to 4 (just now).
        is_low: Drawn as a low line, for those inside carry it.
    """

    amounts: Amounts
    key: str
    grew: int = 0
    glow: int = 0
    is_low: bool = False


def bar_runs(bar: RowBar, scale: Scale, width: int) -> Line:
    """Draw a bar, `width` cells wide.

    Args:
        bar: What it shows.
        scale: The pane's.
        width: Cells.
    """
    if bar.is_low:
        return _low(bar, scale, width)
    halves = _halves(bar, scale, width)
    line = [pair(halves[at], halves[at + 1], bar.key) for at in range(0, width * 2, 2)]
    if not halves[0] and width:
        line[0] = _hair(bar, line[0])
    elif _is_hair(bar, halves):
        # Behind it the whole cell has a colour: only where both halves are untouched.
        behind = f" back.{bar.key}.{GHOST}" if halves[1] else ""
        line[0] = Run(HAIR, fore(bar.key, OWN) + behind)
    return joined(_with_end(line, bar, scale))


def _parts(bar: RowBar) -> Sequence[tuple[str, int]]:
    """Return the tones from the left, and at which byte each ends."""
    amounts = bar.amounts
    resident = amounts.resident or 0
    old = max(resident - max(bar.grew, 0), 0)
    own = min(amounts.own or 0, old)
    shared = min(own + (amounts.shared or 0), old)
    return (
        (OWN, own),
        (SHARED, shared),
        (SOME, old),
        (f"{NEW}{bar.glow or ''}", resident),
        (GHOST, 0 if amounts.resident is None else amounts.mapped),
    )


def _halves(bar: RowBar, scale: Scale, width: int) -> list[str]:
    """Return the tone of each half cell."""
    found: list[str] = []
    for tone, end in _parts(bar):
        found += [tone] * (scale.halves(end, width) - len(found))
    return found + [""] * (width * 2 - len(found))


def fore(key: str, tone: str) -> str:
    """Return the style of a character in a step of a colour."""
    return f"fore.{key}.{tone}"


def pair(left: str, right: str, key: str) -> Run:
    """Return a cell of two halves.

    Args:
        left: The step of its left half; "": nothing is there, nor in the right one.
        right: That of the right half; "": nothing.
        key: Whose colours.
    """
    if not left:
        return Run(" ")
    behind = f" back.{key}.{right}" if right else ""
    character = CHARACTERS[left] if left == right else HALF
    return Run(character, fore(key, left) + behind)


def _hair(bar: RowBar, blank: Run) -> Run:
    """Something that is too small for half a cell is a line, never a block."""
    if bar.amounts.resident is None:
        return Run("·", "faint")
    if bar.amounts.resident:
        return Run(HAIR, fore(bar.key, OWN))
    return Run(HAIR, fore(bar.key, GHOST)) if bar.amounts.mapped else blank


def _is_hair(bar: RowBar, halves: Sequence[str]) -> bool:
    return bool(bar.amounts.resident) and halves[0] == GHOST


def _with_end(line: list[Run], bar: RowBar, scale: Scale) -> list[Run]:
    """Say how far it goes on beyond the axis."""
    if bar.amounts.resident is None or bar.amounts.mapped <= scale.end:
        return line
    text = round_text(bar.amounts.mapped) + BEYOND
    if len(text) >= len(line):
        text = BEYOND
    if line:
        line[-len(text) :] = [Run(text, _behind(line[-1], bar.key))]
    return line


def round_text(size: int) -> str:
    """Return a size that is mostly round, without a fraction of zero: `64M`."""
    return short_bytes(size).replace(".0", "")


def _behind(last: Run, key: str) -> str:
    behind = f"back.{key}.{GHOST}"
    return f"{behind} muted" if behind in last.style else "muted"


def _low(bar: RowBar, scale: Scale, width: int) -> Line:
    """A low line: whole cells, in the same tones."""
    found: list[Run] = []
    for tone, end in _parts(bar):
        cells = min(round(scale.part(end) * width), width)
        character = _LOWEST if tone == GHOST else _LOW
        found += [Run(character, fore(bar.key, tone))] * (cells - len(found))
    if (
        width
        and bar.amounts.resident
        and not round(scale.part(bar.amounts.resident) * width)
    ):
        found[:1] = [Run(_LOW_HAIR, fore(bar.key, OWN))]
    found += [Run(" ")] * (width - len(found))
    return joined(_with_end(found, bar, scale))


def _is_low_hair(bar: RowBar, scale: Scale, width: int) -> bool:
    resident = bar.amounts.resident
    return bool(resident) and not round(scale.part(resident or 0) * width)


def joined(runs: Sequence[Run]) -> Line:
    """Put neighbours of one style together."""
    found: list[Run] = []
    for run in runs:
        if found and found[-1].style == run.style:
            found[-1] = Run(found[-1].text + run.text, run.style)
        else:
            found.append(run)
    return tuple(found)
