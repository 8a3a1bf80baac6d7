"""A line that sums the marked rows, as long as there is room.

▌2 marked   resident 177M   own 177M   +8.2M in 30 s   77 % of the process
"""

from collections.abc import Iterator

from memscope.analyze.space.marked import MarkedSums
from memscope.i18n import _, ngettext
from memscope.render.runs import EMPTY, Line, Run, width_of
from memscope.units import short_bytes, short_delta

_GAP = Run("   ")
_MINUTE = 60


def marked_line(sums: MarkedSums, width: int) -> Line:
    """Return the line; what has no room is left out as a whole, the last first.

    Args:
        sums: Of the marked rows.
        width: Cells, at most.
    """
    count = ngettext("{n} marked", "{n} marked", sums.count).format(n=sums.count)
    found: Line = (Run("▌", "accent"), Run(count, "strong"))
    if width_of(found) > width:
        return EMPTY
    for part in _parts(sums):
        if width_of((*found, _GAP, *part)) <= width:
            found = (*found, _GAP, *part)
    return found


def _parts(sums: MarkedSums) -> Iterator[Line]:
    """Yield the parts, what matters most first."""
    yield _amount(_("resident"), sums.resident, _least(sums, "resident"))
    if sums.grew is not None:
        yield (Run(_growth(sums), "warn" if sums.grew > 0 else "muted"),)
    if sums.share is not None:
        text = _("{n} % of the process").format(n=_percent(sums.share))
        yield (Run(text, "muted"),)
    yield _amount(_("own"), sums.own, _least(sums, "own"))
    is_bound = not sums.is_once and sums.shared
    sign = "≤" if is_bound else _least(sums, "shared")
    yield _amount(_("shared"), sums.shared, sign)
    yield _amount(_("swap"), sums.swapped, _least(sums, "swapped"))
    if is_bound:
        yield (Run(_("shared pages may count twice"), "muted"),)


def _least(sums: MarkedSums, name: str) -> str:
    """An unknown part makes a sum a lower bound."""
    return "≥" if name in sums.partial else ""


def _amount(name: str, size: int | None, sign: str) -> Line:
    told = short_bytes(size) if size is None else f"{sign}{short_bytes(size)}"
    return (Run(f"{name} ", "muted"), Run(told, "strong"))


def _growth(sums: MarkedSums) -> str:
    delta = short_delta(sums.grew) if sums.grew else "0"
    if sums.span_s < 2 * _MINUTE:
        return _("{delta} in {n} s").format(delta=delta, n=round(sums.span_s))
    minutes = round(sums.span_s / _MINUTE)
    return _("{delta} in {n} min").format(delta=delta, n=minutes)


def _percent(share: float) -> str:
    return "<1" if 0 < share < 0.01 else str(round(share * 100))
