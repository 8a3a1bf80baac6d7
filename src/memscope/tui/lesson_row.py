"""A lesson as the first screen lists it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memscope.i18n import N_

if TYPE_CHECKING:
    from memscope.lab.lab import Lab
    from memscope.tui.session import Session


FREE_PLAY = N_("A process and its threads")
"""What the scene is called in which nothing is taught."""


@dataclass(frozen=True, slots=True)
class LessonRow:
    """Its words, and how it begins.

    Attributes:
        title: In the reader's language.
        text: What one will see.
        open: Starts the samples; takes seconds, so not on the screen's thread.
    """

    title: Callable[[], str]
    text: Callable[[], str]
    open: "Callable[[Lab], Session]"
