"""The answer to "why is it so large?" as text: where, what is wrong, what to do."""

from collections.abc import Iterator, Sequence

from memscope.i18n import _, listed, ngettext
from memscope.model.finding import Answer, Finding, NotRun, Severity
from memscope.model.region import ProcessUsage
from memscope.render.gap_lines import gap_lines
from memscope.render.runs import EMPTY, Line, Run, line, wrap
from memscope.render.words.findings import (
    SEVERITY_STYLES,
    facts_text,
    remedy_text,
    size_text,
    sureness_text,
)
from memscope.render.words.labels import label_text
from memscope.render.words.limits import limit_text
from memscope.units import cell_width, format_bytes, safe

_WIDTH = 100
_INDENT, _LEAST = 4, 12
_SHOWN = 4
"""Names of processes."""


def answer_lines(answer: Answer, *, width: int | None = None) -> list[Line]:
    """Return the answer as styled lines.

    Args:
        answer: What to show.
        width: Cells of a line; None: a hundred.
    """
    room = width or _WIDTH
    lines = [*_headlines(answer, room), EMPTY]
    lines += [*_wrapped(totals_text(answer.totals), room), EMPTY]
    if answer.where:
        lines += [*_where_lines(answer), EMPTY]
    if answer.limits:
        lines += [*_limit_lines(answer, room), EMPTY]
    for number, finding in enumerate(answer.findings, start=1):
        lines += finding_lines(finding, room, number=number)
    lines += _not_run_lines(answer.not_run, room)
    if answer.gaps:
        lines += [EMPTY, line(Run(_("not seen"), "title"))]
        lines += gap_lines(answer.gaps, room)
    return lines


def headline(answer: Answer) -> tuple[str, str]:
    """Return whom it is about, and how it was looked at."""
    names = listed(
        f"{one.pid} {safe(one.name)}" if one.pid else safe(one.name)
        for one in answer.targets[:_SHOWN]
    )
    if len(answer.targets) > _SHOWN:
        names += " …"
    missing = len(answer.not_run)
    parts = [_looked(answer), _ran(answer.rules - missing)]
    if missing:
        parts.append(
            ngettext("{n} could not", "{n} could not", missing).format(n=missing)
        )
    return _("why {names}").format(names=names), listed(parts)


def _ran(count: int) -> str:
    return ngettext("{n} rule ran", "{n} rules ran", count).format(n=count)


def _headlines(answer: Answer, room: int) -> Iterator[Line]:
    title, said = headline(answer)
    whole = f"{title} · {said}"
    if cell_width(whole) <= room:
        yield line(Run(title, "title"), f" · {said}")
        return
    for part in wrap(title, room):
        yield line(Run(part, "title"))
    yield from _wrapped(said, room)


def _looked(answer: Answer) -> str:
    sources = {one.source for one in answer.targets} - {"live"}
    if sources:
        return _("from {file}").format(file=safe(min(sources)))
    if not answer.looked_s:
        return _("looked once")
    return _("looked for {seconds:.0f} s").format(seconds=answer.looked_s)


def totals_text(totals: ProcessUsage) -> str:
    """Return the sums in one sentence: resident, of what, clean, on swap."""
    clean = ""
    if totals.clean:
        text = _(" ({size} of it clean: can be dropped)")
        clean = text.format(size=format_bytes(totals.clean))
    return _(
        "resident {resident} · anonymous {anonymous} · files {file}{clean} · "
        "shared memory {shmem} · on swap {swapped}"
    ).format(
        resident=format_bytes(totals.resident),
        anonymous=format_bytes(totals.anonymous),
        file=format_bytes(totals.file),
        clean=clean,
        shmem=format_bytes(totals.shmem),
        swapped=format_bytes(totals.swapped),
    )


def _where_lines(answer: Answer) -> Iterator[Line]:
    for one in answer.where:
        yield line(
            f"{format_bytes(one.resident):>8} {one.count:>5} {safe(label_text(one.label))}"
        )


def _limit_lines(answer: Answer, room: int) -> Iterator[Line]:
    near = [one for one in answer.limits if (one.share or 0) >= 0.5][:4]
    shown = near or [one for one in answer.limits if one.share is not None][:1]
    for one in shown:
        is_near = (one.share or 0) >= 0.9
        for part in wrap(limit_text(one), room):
            yield line(Run(part, "warn" if is_near else ""))


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


def not_run_groups(not_run: Sequence[NotRun]) -> list[tuple[str, list[str]]]:
    """Return every reason not to run, with the rules that have it."""
    reasons: dict[str, list[str]] = {}
    for one in not_run:
        reasons.setdefault(one.why, []).append(one.id)
    return [*reasons.items()]


def _wrapped(text: str, room: int) -> Iterator[Line]:
    for part in wrap(text, room):
        yield line(part)
