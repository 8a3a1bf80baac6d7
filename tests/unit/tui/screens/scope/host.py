"""Stands in for the scope screen: notes what its parts ask, and works at once."""

from collections.abc import Callable
from typing import Any, TypeVar

from textual.message import Message
from textual.screen import Screen

from memscope.tui.screens.scope.host import Job
from memscope.tui.view import View

T = TypeVar("T")


class NotingHost:
    """A screen without a terminal.

    Attributes:
        said: What the reader was told.
        complaints: What could not be done.
        posted: Messages that jobs and other threads gave.
        jobs: Groups of the jobs, and whether a later one replaces an earlier one.
        headers: How often the top line was drawn again.
        panes: Those that were brought to the front.
        selections: How often what is selected was explained again.
        opened: Screens that were put over this one.
        ends: What is to hear how each of them ended; None: nobody.
    """

    def __init__(self, view: View | None = None) -> None:
        self.view = view
        self.said: list[str] = []
        self.complaints: list[str] = []
        self.posted: list[Message] = []
        self.jobs: list[tuple[str, bool]] = []
        self.headers = 0
        self.panes: list[str] = []
        self.selections = 0
        self.opened: list[Screen[Any]] = []
        self.ends: list[Callable[[Any], None] | None] = []

    def show_pane(self, pane: str) -> None:
        """Note it."""
        self.panes.append(pane)

    def show_selected(self) -> None:
        """Count it."""
        self.selections += 1

    def redraw_header(self) -> None:
        """Count it."""
        self.headers += 1

    def say(self, text: str) -> None:
        """Note it."""
        self.said.append(text)

    def complain(self, reason: str) -> None:
        """Note it."""
        self.complaints.append(reason)

    def open_screen(
        self, screen: Screen[T], then: Callable[[T | None], None] | None = None
    ) -> None:
        """Note it."""
        self.opened.append(screen)
        self.ends.append(then)

    def work(self, group: str, job: Job, *, exclusive: bool = True) -> None:
        """Do it now."""
        self.jobs.append((group, exclusive))
        message = job()
        if message is not None:
            self.posted.append(message)

    def post_message(self, message: Message) -> bool:
        """Note it."""
        self.posted.append(message)
        return True
