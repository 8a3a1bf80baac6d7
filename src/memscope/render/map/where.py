"""Where the memory of a process is, in the few lines that a pane has."""

from collections.abc import Sequence

from memscope.analyze.portions import sum_of
from memscope.i18n import _, ngettext
from memscope.model.label_text import label_text
from memscope.model.portion import Portion
from memscope.render.map.row import compact_bytes
from memscope.render.palette import KIND_STYLES
from memscope.render.runs import Line, Run, cell, fit_line
from memscope.units import safe

_TOUCHED, _ALL = 6, 6
"""Cells of what is touched; of a slash and all, where there is room for names."""
_FEW, _MANY, _WIDE = 5, 10, 38
"""Lines of sorts; as many where the pane is so wide."""


def where_lines(portions: Sequence[Portion], width: int) -> list[Line]:
    """Draw the largest sorts of memory, what is left over, and the total.

    Args:
        portions: Of one process, the largest first.
        width: Terminal cells.
    """
    amounts = _cells(width)
    count = _MANY if width >= _WIDE else _FEW
    # One line more says as much as a line that counts what is left over.
    count += len(portions) == count + 1
    heading = (
        cell(f" {_('where')}", width - amounts - 2, "muted"),
        cell(_note(width), amounts + 2, "muted", ">"),
    )
    lines = [fit_line(heading, width)]
    lines += [_line(one, width) for one in portions[:count]]
    if rest := portions[count:]:
        words = ngettext("{n} more sort", "{n} more sorts", len(rest))
        lines.append(_sum(rest, words.format(n=len(rest)), width, "muted"))
    lines.append(_sum(portions, _("total"), width, "strong"))
    return lines


def _cells(width: int) -> int:
    return _TOUCHED + _ALL if width >= _WIDE else _TOUCHED


def _note(width: int) -> str:
    return _("touched/all") if width >= _WIDE else _("touched")


def _line(one: Portion, width: int) -> Line:
    name = safe(label_text(one.label))
    return fit_line(
        (
            Run(f" {KIND_STYLES[one.kind].letter} ", f"spine.{one.kind.value}"),
            cell(f" {name}", width - 3 - _cells(width)),
            *_amounts(one, width),
        ),
        width,
    )


def _sum(portions: Sequence[Portion], name: str, width: int, style: str) -> Line:
    head = cell(f"    {name}", width - _cells(width), style)
    return fit_line((head, *_amounts(sum_of(portions), width)), width)


def _amounts(one: Portion, width: int) -> Line:
    is_unknown = one.unknown == one.count and not one.resident
    touched = compact_bytes(None if is_unknown else one.resident)
    part = f"{touched}+" if one.unknown and not is_unknown else touched
    amount = cell(part, _TOUCHED, "strong", ">")
    if width < _WIDE:
        return (amount,)
    every = cell(compact_bytes(one.virtual), _ALL - 1, "muted")
    return (amount, Run("/", "faint"), every)
