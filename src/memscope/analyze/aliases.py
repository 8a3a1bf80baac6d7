"""The same bytes at several addresses of one process: which mappings show them."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from memscope.analyze.classify import Piece
from memscope.model.address import Address
from memscope.model.region import Vma

View = tuple[int, int, int]
"""(first address, first address after it, position in the file of the first one)."""
_MOST_PAIRS = 1 << 15
"""Of mappings of one file; hundreds may show one and the same page."""


def aliases_of(
    vmas: Sequence[Vma], pieces: Sequence[Piece]
) -> Mapping[int, tuple[Address, ...]]:
    """Return for the start of each region where else its bytes are shown.

    Only MAP_SHARED counts: a private mapping shows other bytes once it is written to.

    Args:
        vmas: The map.
        pieces: The same, cut and classified.
    """
    files = _files_shared_twice(vmas)
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
        for one, other in islice(_overlapping(group), _MOST_PAIRS):
            found.setdefault(one[0], []).append(Address(other[0]))
            found.setdefault(other[0], []).append(Address(one[0]))
    return {start: tuple(sorted(others)) for start, others in found.items()}


def _overlapping(group: Sequence[View]) -> Iterator[tuple[View, View]]:
    """Yield the pairs of views that show some bytes in common."""
    open_ones: list[View] = []
    for view in sorted(group, key=_offset):
        open_ones = [one for one in open_ones if _beyond(one) > view[2]]
        for one in open_ones:
            yield one, view
        open_ones.append(view)


def seen_twice(vmas: Sequence[Vma]) -> Iterator[list[View]]:
    """Yield the parts of files that are mapped more than once, for each file.

    Mappings of both kinds count: pages of a private one are the file's until they are
    written to.
    """
    files = _files_out_of_order(vmas)
    if not files:
        return
    views: dict[tuple[str, int], list[View]] = {key: [] for key in files}
    for vma in vmas:
        if vma.inode and (key := (vma.device, vma.inode)) in views:
            views[key].append((vma.start, vma.end, vma.offset))
    for group in views.values():
        twice = _shown_twice(group)
        if twice:
            yield sorted(part for view in group for part in _parts_in(view, twice))


def _shown_twice(group: Sequence[View]) -> list[tuple[int, int]]:
    """Return which bytes of a file several views show, in order; mostly none."""
    found: list[tuple[int, int]] = []
    reached = -1
    for start, end, offset in sorted(group, key=_offset):
        beyond = offset + end - start
        low, high = offset, min(beyond, reached)
        if found and low < found[-1][1]:
            low = found[-1][1]
        if low < high:
            found.append((low, high))
        reached = max(reached, beyond)
    return found


def _parts_in(view: View, ranges: Sequence[tuple[int, int]]) -> Iterator[View]:
    """Yield the parts of a view that show some ranges of its file."""
    start, end, offset = view
    beyond = offset + end - start
    at = bisect_right(ranges, offset, key=_end)
    while at < len(ranges) and ranges[at][0] < beyond:
        low, high = max(ranges[at][0], offset), min(ranges[at][1], beyond)
        yield start + low - offset, start + high - offset, low
        at += 1


def _offset(view: View) -> int:
    return view[2]


def _beyond(view: View) -> int:
    return view[2] + view[1] - view[0]


def _end(bounds: tuple[int, int]) -> int:
    return bounds[1]


def _files_out_of_order(vmas: Sequence[Vma]) -> set[tuple[str, int]]:
    """Return the files of which a mapping begins before the end of one below it.

    Of all others no byte is shown twice, and most files are loaded from first to last.
    """
    reached: dict[tuple[str, int], int] = {}
    found: set[tuple[str, int]] = set()
    for vma in vmas:
        if vma.inode:
            key = vma.device, vma.inode
            before, beyond = reached.get(key, 0), vma.offset + vma.end - vma.start
            if vma.offset < before:
                found.add(key)
            if beyond > before:
                reached[key] = beyond
    return found


def _files_shared_twice(vmas: Sequence[Vma]) -> set[tuple[str, int]]:
    """Return the files with more than one mapping that is MAP_SHARED."""
    once: set[tuple[str, int]] = set()
    twice: set[tuple[str, int]] = set()
    for vma in vmas:
        if vma.inode and vma.perms[3] == "s":
            key = vma.device, vma.inode
            (twice if key in once else once).add(key)
    return twice
