"""Steps of a lesson for a page: words, claims with verdicts, and what was on stage."""

from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from memscope.i18n import _
from memscope.model.claim import Claim, Scene, StepResult
from memscope.render.html.lines_html import lines_html
from memscope.render.html.map_svg import FEW, page_map
from memscope.render.lesson.exhibits import exhibit_blocks
from memscope.render.lesson.text import MARKS, STYLES
from memscope.units import UNKNOWN, safe

_WIDTH = 110
"""Cells of a picture made of characters."""


class PageClaim(Struct, frozen=True):
    """One claim.

    Attributes:
        style: Class of its verdict.
        mark: Sign of its verdict.
        text: The sentence.
        why: It could not be measured; "" when it could.
        evidence: Names and values.
    """

    style: str
    mark: str
    text: str
    why: str
    evidence: list[tuple[str, str]]


class PageStep(Struct, frozen=True):
    """One step.

    Attributes:
        title: A few words.
        paragraphs: What the lecturer says.
        question: To predict; "" without one.
        claims: In order.
        pictures: Measurements, drawn.
        maps: Of the processes on stage.
    """

    title: str
    paragraphs: list[str]
    question: str
    claims: list[PageClaim]
    pictures: list[Markup]
    maps: list[Markup]


def page_steps(
    steps: Sequence[StepResult], scenes: Sequence[Scene] = ()
) -> list[PageStep]:
    """Prepare the steps of a lesson; the scenes are as many, or none."""
    beside = scenes or [Scene()] * len(steps)
    return [_step(step, scene) for step, scene in zip(steps, beside, strict=True)]


def _step(step: StepResult, scene: Scene) -> PageStep:
    paragraphs = map(_flowing, step.narration.split("\n\n"))
    return PageStep(
        title=safe(step.title),
        paragraphs=[one for one in paragraphs if one],
        question=_flowing(step.question),
        claims=[_claim(one) for one in step.claims],
        pictures=_pictures(step),
        maps=[page_map(one, most=FEW) for one in scene.processes if one.regions],
    )


def _pictures(step: StepResult) -> list[Markup]:
    return [
        lines_html(lines) for lines in exhibit_blocks(step.exhibits, _WIDTH, rows=2)
    ]


def _claim(claim: Claim) -> PageClaim:
    return PageClaim(
        style=STYLES[claim.verdict],
        mark=MARKS[claim.verdict],
        text=_flowing(claim.text),
        why=safe(_(claim.why)) if claim.why else "",
        evidence=[
            (safe(name), UNKNOWN if value is None else safe(str(value)))
            for name, value in claim.evidence.items()
        ],
    )


def _flowing(text: str) -> str:
    """Return a text whose line breaks mean nothing, on one line."""
    return safe(" ".join(text.split()))
