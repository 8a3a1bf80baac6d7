"""What the feed tells the screen."""

from textual.message import Message

from memscope.tui.view import View


class Looked(Message):
    """There is something new to draw."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self.view = view

    def can_replace(self, message: Message) -> bool:
        """A newer look replaces one that nobody has drawn yet."""
        return isinstance(message, Looked)


class FeedEnded(Message):
    """The source has no more, or it failed.

    Attributes:
        problem: What went wrong, in one line; "" when nothing did.
    """

    def __init__(self, problem: str = "") -> None:
        super().__init__()
        self.problem = problem
