"""The steps of a lesson on a page, and lines of text as elements."""

from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from memscope.i18n import _
from memscope.model.claim import Claim, Scene, StepResult
from memscope.render.html.map_svg import FEW, page_map
from memscope.render.html.markup import element, text_of
from memscope.render.lesson.exhibits import exhibit_blocks
from memscope.render.lesson.text import MARKS, STYLES
from memscope.render.runs import Line, Run
from memscope.units import UNKNOWN, cell_width, safe


def lines_html(lines: Sequence[Line]) -> Markup:
    """Return the lines as `<pre>`; each name of a style becomes a class."""
    rows = ("".join(map(_run, runs)).rstrip() for runs in lines)
    return Markup(element("pre", "\n".join(rows), class_="lines"))


def _run(run: Run) -> str:
    text = (
        "".join(map(_character, run.text)) if _is_wide(run.text) else text_of(run.text)
    )
    names = " ".join(map(_class, run.style.split()))
    if names.startswith("ink") and any(map(str.isalnum, run.text)):
        names += " word"  # on white paper, words need more contrast than bars
    return element("span", text, class_=names) if names else text


def _is_wide(text: str) -> bool:
    return cell_width(text) > len(text)


def _character(character: str) -> str:
    """Give a wide one two cells: in a font of one width it is seldom as wide."""
    text = text_of(character)
    return element("span", text, class_="wide") if cell_width(character) == 2 else text


def _class(name: str) -> str:
    """`ink.heap` means the colour of heap, which a page keeps in the class k-heap."""
    use, dot, key = name.partition(".")
    return f"{use} k-{key}" if dot else use


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
