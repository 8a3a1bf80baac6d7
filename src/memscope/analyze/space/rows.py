"""The rows of the memory table: a tree as a list, of which only what is seen is made.

Closed and open rows are kept as pieces with the number of their first row, so that a
row is found by its number, its key or an address without going through all.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from memscope.analyze.space.fold import folded
from memscope.analyze.space.group import Member, RowGroup, key_of, region_key
from memscope.analyze.space.hole import Hole
from memscope.analyze.space.made import row_of
from memscope.analyze.space.ordered import ordered
from memscope.analyze.space.pieces import PagesBelow, RowPiece, Thing, Things
from memscope.analyze.space.reading import AS_FIRST, Axis, Order, Reading
from memscope.analyze.space.row import RowKey, SpaceRow, What
from memscope.analyze.space.space import MemorySpace
from memscope.analyze.space.strict import Strict
from memscope.model.region import Region

Identity = tuple[int, int]
Deltas = Mapping[Identity, Mapping[int, int]]


class RowList:
    """All rows, as the reader has opened and sorted them.

    Attributes:
        spaces: The processes; several are a level of their own.
        reading: What was opened, and in which order.
        opened: Keys of open rows, as they are called now.
    """

    def __init__(
        self,
        spaces: Sequence[MemorySpace],
        reading: Reading = AS_FIRST,
        *,
        deltas: Deltas | None = None,
        wanted: Sequence[int] = (),
        folds_program: bool = False,
    ) -> None:
        """Lay out the rows.

        Args:
            spaces: Of processes, in the order in which they are shown.
            reading: What was opened, and in which order.
            deltas: How much regions grew, by process and first address.
            wanted: Addresses; whatever has one of them is never put together with
                others that are alike.
            folds_program: The program's parts are one group.
        """
        self.spaces, self.reading = spaces, reading
        self._deltas, self._wanted = deltas or {}, tuple(wanted)
        self._folds_program = folds_program
        self.opened = {_as_now(key, spaces) for key in reading.opened}
        self._pieces: list[RowPiece] = []
        self._firsts: list[int] = []
        self._count = 0
        self._by_key: dict[RowKey, int] | None = None
        for space in spaces:
            self._add_process(space)

    def __len__(self) -> int:
        return self._count

    def read(self, reading: Reading) -> "RowList":
        """Return the rows of the same processes in another reading."""
        return RowList(
            self.spaces,
            reading,
            deltas=self._deltas,
            wanted=self._wanted,
            folds_program=self._folds_program,
        )

    def row(self, number: int) -> SpaceRow:
        """Return a row by its number."""
        at = bisect_right(self._firsts, number) - 1
        piece, inside = self._pieces[at], number - self._firsts[at]
        return row_of(piece, piece.low + inside)

    def rows(self) -> Iterator[SpaceRow]:
        """Yield all of them."""
        return map(self.row, range(len(self)))

    def pieces(self) -> Iterator[tuple[int, RowPiece]]:
        """Yield rows that lie together, with the number of the first."""
        return zip(self._firsts, self._pieces, strict=True)

    def index_of(self, key: RowKey) -> int | None:
        """Return the number of a row; where it is not shown, of what it is inside."""
        found = self._exactly(key)
        if found is not None:
            return found
        if key.start:
            return self.at_address(key.process, key.start)
        if key.label and key.what == What.GROUP:
            return self._exactly(key._replace(label=""))
        return None

    def at_address(self, process: Identity, address: int) -> int | None:
        """Return the innermost row that shows an address of a process."""
        found = None
        for first, piece in zip(self._firsts, self._pieces, strict=True):
            if piece.space.identity != process:
                continue
            place = piece.place_of(address)
            if place is not None:
                found = first + place
            elif isinstance(piece.things[piece.low], MemorySpace):
                found = first
        return found

    def largest(self, axis: Axis) -> int:
        """Return the bytes of the longest bar that there may be."""
        is_mapped = axis is Axis.MAPPED
        return max(
            (_longest(space, self, is_mapped) for space in self.spaces), default=0
        )

    def _exactly(self, key: RowKey) -> int | None:
        if self._by_key is None:
            self._by_key = {
                self.row(first).key: first
                for first, piece in zip(self._firsts, self._pieces, strict=True)
                if len(piece) == 1
            }
        found = self._by_key.get(key)
        return self._in_a_run(key) if found is None else found

    def _in_a_run(self, key: RowKey) -> int | None:
        for first, piece in zip(self._firsts, self._pieces, strict=True):
            if len(piece) > 1 and piece.space.identity == key.process:
                place = piece.find(key)
                if place is not None:
                    return first + place
        return None

    def _add_process(self, space: MemorySpace) -> None:
        depth = 0
        if len(self.spaces) > 1:
            key = RowKey(space.identity, What.PROCESS)
            is_open = key in self.opened
            self._add(RowPiece(space, [space], 0, 1, is_open=is_open))
            if not is_open:
                return
            depth = 1
        if self.reading.is_all_open:
            things = self._all_of(space)
            self._add_run(
                RowPiece(space, things, 0, len(things), depth, goes_down=False)
            )
        else:
            self._add_entries(space, depth)

    def _all_of(self, space: MemorySpace) -> Things:
        if self.reading.order is Order.ADDRESS and not self.reading.is_turned:
            return space.strict
        return self._ordered(space, space.regions)

    def _add_entries(self, space: MemorySpace, depth: int) -> None:
        entries: list[RowGroup | Hole] = list(
            space.entries(folds_program=self._folds_program)
        )
        if self.reading.order is not Order.ADDRESS:
            groups = [one for one in entries if isinstance(one, RowGroup)]
            self._add_all(space, self._ordered(space, groups[::-1]), depth)
            return
        if self.reading.is_turned:
            entries.reverse()
        self._add_all(space, entries, depth)

    def _add_all(
        self, space: MemorySpace, entries: Sequence[Thing], depth: int
    ) -> None:
        for entry in entries:
            self._add_one(RowPiece(space, [entry], 0, 1, depth))

    def _ordered(
        self, space: MemorySpace, members: Sequence[Member]
    ) -> Sequence[Member]:
        reading, deltas = self.reading, self._deltas.get(space.identity, {})
        found = ordered(members, reading.order, deltas)
        return found[::-1] if reading.is_turned else found

    def _add(self, piece: RowPiece) -> None:
        if len(piece):
            self._pieces.append(piece)
            self._firsts.append(self._count)
            self._count += len(piece)

    def _add_one(self, piece: RowPiece) -> None:
        """Add a row, and what is inside where it is open."""
        thing = piece.things[piece.low]
        if not isinstance(thing, RowGroup | Region):
            self._add(piece)
            return
        is_open = key_of(thing, piece.space.identity) in self.opened
        self._add(replace(piece, is_open=is_open))
        if not is_open:
            return
        depth = piece.depth + 1
        stem = (*piece.stem, not piece.has_end) if piece.is_inside else ()
        frame = RowPiece(piece.space, [thing], 0, 1, depth, stem=stem, is_inside=True)
        self._add_inside(frame)

    def _add_inside(self, frame: RowPiece) -> None:
        """Add what is inside of a thing; the frame says whose, how deep, and where."""
        thing = frame.things[0]
        if isinstance(thing, RowGroup) and len(thing.regions) > 1:
            shown, rest = folded(thing, self._wanted)
            things = self._ordered(frame.space, shown)
            is_down = self.reading.order is Order.ADDRESS and not self.reading.is_turned
            goes_down = is_down and thing.is_disjoint
            run = replace(frame, things=things, high=len(things), goes_down=goes_down)
            self._add_run(replace(run, has_end=rest is None))
            if rest is not None:
                self._add_one(replace(frame, things=[rest], has_end=True))
            return
        region = thing.regions[0] if isinstance(thing, RowGroup) else thing
        if isinstance(region, Region):
            self._add(replace(frame, things=[PagesBelow(region)], has_end=True))

    def _add_run(self, run: RowPiece) -> None:
        """Add rows one after another; those that are open stand alone."""
        low = run.low
        for at in self._open_in(run):
            self._add(replace(run, low=low, high=at, has_end=False))
            is_last = run.has_end and at == run.high - 1
            alone = replace(run, low=at, high=at + 1, has_end=is_last)
            self._add_one(alone)
            low = at + 1
        self._add(replace(run, low=low))

    def _open_in(self, run: RowPiece) -> Sequence[int]:
        """Return which things of a run are open."""
        process = run.space.identity
        mine = [key for key in self.opened if key.process == process]
        if isinstance(run.things, Strict):
            starts = [key.start for key in mine if key.what == What.REGION]
            found = (run.space.index_at(start) for start in starts)
            return sorted(run.things.row_of(at) for at in found if at is not None)
        places = {run.low + at for key in mine if (at := run.find(key)) is not None}
        return sorted(places)


def _as_now(key: RowKey, spaces: Sequence[MemorySpace]) -> RowKey:
    """Return the key that a region has now: it may have grown downwards since."""
    if key.what != What.REGION:
        return key
    space = next((one for one in spaces if one.identity == key.process), None)
    at = space.index_at(key.start) if space is not None else None
    if space is None or at is None or space.regions[at].kind != key.kind:
        return key
    return region_key(key.process, space.regions[at])


def _longest(space: MemorySpace, rows: RowList, is_mapped: bool) -> int:
    if rows.reading.is_all_open and len(rows.spaces) == 1:
        return space.strict.largest(is_mapped=is_mapped)
    amounts = (group.amounts for group in space.groups)
    sizes = (one.mapped if is_mapped else one.resident or 0 for one in amounts)
    # A process has a bar as well.
    return sum(sizes) if len(rows.spaces) > 1 else max(sizes, default=0)
