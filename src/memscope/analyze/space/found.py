"""Many rows found at once, by their keys: there may be 64,000 of either."""

from collections.abc import Iterator, Set

from memscope.analyze.space.group import RowGroup
from memscope.analyze.space.row import RowKey
from memscope.analyze.space.rows import RowList
from memscope.analyze.space.space import MemorySpace
from memscope.model.region import Region

_ONE_BY_ONE = 20
"""Rows that are gone through in the time in which one is found by its key."""


def numbers_of(rows: RowList, keys: Set[RowKey]) -> list[int]:
    """Return the numbers of rows, from the top.

    Args:
        rows: All of them.
        keys: Of those that are wanted; where one is not shown, what it is inside.
    """
    there: dict[RowKey, int] = {}
    if len(keys) * _ONE_BY_ONE > len(rows):
        there = {key: number for number, key in _keys(rows) if key in keys}
    inside = map(rows.index_of, keys - there.keys())
    return sorted({*there.values(), *(one for one in inside if one is not None)})


def outermost(rows: RowList) -> frozenset[RowKey]:
    """Return the keys of all rows that are inside no other and have memory."""
    found: set[RowKey] = set()
    for first, piece in rows.pieces():
        if piece.is_inside:
            continue
        if len(piece) == 1:
            row = rows.row(first)
            found |= {row.key} if row.regions else set()
            continue
        things = map(piece.things.__getitem__, range(piece.low, piece.high))
        kinds = (MemorySpace, RowGroup, Region)
        found |= {
            key
            for at, thing in enumerate(things)
            if isinstance(thing, kinds) and (key := piece.key_at(at)) is not None
        }
    return frozenset(found)


def _keys(rows: RowList) -> Iterator[tuple[int, RowKey]]:
    for first, piece in rows.pieces():
        if len(piece) == 1:
            yield first, rows.row(first).key
            continue
        for at in range(len(piece)):
            key = piece.key_at(at)
            if key is not None:
                yield first + at, key
