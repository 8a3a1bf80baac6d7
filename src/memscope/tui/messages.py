"""Messages: what the feed tells the screen."""

from collections.abc import Callable

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


class Later(Message):
    """Something a worker wants to have done on the screen's own thread.

    Unlike a call that waits for its answer, a message to a screen that is being left
    is simply dropped, and holds up nobody.
    """

    def __init__(self, do: Callable[[], None]) -> None:
        super().__init__()
        self.do = do


class FeedEnded(Message):
    """The source has no more, or it failed.

    Attributes:
        problem: What went wrong, in one line; "" when nothing did.
    """

    def __init__(self, problem: str = "") -> None:
        super().__init__()
        self.problem = problem
