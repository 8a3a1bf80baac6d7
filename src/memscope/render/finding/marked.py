"""A line that sums the marked rows, as long as there is room.

▌2 marked   resident 177M   +8.2M in 30 s   77 % of the process   own 177M
▌2 marked   in RAM 14M   own 2M   shared 12M   RSS adds up to 26M
"""

from collections.abc import Iterator, Sequence

from memscope.analyze.space.marked import MarkedSums
from memscope.i18n import _, ngettext
from memscope.render.runs import EMPTY, Line, Run, width_of
from memscope.units import short_bytes, short_delta

_GAP = Run("   ")
_MINUTE = 60


def marked_line(sums: MarkedSums, width: int, progress: str = "") -> Line:
    """Return the line; what has no room is left out as a whole, the last first.

    Args:
        sums: Of the marked rows.
        width: Cells, at most.
        progress: What goes on, how far, and how to end it; "": nothing.
    """
    count = ngettext("{n} marked", "{n} marked", sums.count).format(n=sums.count)
    found: Line = (Run("▌", "accent"), Run(count, "strong"))
    if width_of(found) > width:
        return EMPTY
    told = [(Run(progress, "warn"),)] if progress else []
    for part in (*told, *_parts(sums)):
        found = _with(found, part, width)
    for note in _notes(sums):
        longer = _with(found, (Run(note, "muted"),), width)
        if longer is not found:
            return longer
    return found


def _with(found: Line, part: Line, width: int) -> Line:
    """Put a part behind what there is, if it has room."""
    longer = (*found, _GAP, *part)
    return longer if width_of(longer) <= width else found


def _notes(sums: MarkedSums) -> Sequence[str]:
    """Say why a number is a bound only, and what would help; the longest way first."""
    if sums.is_once or not sums.shared:
        return ()
    long = _("shared pages may count twice; as root each counts once")
    return long, f"≤ {_('needs root')}"


def _parts(sums: MarkedSums) -> Iterator[Line]:
    """Yield the parts, what matters most first."""
    yield _resident(sums)
    if sums.grew is not None:
        yield (Run(_growth(sums), "warn" if sums.grew > 0 else "muted"),)
    if sums.share is not None and sums.processes == 1:
        text = _("{n} % of the process").format(n=_percent(sums.share))
        yield (Run(text, "muted"),)
    yield _amount(_("own"), sums.own, _least(sums, "own"))
    is_bound = not sums.is_once and sums.shared
    sign = "≤" if is_bound else _least(sums, "shared")
    yield _amount(_("shared"), sums.shared, sign)
    yield _amount(_("swap"), sums.swapped, _least(sums, "swapped"))
    if sums.processes > 1 and sums.once is not None:
        text = _("RSS adds up to {size}").format(size=short_bytes(sums.resident))
        yield (Run(text, "muted"),)


def _resident(sums: MarkedSums) -> Line:
    """Say what all of it takes: pages of several processes once, or it is a bound."""
    if sums.processes == 1:
        return _amount(_("resident"), sums.resident, _least(sums, "resident"))
    if sums.once is None:
        return _amount(_("in RAM"), sums.resident, "≤" if sums.resident else "")
    return _amount(_("in RAM"), sums.once, "≈" if sums.is_old else "")


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
