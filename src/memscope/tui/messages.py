"""What a screen is told from other threads: data, never something to call.

Unlike a call that waits for its answer, a message to a screen that is being left is
simply dropped, and holds up nobody.
"""

from dataclasses import dataclass

from textual.message import Message

from memscope.tui.measuring import MeasuredProcess
from memscope.tui.view import View


@dataclass
class Looked(Message):
    """There is something new to draw."""

    view: View

    def can_replace(self, message: Message) -> bool:
        """A newer look replaces one that nobody has drawn yet."""
        return isinstance(message, Looked)


@dataclass
class LookedBack(Message):
    """A moment of the past is ready to draw.

    Attributes:
        view: What was seen then.
        when: The moment that was asked for, on the clock of the looks.
    """

    view: View
    when: float

    def can_replace(self, message: Message) -> bool:
        """Who goes on quickly sees where that leads to."""
        return isinstance(message, LookedBack)


@dataclass
class FeedEnded(Message):
    """The source has no more, or it failed.

    Attributes:
        problem: What went wrong, in one line; "" when nothing did.
    """

    problem: str = ""


@dataclass
class CloselyMeasured(Message):
    """The process in front was looked at closely."""

    measured: MeasuredProcess


@dataclass
class Copied(Message):
    """What is at an address was found, to be copied.

    Attributes:
        text: It, in words.
    """

    text: str


@dataclass
class Refused(Message):
    """Something could not be done.

    Attributes:
        reason: Why, in one sentence, in the reader's language.
    """

    reason: str
