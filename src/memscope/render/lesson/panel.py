"""The pane of a lesson: what is told, what to predict, and what came of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from memscope.i18n import N_, _
from memscope.model.claim import Claim, StepResult, Verdict
from memscope.render.lesson.text import MARKS, STYLES
from memscope.render.runs import EMPTY, Line, Run, cell, fit_line, line, width_of, wrap
from memscope.units import safe

_READABLE = 96
"""Cells of a line beyond which eyes lose their way."""
_SHARE_OF_DOTS = 3
"""A dot for each step takes at most a third of the line; the title needs the rest."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a lesson.

    Attributes:
        number: Of the step, from 1.
        count: Of steps.
        step: Its words, and the claims once they are revealed.
        is_revealed: The step was run and its claims may be seen.
        busy: What is going on while it runs; "" when nothing does.
        hint: To show; "" when not asked for.
        notes: For the speaker; "" when not asked for.
        is_brief: There is little room: what was told before is left out now.
    """

    number: int
    count: int
    step: StepResult
    is_revealed: bool = False
    busy: str = ""
    hint: str = ""
    notes: str = ""
    is_brief: bool = False


def page_lines(page: Sheet, width: int, *, spacious: bool = False) -> list[Line]:
    """Draw a page.

    Args:
        page: What to draw.
        width: Cells of a line.
        spacious: With room between things, for a large font in a large hall.
    """
    lines = [_title(page, width)]
    text = min(width - 4, _READABLE)
    if not page.is_brief:
        lines += _paragraph(page.step.narration, text, "  ", "")
    if spacious:
        lines.append(EMPTY)
    if page.step.question:
        lines += _paragraph(page.step.question, text, "❯ ", "title")
    if page.hint:
        lines += _paragraph(f"{_('hint')}: {page.hint}", text, "  ", "muted")
    if page.notes:
        lines += _paragraph(f"{_('notes')}: {page.notes}", text, "  ", "muted")
    if spacious:
        lines.append(EMPTY)
    if page.busy:
        lines.append(line(Run(f"  ◌ {safe(page.busy)}", "accent")))
    elif page.is_revealed:
        lines += _claims(page.step.claims, width, spacious=spacious)
    else:
        lines.append(line(Run("  "), Run("n", "key"), Run(f" {_(_REVEAL)}", "muted")))
    return lines


_REVEAL = N_("let it happen, and see")


def _title(page: Sheet, width: int) -> Line:
    title = Run(f"{safe(page.step.title)}", "strong")
    done = "●" * page.number + "○" * (page.count - page.number) + " "
    if page.count > width // _SHARE_OF_DOTS:
        done = ""
    place = Run(f"{done}{page.number}/{page.count}", "muted")
    room = max(width - width_of((place,)) - 1, 10)
    return (*fit_line((Run("  "), title), room), Run(" "), place)


def _claims(claims: Sequence[Claim], width: int, *, spacious: bool) -> Iterator[Line]:
    text = min(width - 6, _READABLE)
    for claim in claims:
        mark = f"{MARKS[claim.verdict]} "
        for at, part in enumerate(wrap(safe(claim.text), text)):
            head = Run(mark if at == 0 else "  ", STYLES[claim.verdict])
            yield line(Run("  "), head, Run(part))
        if claim.why:
            for part in wrap(safe(_(claim.why)), text):
                yield line(Run("    "), Run(part, "warn"))
        if spacious:
            yield EMPTY


def _paragraph(text: str, width: int, first: str, style: str) -> list[Line]:
    parts = wrap(safe(" ".join(text.split())), width)
    return [
        line(Run(first if at == 0 else "  ", style), Run(part, style))
        for at, part in enumerate(parts)
    ]


def summary_page(title: str, steps: Sequence[StepResult], width: int) -> list[Line]:
    """Draw the sheet at the end: every step with its verdicts."""
    verdicts = [claim.verdict for step in steps for claim in step.claims]
    lines = [line(Run(f"  {safe(title)}: {_('what we have seen')}", "strong")), EMPTY]
    for number, step in enumerate(steps, 1):
        marks = [Run(MARKS[c.verdict], STYLES[c.verdict]) for c in step.claims]
        name = cell(f"  {number:>2}  {safe(step.title)}", min(width - 12, 56))
        lines.append((name, Run("  "), *marks))
    lines.append(EMPTY)
    lines += _counts(verdicts, width)
    return lines


def _counts(verdicts: Sequence[Verdict], width: int) -> Iterator[Line]:
    """Yield how many claims got which verdict, on one line if there is room."""
    words = {
        Verdict.TRUE: N_("held"),
        Verdict.FALSE: N_("did not hold"),
        Verdict.UNKNOWN: N_("could not be measured here"),
    }
    runs: list[Run] = []
    for verdict, word in words.items():
        count = verdicts.count(verdict)
        style = STYLES[verdict] if count else "faint"
        run = Run(f"{MARKS[verdict]} {count} {_(word)}", style)
        if runs and width_of((*runs, run)) + 3 > width:
            yield tuple(runs)
            runs = []
        runs += [Run("   " if runs else "  "), run]
    yield tuple(runs)
