"""The result of a lesson as JSON, version 1."""

from memscope.codec import names
from memscope.codec.lesson_wire import WireLesson
from memscope.model.claim import LessonResult


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
