"""Gaps as lines: what could not be seen, why, and what would allow it."""

from collections.abc import Sequence

from memscope.i18n import _
from memscope.model.snapshot import Gap
from memscope.render.runs import Line, Run, line, wrap
from memscope.render.words.evidence import gap_text


def gap_lines(gaps: Sequence[Gap], width: int) -> list[Line]:
    """Describe gaps for a pane, wrapped to its width."""
    lines: list[Line] = []
    for gap in gaps:
        what = gap_text(gap.what)
        if gap.pid is not None:
            what = _("{what} of process {pid}").format(what=what, pid=gap.pid)
        lines += [line(Run(part, "warn")) for part in wrap(what, width)]
        lines += [line(Run(f"  {part}")) for part in wrap(gap_text(gap.why), width - 2)]
        if gap.remedy:
            remedy = wrap(f"→ {gap_text(gap.remedy)}", width - 2)
            lines += [line(Run(f"  {part}", "muted")) for part in remedy]
    return lines
