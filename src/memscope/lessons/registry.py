"""Where lessons come from: built in, offered by other packages, or a file."""

import importlib
import importlib.util
from importlib.metadata import entry_points
from pathlib import Path

from memscope.errors import BadFile, UsageProblem
from memscope.lessons.base import Lesson

BUILT_IN = ("process", "isolation", "threads", "server", "pool")
"""In teaching order."""
GROUP = "memscope.lessons"
"""Entry-point group through which other packages offer lessons."""


def lesson_names() -> list[str]:
    """Return the names of all lessons that can be had without a file."""
    offered = {point.name for point in entry_points(group=GROUP)}
    return [*BUILT_IN, *sorted(offered - set(BUILT_IN))]


def find_lesson(name: str) -> type[Lesson]:
    """Return the lesson of that name, or the one in that file.

    Raises:
        UsageProblem: There is no such lesson.
        BadFile: The file holds no lesson, or more than one, or does not load.
    """
    if name.endswith(".py"):
        return _from_file(Path(name))
    if name in BUILT_IN:
        return _only_lesson(importlib.import_module(f"memscope.lessons.{name}"), name)
    for point in entry_points(group=GROUP, name=name):
        found = point.load()
        if isinstance(found, type) and issubclass(found, Lesson):
            return found
        raise BadFile(f"lesson {name}: {point.value} is not a Lesson")
    raise UsageProblem(
        f"there is no lesson called {name!r}",
        hint=f"Lessons: {', '.join(lesson_names())}; or a file such as ./mine.py",
    )


def _from_file(path: Path) -> type[Lesson]:
    spec = importlib.util.spec_from_file_location(f"lesson_{path.stem}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise BadFile(f"{path}: no such file")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        # Somebody else's code: whatever goes wrong in it is said in one line.
        raise BadFile(f"{path}: {type(error).__name__}: {error}") from error
    return _only_lesson(module, str(path))


def _only_lesson(module: object, source: str) -> type[Lesson]:
    found = [
        thing
        for thing in vars(module).values()
        if isinstance(thing, type)
        and issubclass(thing, Lesson)
        and thing.__module__ == getattr(module, "__name__", None)
        and hasattr(thing, "name")
    ]
    if len(found) != 1:
        raise BadFile(
            f"{source}: {len(found)} lessons found, one expected",
            hint="Write one class that derives from memscope.lessons.base.Lesson.",
        )
    return found[0]
