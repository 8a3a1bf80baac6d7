"""Rows that lie together: one that may be open, or many closed ones in a row."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from memscope.analyze.space.group import RowGroup, holds, key_of
from memscope.analyze.space.hole import Hole
from memscope.analyze.space.row import RowKey, What
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

    def find(self, key: RowKey) -> int | None:
        """Return which of the rows has a key, counted from the first."""
        if key.what == What.HOLE or isinstance(self.things, Strict) or key.start:
            place = self.place_of(key.start)
            is_it = place is not None and self.key_at(place) == key
            return place if is_it else None
        if key.what != What.GROUP or self.goes_down:
            return None
        those = range(self.low, self.high)
        found = (at for at in those if _has_key(self.things[at], key))
        return next((at - self.low for at in found), None)

    def key_at(self, place: int) -> RowKey | None:
        """Return the key of one of the rows; None of a process or a strip of pages."""
        thing, process = self.things[self.low + place], self.space.identity
        if isinstance(thing, Hole):
            return RowKey(process, What.HOLE, start=thing.start)
        return key_of(thing, process) if isinstance(thing, Region | RowGroup) else None

    def place_of(self, address: int) -> int | None:
        """Return which of the rows has an address, counted from the first."""
        at = self._at(address)
        return None if at is None or not self.low <= at < self.high else at - self.low

    def _at(self, address: int) -> int | None:
        things = self.things
        if isinstance(things, Strict):
            return _in_strict(things, self.space, address)
        if self.goes_down:
            at = bisect_left(things, -address, self.low, self.high, key=_minus_start)
            return at if at < self.high and _holds(things[at], address) else None
        index = self.space.index_at(address)
        if index is not None and len(self) > 1:
            try:  # much faster than to ask each of 64,000
                return things.index(self.space.regions[index], self.low, self.high)
            except ValueError:
                pass
        those = range(self.low, self.high)
        return next((at for at in those if _holds(things[at], address)), None)


def _in_strict(strict: Strict, space: MemorySpace, address: int) -> int | None:
    index = space.index_at(address)
    if index is not None:
        return strict.row_of(index)
    above = bisect_right(space.starts, address)
    return strict.hole_below(above) if 0 < above < len(space.starts) else None


def _has_key(thing: Thing, key: RowKey) -> bool:
    return isinstance(thing, RowGroup) and thing.key == key


def _minus_start(thing: Thing) -> int:
    return -_start(thing)


def _start(thing: Thing) -> int:
    return 0 if isinstance(thing, MemorySpace | PagesBelow) else thing.start


def _holds(thing: Thing, address: int) -> bool:
    if isinstance(thing, Hole):
        return thing.start <= address < thing.end
    return not isinstance(thing, MemorySpace | PagesBelow) and holds(thing, address)
