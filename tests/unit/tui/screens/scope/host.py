"""Stands in for the scope screen: notes what its parts ask, and works at once."""

from collections.abc import Callable
from typing import TypeVar

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
    """

    def __init__(self, view: View | None = None) -> None:
        self.view = view
        self.said: list[str] = []
        self.complaints: list[str] = []
        self.posted: list[Message] = []
        self.jobs: list[tuple[str, bool]] = []
        self.headers = 0

    def show_pane(self, pane: str) -> None:
        """There are no panes."""

    def show_selected(self) -> None:
        """There is nothing to explain."""

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
        """There is only one screen."""
        raise AssertionError("no part under test opens a screen")

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
