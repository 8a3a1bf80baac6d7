"""A lesson's result as JSON."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from memscope.codec import names
from memscope.model.claim import LessonResult, StepResult, Summary


class WireLesson(Struct, frozen=True, gc=False):
    """A whole lesson, as it went."""

    format: Literal["memscope.lesson"]
    version: Literal[1]
    name: str
    title: str
    lang: Annotated[str, Meta(description="en or ja.")]
    steps: tuple[StepResult, ...]
    summary: Summary


def encode_lesson(result: LessonResult, *, indent: int = 0) -> bytes:
    """Return the result as UTF-8 JSON.

    Args:
        result: Of a run.
        indent: Blanks a level; 0 puts everything on one line.
    """
    return names.encode(
        WireLesson(
            format="memscope.lesson",
            version=1,
            name=result.name,
            title=result.title,
            lang=result.lang,
            steps=result.steps,
            summary=result.summary,
        ),
        indent=indent,
    )
