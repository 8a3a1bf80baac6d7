"""What was drawn: one whole frame and what has changed since, for any number of eyes.

Nobody has a queue: whoever watches remembers only how far they are. Who is slower than
what is drawn finds the changes gone, and goes on with the whole frame that replaced
them.
"""

from collections.abc import Callable
from dataclasses import dataclass

LIMIT = 256 * 1024
"""Bytes of changes after which a new whole frame is asked for."""
_MOST = 2 * LIMIT
"""Bytes of changes that are kept for a program that does not answer."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole frame.

    Attributes:
        width: Columns.
        height: Lines.
        data: What a terminal of that size is sent.
    """

    width: int
    height: int
    data: bytes


@dataclass(frozen=True, slots=True)
class SeenUpTo:
    """How far somebody has watched.

    Attributes:
        number: Of the whole frame; 0: of none.
        changes: How many changes to it.
    """

    number: int = 0
    changes: int = 0


@dataclass(frozen=True, slots=True)
class Unseen:
    """What somebody has not seen yet.

    Attributes:
        whole: To begin with; None: the one that they have.
        changes: What comes after it.
        reach: How far they are with it.
    """

    whole: Whole | None
    changes: bytes
    reach: SeenUpTo


class Frames:
    """Keeps the last whole frame and its changes.

    Args:
        ask: Asks the program for a whole frame.
        tell: Called when there is something new.
    """

    def __init__(self, ask: Callable[[], None], tell: Callable[[], None]) -> None:
        self._ask = ask
        self._tell = tell
        self._number = 0
        self._whole: Whole | None = None
        self._changes: list[bytes] = []
        self._size = 0
        self._is_asked = False

    def begin(self, whole: Whole) -> None:
        """Replace everything by a whole frame."""
        self._number += 1
        self._whole = whole
        self._changes = []
        self._size = 0
        self._is_asked = False
        self._tell()

    def add(self, change: bytes) -> None:
        """Add what was drawn; without a whole frame before it, it means nothing."""
        if self._whole is None:
            return
        if self._size > _MOST:
            self.pause()
            return
        self._changes.append(change)
        self._size += len(change)
        if self._size > LIMIT and not self._is_asked:
            self._is_asked = True
            self._ask()
        self._tell()

    def pause(self) -> None:
        """Drop what is drawn until there is a whole frame; what is seen stays."""
        self._whole = None
        self._changes = []

    @property
    def number(self) -> int:
        """How many whole frames there have been."""
        return self._number

    def since(self, reach: SeenUpTo) -> Unseen | None:
        """Return what somebody has not seen; None: nothing."""
        if self._whole is None:
            return None
        if reach.number == self._number:
            new = self._changes[reach.changes :]
            whole = None
        else:
            new = self._changes
            whole = self._whole
        if whole is None and not new:
            return None
        here = SeenUpTo(self._number, len(self._changes))
        return Unseen(whole, b"".join(new), here)
