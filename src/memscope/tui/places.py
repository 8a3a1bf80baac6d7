"""Where the reader was, to go back there and forward again.

places = Footsteps()
places.leave(here)         # before a jump: a link, `g`, a click in the rail
places.back(here)          # -> where it was, or None
"""

from dataclasses import dataclass, field

from memscope.analyze.space.reading import AS_FIRST, Reading
from memscope.analyze.space.row import RowKey

MOST = 100


@dataclass(frozen=True, slots=True)
class SeenPlace:
    """All that makes the screen look as it did.

    Attributes:
        process: Pid and start time of the one in front.
        row: The selected one.
        address: Within it; None: the row is all that was meant.
        zoom: Bytes of a line's slice in the rail (0: as logarithms), and the address
            in its middle; None: the whole space.
        reading: Filter, order, axis, window, what is open and marked.
        at: Moment that is looked at, in the source's clock; None: now.
        page: Name of what was opened upon it, such as "bytes"; "": nothing.
    """

    process: tuple[int, int]
    row: RowKey | None = None
    address: int | None = None
    zoom: tuple[int, int] | None = None
    reading: Reading = AS_FIRST
    at: float | None = None
    page: str = ""


@dataclass(slots=True)
class Footsteps:
    """The way here, and the way that was gone back."""

    _behind: list[SeenPlace] = field(default_factory=list)
    _ahead: list[SeenPlace] = field(default_factory=list)
    _cause: tuple[str, RowKey | None] = ("", None)

    @property
    def can_go_back(self) -> bool:
        """There is a place to go back to."""
        return bool(self._behind)

    @property
    def can_go_forward(self) -> bool:
        """The last step was one back."""
        return bool(self._ahead)

    def leave(self, here: SeenPlace, by: str = "") -> None:
        """Note a place that is left for another one; what was ahead is forgotten.

        Args:
            here: The place.
            by: What leads away, such as "zoom", of which several in a row at one row
                are a single step; "": each is one.
        """
        before, self._cause = self._cause, (by, here.row)
        goes_on = bool(by) and before == self._cause
        if not goes_on and self._behind[-1:] != [here]:
            self._behind.append(here)
            del self._behind[:-MOST]
        self._ahead.clear()

    def back(self, here: SeenPlace) -> SeenPlace | None:
        """Return the place before; `here` is one to go forward to then."""
        self._cause = ("", None)
        return _step(self._behind, self._ahead, here)

    def forward(self, here: SeenPlace) -> SeenPlace | None:
        """Return the place from which the reader went back last."""
        self._cause = ("", None)
        return _step(self._ahead, self._behind, here)

    def forget(self, process: tuple[int, int]) -> None:
        """Drop the places of a process that nobody can look at any more."""
        for places in (self._behind, self._ahead):
            places[:] = [one for one in places if one.process != process]


def _step(
    origin: list[SeenPlace], other: list[SeenPlace], here: SeenPlace
) -> SeenPlace | None:
    """Go to the nearest place that is another one than where the reader is."""
    while origin:
        place = origin.pop()
        if place != here:
            other.append(here)
            del other[:-MOST]
            return place
    return None
