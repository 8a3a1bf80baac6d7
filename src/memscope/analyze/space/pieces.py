"""Rows that lie together: one that may be open, or many closed ones in a row."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from memscope.analyze.space.group import RowGroup, holds
from memscope.analyze.space.hole import Hole
from memscope.analyze.space.space import MemorySpace
from memscope.analyze.space.strict import Strict
from memscope.model.region import Region


@dataclass(frozen=True, slots=True)
class PagesBelow:
    """The pages of a region, below its row."""

    region: Region


Thing = MemorySpace | RowGroup | Region | Hole | PagesBelow
Things = Sequence[Thing] | Strict


@dataclass(frozen=True, slots=True, eq=False)
class RowPiece:
    """Rows of one depth, one after another.

    Attributes:
        space: Whose.
        things: What they show, and more.
        low: The first of them that belongs to this piece.
        high: One after the last.
        depth: How deep inside.
        is_open: What is inside follows; only of a single one.
        has_end: The last of them is the last one inside its parent.
        stem: See `SpaceRow`.
        is_inside: See `SpaceRow`.
        goes_down: They are in order of address, the highest first.
    """

    space: MemorySpace
    things: Things
    low: int
    high: int
    depth: int = 0
    is_open: bool = False
    has_end: bool = False
    stem: tuple[bool, ...] = ()
    goes_down: bool = False
    is_inside: bool = False

    def __len__(self) -> int:
        return self.high - self.low

    def place_of(self, address: int) -> int | None:
        """Return which of the rows has an address, counted from the first."""
        if self.goes_down:
            at = bisect_left(
                self.things, -address, self.low, self.high, key=_minus_start
            )
            found = at if at < self.high and _holds(self.things[at], address) else None
        else:
            those = range(self.low, self.high)
            found = next((at for at in those if _holds(self.things[at], address)), None)
        return None if found is None else found - self.low


def _minus_start(thing: Thing) -> int:
    return -_start(thing)


def _start(thing: Thing) -> int:
    return 0 if isinstance(thing, MemorySpace | PagesBelow) else thing.start


def _holds(thing: Thing, address: int) -> bool:
    if isinstance(thing, Hole):
        return thing.start <= address < thing.end
    return not isinstance(thing, MemorySpace | PagesBelow) and holds(thing, address)
