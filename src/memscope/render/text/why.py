"""The answer to "why is it so large?" as text: where, what is wrong, what to do."""

from collections.abc import Iterator, Sequence

from memscope.i18n import _, listed
from memscope.model.finding import Answer, Finding, NotRun, Severity
from memscope.render.columns.limits import LIMIT_COLUMNS
from memscope.render.gap_lines import gap_lines
from memscope.render.runs import EMPTY, Line, Run, fit_line, line, over, wrap
from memscope.render.text.portions import portion_lines
from memscope.render.text.table import table_lines
from memscope.render.words.findings import (
    SEVERITY_STYLES,
    facts_text,
    headline,
    not_run_groups,
    remedy_text,
    size_text,
    sureness_text,
    totals_text,
)
from memscope.render.words.limits import near_limits
from memscope.units import cell_width, shorten_path

_WIDTH = 100
_INDENT, _LEAST = 4, 12
CHOSEN = "cursor"
"""Style of the first line of the finding that is selected."""
_OPTIONAL = ("whose", "share")


def answer_lines(
    answer: Answer, *, width: int | None = None, chosen: int = 0
) -> list[Line]:
    """Return the answer as styled lines.

    Args:
        answer: What to show.
        width: Cells of a line; None: a hundred.
        chosen: Number of the finding that is selected, from 1; 0: none is.
    """
    room = width or _WIDTH
    lines = [*_headlines(answer, room), EMPTY]
    is_shared = len(answer.targets) > 1
    said = totals_text(answer.totals, is_shared=is_shared)
    lines += [*_wrapped(said, room), EMPTY]
    if answer.where:
        lines += [*_where_lines(answer, room), EMPTY]
    if answer.limits:
        lines += [*_limit_lines(answer, room), EMPTY]
    for number, finding in enumerate(answer.findings, start=1):
        head, *rest = finding_lines(finding, room, number=number)
        is_chosen = number == chosen
        lines += [over(fit_line(head, room), CHOSEN) if is_chosen else head, *rest]
    lines += _not_run_lines(answer.not_run, room)
    if answer.gaps:
        lines += [EMPTY, line(Run(_("not seen"), "title"))]
        lines += gap_lines(answer.gaps, room)
    return lines


def _headlines(answer: Answer, room: int) -> Iterator[Line]:
    title, said = headline(answer)
    whole = f"{title} · {said}"
    if cell_width(whole) <= room:
        yield line(Run(title, "title"), f" · {said}")
        return
    for part in wrap(title, room):
        yield line(Run(part, "title"))
    yield from _wrapped(said, room)


def _where_lines(answer: Answer, room: int) -> Iterator[Line]:
    yield from portion_lines(
        answer.where,
        share=answer.totals.proportional,
        is_shared=len(answer.targets) > 1,
        width=room,
    )


def _limit_lines(answer: Answer, room: int) -> Iterator[Line]:
    """Return the limits that are near, or else the nearest one."""
    near = near_limits(answer.limits)
    yield from table_lines(
        LIMIT_COLUMNS, near, width=room, optional=_OPTIONAL, cut=shorten_path
    )


def finding_lines(finding: Finding, room: int, *, number: int = 0) -> Iterator[Line]:
    """Return one finding: title, sentence, remedy, evidence.

    Args:
        finding: What was found.
        room: Cells of a line.
        number: Its place in the list; 0: without.
    """
    style = SEVERITY_STYLES[finding.severity]
    head = "  ".join(
        part
        for part in (
            str(number or "").rjust(2),
            size_text(finding).rjust(8),
            sureness_text(finding),
        )
        if part
    )
    first, *others = wrap(finding.title, max(room - cell_width(head) - 2, _LEAST))
    yield line(Run(head, style), "  ", Run(first, "strong"))
    inside = max(room - _INDENT, _LEAST)
    for part in others:
        yield line(Run(" " * _INDENT + part, "strong"))
    for part in wrap(finding.text, inside):
        yield line(" " * _INDENT + part)
    for at, part in enumerate(wrap(remedy_text(finding), inside - 2)):
        yield line(" " * _INDENT + ("→ " if not at else "  ") + part)
    if finding.remedy is not None and finding.remedy.command:
        yield line(Run(" " * (_INDENT + 2) + finding.remedy.command, "strong"))
    if finding.severity is not Severity.HARMLESS or finding.evidence:
        text = _("evidence: {facts} · {page}")
        said = text.format(facts=facts_text(finding), page=finding.more)
        for part in wrap(said, inside):
            yield line(Run(" " * _INDENT + part, "muted"))


def _not_run_lines(not_run: Sequence[NotRun], room: int) -> Iterator[Line]:
    """Return the rules that did not run, those with one reason together."""
    if not not_run:
        return
    yield EMPTY
    yield line(Run(_("not run"), "title"))
    for why, names in not_run_groups(not_run):
        for part in wrap(f"{why}: {listed(names)}", room - 2):
            yield line(Run(f"  {part}", "muted"))


def _wrapped(text: str, room: int) -> Iterator[Line]:
    for part in wrap(text, room):
        yield line(part)
