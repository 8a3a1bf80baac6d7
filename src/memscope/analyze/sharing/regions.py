"""Which region of one address space corresponds to which of another.

Matched by meaning: first what lies at the same address and has the same backing, as
after fork; then what maps the same part of the same file; then what is the same kind
of thing in the same order.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Protocol, TypeVar

from msgspec import Struct

from memscope.model.kinds import Kind
from memscope.model.region import Region
from memscope.model.sharing import MatchedBy

Builds = Mapping[tuple[str, int], str]
_FROM_THE_TOP = (Kind.STACK, Kind.THREAD_STACK)


class Match(Struct, frozen=True, gc=False):
    """Two regions that correspond.

    Attributes:
        first: Region of the first address space.
        second: Region of the second.
        by: Why.
    """

    first: Region
    second: Region
    by: MatchedBy

    @property
    def shift(self) -> int:
        """What to add to an address of the first to find its counterpart."""
        if self.by is MatchedBy.ADDRESS:
            return 0
        if self.by in (MatchedBy.OBJECT, MatchedBy.BUILD):
            first, second = self.first, self.second
            return (second.start - second.offset) - (first.start - first.offset)
        if self.first.kind in _FROM_THE_TOP:
            return self.second.end - self.first.end
        return self.second.start - self.first.start

    @property
    def same_object(self) -> bool:
        """Both map the same file or shared memory, by device and inode."""
        return is_same_object(self.first, self.second)


def is_same_object(first: Region, second: Region) -> bool:
    """Tell whether both map the same file or shared memory, by device and inode."""
    return bool(first.inode) and _object(first) == _object(second)


def match_regions(
    first: Sequence[Region],
    second: Sequence[Region],
    builds: Builds = MappingProxyType({}),
) -> tuple[list[Match], list[Region], list[Region]]:
    """Find what corresponds.

    A region whose counterpart is cut differently may be in several matches; the
    matched addresses never overlap.

    Args:
        first: Of one address space, in order.
        second: Of the other.
        builds: Build-ids of ELF files in both, by device and inode.

    Returns:
        Matches in order of address; regions only in `first`; only in `second`.
    """
    matches = [
        Match(one, other, MatchedBy.ADDRESS)
        for one, other in overlapping(first, second)
        if _backing(one) == _backing(other)
    ]
    rest_first, rest_second = _unmatched(first, second, matches)
    for by, key in (
        (MatchedBy.OBJECT, _by_offset),
        (MatchedBy.OBJECT, _by_object),
        (MatchedBy.BUILD, partial(_by_build, builds)),
        (MatchedBy.ORDER, _by_meaning),
    ):
        matches += _in_order(rest_first, rest_second, by, key)
        rest_first, rest_second = _unmatched(rest_first, rest_second, matches)
    matches.sort(key=lambda match: (match.first.start, match.second.start))
    return matches, rest_first, rest_second


def _unmatched(
    first: Sequence[Region], second: Sequence[Region], matches: Sequence[Match]
) -> tuple[list[Region], list[Region]]:
    one = {match.first.start for match in matches}
    other = {match.second.start for match in matches}
    return (
        [region for region in first if region.start not in one],
        [region for region in second if region.start not in other],
    )


class _Range(Protocol):
    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


Ranged = TypeVar("Ranged", bound=_Range)


def overlapping(
    first: Sequence[Ranged], second: Sequence[Ranged]
) -> Iterator[tuple[Ranged, Ranged]]:
    """Yield all pairs with an address in common; both are in order of address."""
    at = 0
    for region in first:
        while at < len(second) and second[at].end <= region.start:
            at += 1
        index = at
        while index < len(second) and second[index].start < region.end:
            yield region, second[index]
            index += 1


Key = tuple[object, ...]


def _backing(region: Region) -> Key:
    """What must be equal for one address to mean the same thing in both."""
    if region.inode:
        return (*_object(region), region.is_shared, region.offset - region.start)
    return (region.path, region.is_shared)


def _object(region: Region) -> Key:
    return (region.device, region.inode)


def _by_offset(region: Region) -> Key | None:
    if not region.inode:
        return None
    return (*_object(region), region.kind, region.offset)


def _by_object(region: Region) -> Key | None:
    return (*_object(region), region.kind) if region.inode else None


def _by_build(builds: Builds, region: Region) -> Key | None:
    build = builds.get((region.device, region.inode)) if region.inode else None
    return (build, region.kind, region.offset) if build else None


def _by_meaning(region: Region) -> Key | None:
    # A file is only ever the counterpart of that same file.
    if region.inode:
        return None
    return (region.kind, region.label, region.image, region.path)


def _in_order(
    first: Sequence[Region],
    second: Sequence[Region],
    by: MatchedBy,
    key: Callable[[Region], Key | None],
) -> Iterator[Match]:
    """Pair the n-th region with a key with the n-th region with that key."""
    waiting: dict[Key, list[Region]] = {}
    for region in reversed(second):
        if (name := key(region)) is not None:
            waiting.setdefault(name, []).append(region)
    for region in first:
        name = key(region)
        if name is not None and (candidates := waiting.get(name)):
            yield Match(region, candidates.pop(), by)
