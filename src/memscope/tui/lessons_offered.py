"""The lessons as the first screen lists them; none is loaded before it is chosen."""

from functools import partial
from typing import TYPE_CHECKING

from memscope.i18n import _, language
from memscope.lessons.offered import BUILT_IN, lesson_names
from memscope.lessons.texts import built_in_head
from memscope.tui.lesson_row import FREE_PLAY, LessonRow

if TYPE_CHECKING:
    from memscope.lab.lab import Lab
    from memscope.tui.session import Session


def all_lessons() -> tuple[LessonRow, ...]:
    """Return what the first screen offers: the lessons, then the free play."""
    return (*map(_row_of, lesson_names()), _FREE)


def _row_of(name: str) -> LessonRow:
    if name in BUILT_IN:
        return LessonRow(
            lambda: built_in_head(name, language()).title,
            lambda: built_in_head(name, language()).summary,
            partial(_open, name),
        )
    # What another package offers says what it is called only when it is loaded.
    from memscope.tui.scenes import lesson_scene

    return lesson_scene(name)


def _open(name: str, lab: "Lab") -> "Session":
    from memscope.tui.scenes import lesson_scene

    return lesson_scene(name).open(lab)


def _play(lab: "Lab") -> "Session":
    from memscope.tui.scenes import process_and_threads

    return process_and_threads(lab)


_FREE = LessonRow(
    lambda: _(FREE_PLAY),
    lambda: _(
        "Two processes, three threads each. See code, data, heap and a stack for "
        "every thread; make them allocate, recurse and start threads, and watch "
        "the map change."
    ),
    _play,
)
