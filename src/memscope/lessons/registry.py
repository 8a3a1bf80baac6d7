"""Where lessons come from, and what is wrong with a broken one."""

import importlib
import importlib.util
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from memscope.errors import BadFile, MemscopeError, UsageProblem
from memscope.i18n import _, reason_of
from memscope.lessons.base import Lesson
from memscope.lessons.offered import BUILT_IN, GROUP, lesson_names
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


def find_lesson(name: str) -> type[Lesson]:
    """Return the lesson of that name, or the one in that file.

    Raises:
        UsageProblem: There is no such lesson.
        BadFile: The file or entry point holds no lesson, or more than one.
        BrokenLesson: Its code fails when it is loaded.
    """
    if name.endswith(".py"):
        return _from_file(Path(name))
    if name in BUILT_IN:
        return _only_lesson(importlib.import_module(f"memscope.lessons.{name}"), name)
    from importlib.metadata import entry_points  # and with it the reading of mails

    for point in entry_points(group=GROUP, name=name):
        found = _load(name, point.load)
        if isinstance(found, type) and issubclass(found, Lesson):
            return _checked(found, name)
        raise BadFile(
            f"{name}: " + _("{name} is not a lesson").format(name=point.value)
        )
    raise UsageProblem(
        _("there is no lesson called {name}").format(name=repr(name)),
        hint=_("Lessons: {names}; or a file such as ./mine.py").format(
            names=", ".join(lesson_names())
        ),
    )


def _from_file(path: Path) -> type[Lesson]:
    try:
        is_file = path.is_file()
    except OSError as error:  # a folder on the way may not be searched
        raise BadFile(f"{path}: {reason_of(error)}") from None
    spec = importlib.util.spec_from_file_location(f"lesson_{path.stem}", path)
    if spec is None or spec.loader is None or not is_file:
        raise BadFile(_("{path}: no such file").format(path=path))
    module = importlib.util.module_from_spec(spec)
    # Dataclasses and the like look their module up there.
    sys.modules[module.__name__] = module
    loader = spec.loader
    _load(str(path), lambda: loader.exec_module(module))
    return _only_lesson(module, str(path))


def _load(source: str, load: Callable[[], object]) -> object:
    try:
        return load()
    except (Exception, SystemExit) as error:
        # Somebody else's code: whatever goes wrong in it is said in one line.
        raise BrokenLesson(source, "", error) from error


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
            _("{path}: {n} lessons found, one expected").format(
                path=source, n=len(found)
            ),
            hint=_("Write one class with a `name`, derived from Lesson."),
        )
    return _checked(found[0], source)


def _checked(lesson: type[Lesson], source: str) -> type[Lesson]:
    """Return the lesson if it can be given.

    Raises:
        BadFile: It has no steps, or two of one name.
    """
    ids = [step.id for step in lesson.steps()]
    if not ids:
        raise BadFile(
            _("{path}: the lesson has no steps").format(path=source),
            hint=_('Mark its methods with @step("name").'),
        )
    twice = {one for one in ids if ids.count(one) > 1}
    if twice:
        raise BadFile(
            _("{path}: two steps are called {name}").format(
                path=source, name=", ".join(sorted(twice))
            )
        )
    return lesson
