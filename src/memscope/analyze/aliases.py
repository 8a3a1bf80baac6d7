"""The same bytes at several addresses of one process: which mappings show them."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from memscope.analyze.classify import Piece
from memscope.model.address import Address
from memscope.model.region import Vma

View = tuple[int, int, int]
"""(first address, first address after it, position in the file of the first one)."""
_MOST_VIEWS = 256
"""Mappings of one file; a database may map one in tens of thousands of pieces."""


def aliases_of(
    vmas: Sequence[Vma], pieces: Sequence[Piece]
) -> Mapping[int, tuple[Address, ...]]:
    """Return for the start of each region where else its bytes are shown.

    Only MAP_SHARED counts: a private mapping shows other bytes once it is written to.

    Args:
        vmas: The map.
        pieces: The same, cut and classified.
    """
    files = _files_seen_twice(vmas, is_shared=True)
    if not files:
        return {}
    views: dict[tuple[str, int], list[View]] = {}
    for piece in pieces:
        vma = vmas[piece.vma]
        key = vma.device, vma.inode
        if key in files and vma.is_shared:
            offset = vma.offset + piece.start - vma.start
            views.setdefault(key, []).append((piece.start, piece.end, offset))
    found: dict[int, list[Address]] = {}
    for group in views.values():
        for one, other in combinations(sorted(group)[:_MOST_VIEWS], 2):
            if _common(one, other) is not None:
                found.setdefault(one[0], []).append(Address(other[0]))
                found.setdefault(other[0], []).append(Address(one[0]))
    return {start: tuple(others) for start, others in found.items()}


def seen_twice(vmas: Sequence[Vma]) -> Iterator[list[View]]:
    """Yield the parts of files that are mapped more than once, for each file.

    Mappings of both kinds count: pages of a private one are the file's until they are
    written to.
    """
    files = _files_seen_twice(vmas, is_shared=False)
    views: dict[tuple[str, int], list[View]] = {key: [] for key in files}
    for vma in vmas:
        if vma.inode and (key := (vma.device, vma.inode)) in views:
            views[key].append((vma.start, vma.end, vma.offset))
    for group in views.values():
        if not _may_overlap(group):
            continue
        parts: set[View] = set()
        for one, other in combinations(group[:_MOST_VIEWS], 2):
            common = _common(one, other)
            if common is not None:
                low, high = common
                for start, _end, offset in (one, other):
                    parts.add((start + low - offset, start + high - offset, low))
        if parts:
            yield sorted(parts)


def _may_overlap(group: Sequence[View]) -> bool:
    """Tell whether some bytes of a file are shown twice; mostly its parts differ."""
    reached = -1
    for start, end, offset in sorted(group, key=_offset):
        if offset < reached:
            return True
        reached = max(reached, offset + end - start)
    return False


def _offset(view: View) -> int:
    return view[2]


def _files_seen_twice(vmas: Sequence[Vma], *, is_shared: bool) -> set[tuple[str, int]]:
    """Return the files with more than one mapping, of kind MAP_SHARED if wanted."""
    once: set[tuple[str, int]] = set()
    twice: set[tuple[str, int]] = set()
    for vma in vmas:
        if vma.inode and (vma.perms[3] == "s" or not is_shared):
            key = vma.device, vma.inode
            (twice if key in once else once).add(key)
    return twice


def _common(one: View, other: View) -> tuple[int, int] | None:
    """Return which bytes of the file both show; None: none."""
    low = max(one[2], other[2])
    high = min(one[2] + one[1] - one[0], other[2] + other[1] - other[0])
    return (low, high) if low < high else None
