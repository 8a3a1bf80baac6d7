"""What tells the app that the tour can begin."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from memscope.tui.session import Session


@dataclass
class TourReady(Message):
    """The program that the tour is given on runs; the app shows it."""

    session: "Session"
