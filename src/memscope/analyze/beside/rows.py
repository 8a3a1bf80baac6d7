"""Rows of two to four processes side by side: one object, one row."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from memscope.analyze.beside.builds import by_build
from memscope.analyze.beside.merge import merged
from memscope.analyze.beside.objects import (
    LIBRARY,
    ObjectKey,
    ObjectPart,
    Objects,
    members_of,
    objects_of,
)
from memscope.analyze.space.amounts import amounts_of
from memscope.model.kinds import Kind
from memscope.model.process import Process

MOST = 4
"""Processes beside each other."""
HOLE = "hole"
MORE = "more"
"""The sort of a row that holds several small objects; its name says of which sort."""

_NOBODYS = 1 << 60
_FOLDED = (LIBRARY, Kind.FILE.value, Kind.SHARED.value)
_WORTH_FOLDING = 3
_LARGE = 0.08
"""Of all of its sort: an object that has as much keeps a row of its own."""


@dataclass(frozen=True, slots=True, eq=False)
class BesideRow:
    """One object in each of the processes, or a hole.

    Attributes:
        key: Which object; the same from look to look.
        parts: What each process has of it; None: nothing.
        holes: Of a hole: its bytes in each process; None: none there.
        objects: Of a folded row: what is in it.
        depth: 0; inside of another row 1 or 2.
        path: Keys from the outermost row to this one.
        can_open: There is something inside.
        is_open: It is shown.
        is_last: The last one inside its parent.
    """

    key: ObjectKey
    parts: tuple[ObjectPart | None, ...]
    holes: tuple[int | None, ...] = ()
    objects: tuple["BesideRow", ...] = ()
    depth: int = 0
    path: tuple[ObjectKey, ...] = ()
    can_open: bool = False
    is_open: bool = False
    is_last: bool = False

    @property
    def is_hole(self) -> bool:
        """Nothing is mapped there."""
        return bool(self.holes)

    @property
    def some(self) -> ObjectPart:
        """The object in the first process that has it."""
        return next(part for part in self.parts if part is not None)

    def resident(self, at: int) -> int | None:
        """Bytes in RAM in one process; 0 where it has no such object."""
        part = self.parts[at]
        return 0 if part is None else part.amounts.resident

    @property
    def is_different(self) -> bool:
        """One has what another has not, or not as much of it in RAM."""
        if self.is_hole:
            return False
        return None in self.parts or len({self.resident(at) for at in self._all}) > 1

    @property
    def _all(self) -> range:
        return range(len(self.parts))

    @property
    def largest(self) -> int:
        """Bytes in RAM of the process that has most of it."""
        return max((self.resident(at) or 0) for at in self._all)


@dataclass(frozen=True, slots=True, eq=False)
class SideBySide:
    """Two to four processes, aligned.

    Attributes:
        letters: What each is called.
        processes: In the order of the letters.
        rows: Objects and holes, the highest address of the first one on top.
    """

    letters: tuple[str, ...]
    processes: tuple[Process, ...]
    rows: tuple[BesideRow, ...]

    @property
    def objects(self) -> int:
        """How many objects there are, those in folded rows included."""
        return sum(len(row.objects) or 1 for row in self.rows if not row.is_hole)

    @property
    def largest(self) -> int:
        """Bytes in RAM of the largest row."""
        return max((row.largest for row in self.rows if not row.is_hole), default=0)


class Aligner:
    """Aligns processes, and keeps the objects of those that did not change."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], tuple[Process, Objects]] = {}
        self._last: SideBySide | None = None

    def align(self, letters: Sequence[str], processes: Sequence[Process]) -> SideBySide:
        """Return the rows; the same object while nothing is different."""
        last = self._last
        is_same = last is not None and last.letters == tuple(letters)
        if (
            last is not None
            and is_same
            and len(last.processes) == len(processes)
            and all(map(_has_same_regions, last.processes, processes))
        ):
            return last
        objects = [self._objects(process) for process in processes]
        self._known = {
            process.identity: (process, found)
            for process, found in zip(processes, objects, strict=True)
        }
        self._last = SideBySide(tuple(letters), tuple(processes), tuple(_rows(objects)))
        return self._last

    def _objects(self, process: Process) -> Objects:
        known = self._known.get(process.identity)
        if known is not None and _has_same_regions(known[0], process):
            return known[1]
        return objects_of(process)


def _has_same_regions(one: Process, other: Process) -> bool:
    is_one = one.identity == other.identity and one.builds == other.builds
    return is_one and (one.regions is other.regions or one.regions == other.regions)


def side_by_side(letters: Sequence[str], processes: Sequence[Process]) -> SideBySide:
    """Align processes once."""
    return Aligner().align(letters, processes)


def _rows(objects: Sequence[Objects]) -> Iterator[BesideRow]:
    sides = by_build([one.parts for one in objects])
    rows = _aligned(merged(sides), sides)
    above: list[int | None] = [None] * len(objects)
    for row in _folded(rows):
        holes = _holes_above(row, above, objects)
        if any(hole is not None for hole in holes):
            name = f"{row.key.sort} {row.key.name}"
            key = ObjectKey(HOLE, name, row.key.order)
            yield BesideRow(key, (None,) * len(objects), holes, path=(key,))
        yield row


def _holes_above(
    row: BesideRow, above: list[int | None], objects: Sequence[Objects]
) -> tuple[int | None, ...]:
    """Return the hole that each process has just above a row; remembers the row."""
    holes: list[int | None] = []
    for at, part in enumerate(row.parts):
        before, hole = above[at], None
        if part is not None:
            if before is not None and part.near > before:
                # Several where the neighbourhoods between have their rows elsewhere.
                hole = max(objects[at].holes[before : part.near])
                # The kernel's half is far away: no program could map in between.
                hole = None if hole >= _NOBODYS else hole
            above[at] = part.near
        holes.append(hole)
    return tuple(holes)


def _aligned(
    keys: Sequence[ObjectKey], sides: Sequence[Mapping[ObjectKey, ObjectPart]]
) -> list[BesideRow]:
    rows = []
    for key in keys:
        parts = tuple(side.get(key) for side in sides)
        can_open = any(part and len(part.regions) > 1 for part in parts)
        rows.append(BesideRow(key, parts, path=(key,), can_open=can_open))
    return rows


def _folded(rows: Sequence[BesideRow]) -> Iterator[BesideRow]:
    """Put small libraries and files into one row a sort, in each neighbourhood."""
    small: dict[tuple[object, ...], list[BesideRow]] = {}
    totals: dict[tuple[object, ...], int] = {}
    for row in rows:
        if row.key.sort in _FOLDED:
            group = _group(row)
            totals[group] = totals.get(group, 0) + row.largest
    for row in rows:
        if row.key.sort in _FOLDED and row.largest < totals[_group(row)] * _LARGE:
            small.setdefault(_group(row), []).append(row)
    hidden = {
        id(row): group
        for group, those in small.items()
        if len(those) >= _WORTH_FOLDING
        for row in those
    }
    done: set[tuple[object, ...]] = set()
    for row in rows:
        group = hidden.get(id(row), ())
        if not group:
            yield row
        elif group not in done:
            done.add(group)
            yield _together(small[group], len(done))


def _group(row: BesideRow) -> tuple[object, ...]:
    return (row.key.sort, *(part and part.near for part in row.parts))


def _together(rows: Sequence[BesideRow], number: int) -> BesideRow:
    key = ObjectKey(MORE, rows[0].key.sort, number)
    inside = [replace(row, depth=1, path=(key, *row.path)) for row in rows]
    parts = tuple(
        _joined([part for row in rows if (part := row.parts[at]) is not None])
        for at in range(len(rows[0].parts))
    )
    return BesideRow(key, parts, (), tuple(inside), path=(key,), can_open=True)


def _joined(parts: Sequence[ObjectPart]) -> ObjectPart | None:
    if not parts:
        return None
    regions = tuple(
        sorted(
            (region for part in parts for region in part.regions),
            key=lambda region: region.start,
        )
    )
    return ObjectPart(regions, amounts_of(regions), parts[0].near)


def with_opened(
    rows: Sequence[BesideRow], opened: Set[tuple[ObjectKey, ...]]
) -> tuple[BesideRow, ...]:
    """Return the rows and what is inside those that are open.

    Args:
        rows: Any.
        opened: Their paths.
    """
    return tuple(_flat(rows, opened))


def _flat(
    rows: Sequence[BesideRow], opened: Set[tuple[ObjectKey, ...]]
) -> Iterator[BesideRow]:
    for row in rows:
        if not row.can_open or row.path not in opened:
            yield row
            continue
        yield replace(row, is_open=True)
        inside = list(_inside(row))
        for at, one in enumerate(inside):
            yield from _flat([replace(one, is_last=at == len(inside) - 1)], opened)


def _inside(row: BesideRow) -> Iterator[BesideRow]:
    if row.objects:
        yield from row.objects
        return
    sides = [dict(members_of(part)) if part else {} for part in row.parts]
    for key in merged(sides):
        parts = tuple(side.get(key) for side in sides)
        yield BesideRow(key, parts, depth=row.depth + 1, path=(*row.path, key))
