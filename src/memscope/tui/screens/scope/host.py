"""What the parts of the scope screen ask of the screen that owns them."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from textual.message import Message
from textual.screen import Screen

from memscope.i18n import N_, _
from memscope.model.finding import Answer
from memscope.tui.view import View

T = TypeVar("T")
Job = Callable[[], Message | None]
"""Runs on a thread of its own; what it returns is for the screen."""


_NOBODY = N_("there is no process on the screen yet to ask about")


def has_somebody(host: "Host") -> bool:
    """Tell whether there is a process to ask about; say so when there is none."""
    if host.view is not None and host.view.processes:
        return True
    host.say(_(_NOBODY))
    return False


class Host(Protocol):
    """The screen, as far as its parts need to know it."""

    @property
    def view(self) -> View | None:
        """What is drawn now; None: nothing yet."""
        ...

    @property
    def moment(self) -> float | None:
        """The earlier one that is shown, in the source's clock; None: there is none."""
        ...

    def note_answer(self, answer: Answer) -> None:
        """Remember what was found of a process."""
        ...

    def go_in_time(self, when: float | None) -> None:
        """Show a moment; None: what goes on now."""
        ...

    def show_now(self) -> None:
        """Draw what goes on, after the past."""
        ...

    def show_pane(self, pane: str) -> None:
        """Bring a pane to the front."""
        ...

    def show_selected(self) -> None:
        """Explain what is selected by now."""
        ...

    def redraw_header(self) -> None:
        """Say again how we look."""
        ...

    def say(self, text: str) -> None:
        """Tell the reader something, for a moment."""
        ...

    def complain(self, reason: str) -> None:
        """Tell what could not be done, for a moment."""
        ...

    def open_screen(
        self, screen: Screen[T], then: Callable[[T | None], None] | None = None
    ) -> None:
        """Put a screen over this one.

        Args:
            screen: The other one.
            then: Gets what it ended with.
        """
        ...

    def work(self, group: str, job: Job, *, exclusive: bool = True) -> None:
        """Do something off the screen's thread, and post the message it gives.

        Args:
            group: A name for jobs of this kind.
            job: What to do.
            exclusive: Nobody waits for an earlier one of the group any more.
        """
        ...

    def post_message(self, message: Message) -> bool:
        """Take a message, from any thread."""
        ...
