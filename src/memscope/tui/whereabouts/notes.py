"""What the speaker sees of a lesson, and the projector never does."""

import re

from memscope.i18n import language
from memscope.lessons.engine import LessonRun
from memscope.model.claim import StepResult

_UNKNOWN = re.compile(r"\{[^{}]*\}")
"""What nobody has measured yet."""


def notes_of(run: LessonRun, at: int, used_s: float) -> dict[str, object]:
    """Return the speaker's view of a step.

    Args:
        run: The lesson.
        at: The step on show, from 0; after the last one: how it went.
        used_s: Seconds since the lesson was opened.
    """
    about = run.lesson.words_in(language())
    notes: dict[str, object] = {
        "lesson": about.title,
        "planned": about.minutes,
        "used": int(used_s // 60),
        "all": len(run.steps),
    }
    if at >= len(run.steps):
        return notes
    words = run.words(run.steps[at])
    told = _result(run, at)
    return notes | {
        "step": at + 1,
        "title": told.title,
        "question": told.question,
        "notes": words.notes,
        "hint": words.hint,
        "answers": _answers(run, at, told),
        "next": _next(run, at),
    }


def _result(run: LessonRun, at: int) -> StepResult:
    if at < len(run.ran):
        return run.result_of(run.ran[at])
    return run.preview(run.steps[at])


def _answers(run: LessonRun, at: int, told: StepResult) -> list[str]:
    """Return what was claimed; before it has happened, as the lesson's file has it."""
    if told.claims:
        return [claim.text for claim in told.claims]
    claims = run.words(run.steps[at]).claims.values()
    return [_UNKNOWN.sub("…", claim) for claim in claims]


def _next(run: LessonRun, at: int) -> str:
    return run.words(run.steps[at + 1]).title if at + 1 < len(run.steps) else ""
