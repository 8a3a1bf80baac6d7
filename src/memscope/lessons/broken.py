"""What is said when the code of somebody else's lesson fails."""

import traceback

from memscope.errors import MemscopeError
from memscope.units import safe


class BrokenLesson(MemscopeError):
    """A lesson that did not come with memscope cannot be loaded, or a step fails."""

    def __init__(self, lesson: str, step: str, error: BaseException) -> None:
        """Say where it failed, in one line.

        Args:
            lesson: Name or file.
            step: Id of the step; "" when loading it failed.
            error: What was raised in it.
        """
        where = f"{lesson}, step {step}" if step else lesson
        what = f"{type(error).__name__}: {error}".rstrip(": ")
        super().__init__(safe(f"{where}: {what}{_line_of(error)}"))


def _line_of(error: BaseException) -> str:
    """Return the place that raised it; "" for what has none, or tells it itself."""
    if isinstance(error, SyntaxError):
        return ""
    frames = traceback.extract_tb(error.__traceback__)
    return f" ({frames[-1].filename}:{frames[-1].lineno})" if frames else ""
