"""What the doctor found, as lines."""

from collections.abc import Sequence

from memscope.i18n import _
from memscope.model.check import Check
from memscope.render.runs import Line, Run, line
from memscope.render.words.evidence import gap_text
from memscope.units import cell_width, fit


def doctor_lines(checks: Sequence[Check]) -> list[Line]:
    """Return a line a check, and below a failed one what it costs and the remedy."""
    widest = max((cell_width(_(one.what)) for one in checks), default=0)
    return [part for one in checks for part in _check_lines(one, widest)]


def _check_lines(check: Check, widest: int) -> list[Line]:
    mark = Run("✔ ", "good") if check.ok else Run("✘ ", "bad")
    found = gap_text(check.found) if check.found else ""
    name = fit(_(check.what), widest) if found else _(check.what)
    lines = [line(mark, Run(name, "" if check.ok else "strong"), f"  {found}".rstrip())]
    if check.ok:
        return lines
    lines.append(line(Run(f"    {_('without it:')} {_(check.without)}", "muted")))
    remedy = gap_text(check.remedy) if check.remedy else _("there is no remedy here")
    lines.append(line(Run(f"    → {remedy}", "warn")))
    return lines
