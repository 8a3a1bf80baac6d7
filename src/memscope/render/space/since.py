"""What is different since a moment: to the right what grew, to the left what went."""

from collections.abc import Sequence

from memscope.analyze.since.since import Since, SinceRow
from memscope.i18n import _, ngettext
from memscope.model.diff import Difference
from memscope.model.label_text import label_text
from memscope.render.columns.diff import DIFFERENCE_WORDS
from memscope.render.runs import Line, Run, cell, fit_line
from memscope.render.space.mirror import BarPiece, bar_to_left, bar_to_right
from memscope.render.space.names import fit_name
from memscope.render.words.names import base_name, colour_key, look_of
from memscope.units import (
    UNKNOWN,
    cell_width,
    format_address,
    safe,
    short_bytes,
    short_delta,
)

_LEAD = 6
_DELTA, _SIZE, _ADDRESS, _WORD = 9, 8, 14, 10
_WITH_SIZES, _WITH_ADDRESS = 64, 96
_SIGNS = {
    Difference.APPEARED: ("+", "good strong"),
    Difference.GONE: ("−", "bad strong"),
    None: (" ", ""),
}


def since_title(since: Since) -> str:
    """Return since when, how much in sum, and what came and went."""
    if not since.is_known:
        return _("one of the two looks could not see it")
    parts = [_("since {time} ago").format(time=_span(since.seconds))]
    parts.append(UNKNOWN if since.delta is None else short_delta(since.delta))
    counts = (
        (ngettext("{n} appeared", "{n} appeared", since.appeared), since.appeared),
        (ngettext("{n} gone", "{n} gone", since.gone), since.gone),
        (ngettext("{n} changed", "{n} changed", since.changed), since.changed),
    )
    parts += [text.format(n=n) for text, n in counts if n]
    if since.started or since.ended:
        text = _("threads +{started} −{ended}")
        parts.append(text.format(started=since.started, ended=since.ended))
    if not since.rows:
        parts.append(_("nothing is different"))
    return " · ".join(parts)


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def largest_change(rows: Sequence[SinceRow]) -> int:
    """Return the most bytes that one row gained or lost: the axis has to hold it."""
    return max((abs(row.delta or 0) for row in rows), default=0)


def since_head(width: int, top: int) -> Line:
    """Name the columns of `since_row`, and the ends of its axis."""
    name, bar = _widths(width)
    end = short_bytes(top)
    has_room = bar >= len(end) + 3
    left = f"−{end}" if has_room else ""
    right = f"+{end}" if has_room else ""
    runs = [
        cell("", _LEAD),
        cell(_("what"), name, "muted"),
        *_columns(width, (_("from"), _("then"), _("now")), "muted"),
        cell("Δ", _DELTA, "strong", ">"),
        Run(" "),
        cell(left, bar, "muted"),
        cell("0", 1, "muted"),
        cell(right, bar, "muted", ">"),
        cell(" " + _("what happened"), _WORD + 1, "muted"),
    ]
    return fit_line(runs, width)


def _widths(width: int) -> tuple[int, int]:
    """Return the cells of the name and of each of the two bars."""
    fixed = _LEAD + _DELTA + 2 + _WORD + 1
    if width >= _WITH_SIZES:
        fixed += 2 * _SIZE
    if width >= _WITH_ADDRESS:
        fixed += _ADDRESS
    rest = width - fixed
    name = min(max(rest * 3 // 5, 12), 36)
    return name, max((rest - name) // 2, 0)


def _columns(width: int, texts: tuple[str, str, str], style: str) -> list[Run]:
    where, before, after = texts
    runs = []
    if width >= _WITH_ADDRESS:
        runs.append(cell(where, _ADDRESS, "muted", ">"))
    if width >= _WITH_SIZES:
        runs += [cell(before, _SIZE, style, ">"), cell(after, _SIZE, style, ">")]
    return runs


def since_row(row: SinceRow, width: int, top: int, exe: str | None = None) -> Line:
    """Draw what is different.

    Args:
        row: Regions to which the same happened.
        width: Cells.
        top: Where the axis ends, to both sides, in bytes.
        exe: The program's file.
    """
    name, bar = _widths(width)
    region, delta = row.regions[0], row.delta or 0
    key = colour_key(region, exe)
    letter = "L" if key == "library" else look_of(region).letter
    sign, style = _SIGNS[row.what]
    texts = (
        format_address(region.start, 12),
        "" if row.what is Difference.APPEARED else short_bytes(row.before),
        "" if row.what is Difference.GONE else short_bytes(row.after),
    )
    lost, gained = max(-delta, 0), max(delta, 0)
    runs = [
        Run(f"{sign} ", style),
        Run(f" {letter} ", f"spine.{key}" if row.is_here else f"ink.{key}"),
        Run(" "),
        cell(fit_name(_name(row), name), name, "strong" if row.delta else ""),
        *_columns(width, texts, ""),
        cell(_delta(row), _DELTA, _weight(row), ">"),
        Run(" "),
        *bar_to_left([BarPiece(lost, "shared")], top, bar, key),
        Run("│", "faint"),
        *bar_to_right([BarPiece(gained, "tip")], top, bar, key),
        cell(f" {_words(row)}", _WORD + 1, style or "muted"),
    ]
    return fit_line(runs, width)


def _delta(row: SinceRow) -> str:
    return UNKNOWN if row.delta is None else short_delta(row.delta)


def _weight(row: SinceRow) -> str:
    return "warn strong" if row.delta else "muted"


def _name(row: SinceRow) -> str:
    text = base_name(row.name) if "/" in row.name else safe(label_text(row.name))
    count = len(row.regions)
    return f"{text} ×{count}" if count > 1 else text


def _words(row: SinceRow) -> str:
    """Return what happened; what the numbers beside it say is not said again."""
    said = {Difference.TOUCHED, Difference.RELEASED}
    words = [_(DIFFERENCE_WORDS[one]) for one in row.differences if one not in said]
    for count in range(len(words), 0, -1):
        text = ", ".join(words[:count])
        if cell_width(text) <= _WORD:
            return text
    return ""
