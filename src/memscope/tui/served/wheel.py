"""Who drives: one at a time of those who have the driver's address.

The first who comes drives. A page that is loaded again, or loses its connection for a
moment, finds its place kept from those who wait; only then it is their turn.
"""

from typing import Generic, Protocol, TypeVar


class Seat(Protocol):
    """A connection of a page.

    Attributes:
        page: The same when the page is loaded again.
    """

    page: str


S = TypeVar("S", bound=Seat)


class Wheel(Generic[S]):
    """Knows who drives, and who is next."""

    def __init__(self) -> None:
        self.driver: S | None = None
        self._line: list[S] = []
        self._kept_for = ""

    def come(self, seat: S) -> None:
        """Let somebody in; who comes back drives again."""
        self._line.append(seat)
        if self.driver is None:
            is_alone = len(self._line) == 1
            is_free = is_alone or self._kept_for in {"", seat.page}
        else:
            is_free = self.driver.page == seat.page
        if is_free:
            self._drive(seat)

    def leave(self, seat: S) -> bool:
        """Let somebody go; tell whether it was who drove, so that the place is kept."""
        self._line.remove(seat)
        if seat is not self.driver:
            return False
        self.driver = None
        self._kept_for = seat.page
        return True

    def give_up(self) -> None:
        """Wait no longer for who drove; the next one does."""
        self._kept_for = ""
        if self.driver is None and self._line:
            self._drive(self._line[0])

    @property
    def can_hand_over(self) -> bool:
        """Somebody else has the driver's address open."""
        return any(seat is not self.driver for seat in self._line)

    def hand_over(self) -> None:
        """Let the next one drive; who drove before goes to the end of the line."""
        others = [seat for seat in self._line if seat is not self.driver]
        if not others:
            return
        if self.driver is not None:
            self._line = [*others, self.driver]
        self._drive(others[0])

    def _drive(self, seat: S) -> None:
        self.driver = seat
        self._kept_for = ""
