"""A lesson as text: every step, what was claimed, what was measured, the verdict."""

from collections.abc import Iterator

from memscope.i18n import _
from memscope.model.claim import Claim, Evidence, LessonResult, StepResult, Verdict
from memscope.render.lesson.exhibits import exhibit_blocks
from memscope.render.runs import EMPTY, Line, Run, line, wrap
from memscope.units import safe

MARKS = {Verdict.TRUE: "✔", Verdict.FALSE: "✘", Verdict.UNKNOWN: "?"}
STYLES = {Verdict.TRUE: "good", Verdict.FALSE: "bad", Verdict.UNKNOWN: "warn"}
_WIDTH = 88
_LEAST = 40
"""Cells that a picture needs."""


def lesson_lines(result: LessonResult, *, width: int | None = None) -> Iterator[Line]:
    """Return the whole lesson; `width` in cells, None: a width that reads well."""
    width = min(width or _WIDTH, _WIDTH)
    yield line(Run(safe(result.title), "title"))
    for number, step in enumerate(result.steps, 1):
        yield EMPTY
        yield from step_lines(number, step, width)
    yield EMPTY
    yield summary_line(result)


def step_lines(number: int, step: StepResult, width: int) -> Iterator[Line]:
    """Return one step."""
    yield line(Run(f"{number}. {safe(step.title)}", "strong"))
    yield from _paragraph(step.narration, width, "   ")
    if step.question:
        yield from _paragraph(step.question, width, "   ❯ ", "accent")
    for claim in step.claims:
        yield from claim_lines(claim, width)
    for drawn in exhibit_blocks(step.exhibits, max(width, _LEAST) - 3):
        yield EMPTY
        yield from (line(Run("   "), *one) for one in drawn)


def claim_lines(claim: Claim, width: int) -> Iterator[Line]:
    """Return the sentence with its verdict, then what was measured."""
    mark = f"   {MARKS[claim.verdict]} "
    yield from _paragraph(claim.text, width, mark, STYLES[claim.verdict])
    if claim.why:
        yield from _paragraph(_(claim.why), width, "     ", "warn")
    measured = evidence_text(claim.evidence)
    if measured:
        yield from _paragraph(measured, width, "     ", "faint")


def evidence_text(evidence: Evidence) -> str:
    """Return what was measured on one line: `before=4096 after=8192`."""
    return "  ".join(
        f"{name}={'–' if value is None else safe(str(value))}"
        for name, value in evidence.items()
    )


def summary_line(result: LessonResult) -> Line:
    """Count the verdicts."""
    runs: list[Run | str] = []
    for verdict, count, words in summary_parts(result):
        style = STYLES[verdict] if count else "faint"
        runs += [Run(f"{MARKS[verdict]} {count} {words}", style), "   "]
    return line(*runs[:-1])


def summary_parts(result: LessonResult) -> list[tuple[Verdict, int, str]]:
    """Return each verdict, how many claims got it, and what to call that."""
    counts = result.summary
    return [
        (Verdict.TRUE, counts.true, _("held")),
        (Verdict.FALSE, counts.false, _("did not hold")),
        (Verdict.UNKNOWN, counts.unknown, _("could not be measured here")),
    ]


def _paragraph(text: str, width: int, first: str, style: str = "") -> Iterator[Line]:
    """Break a text into lines; the first begins with a mark, the others below it."""
    indent = " " * len(first)
    words = safe(" ".join(text.split()))
    for index, part in enumerate(wrap(words, max(width - len(first), 20))):
        yield line(Run(indent if index else first, style), Run(part, _body(style)))


def _body(style: str) -> str:
    return style if style in ("accent", "faint", "warn") else ""
