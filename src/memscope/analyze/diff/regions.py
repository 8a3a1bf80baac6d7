"""Which region of one look is which of another.

In one and the same layout by address, elsewhere by meaning: kind, image, thread,
label, and order among equals. Memory that has nothing but its address to tell what it
is never counts as moved: freeing here and allocating there looks just the same.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

from memscope.analyze.diff.changes import match_regions
from memscope.model.process import Process
from memscope.model.region import Region

Pair = tuple[Region, Region]
ThreadName = tuple[str, int]
"""A thread's name and its number among those of that name; the main thread: first."""


@dataclass(frozen=True, slots=True)
class Twins:
    """What corresponds.

    Attributes:
        pairs: In both.
        gone: Only in the first.
        appeared: Only in the second.
    """

    pairs: list[Pair]
    gone: list[Region]
    appeared: list[Region]

    def match(
        self, old: Callable[[Region], Hashable], new: Callable[[Region], Hashable]
    ) -> "Twins":
        """Pair what is left over by a key, in order; None means: not by this key."""
        waiting: dict[Hashable, list[Region]] = {}
        for region in reversed(self.gone):
            if (key := old(region)) is not None:
                waiting.setdefault(key, []).append(region)
        pairs, appeared = list(self.pairs), []
        for region in self.appeared:
            key = new(region)
            if key is not None and (same := waiting.get(key)):
                pairs.append((same.pop(), region))
            else:
                appeared.append(region)
        taken = {id(one) for one, _other in pairs}
        return Twins(
            pairs, [one for one in self.gone if id(one) not in taken], appeared
        )


def thread_names(process: Process) -> dict[int, ThreadName]:
    """Name every thread so that another run of the program has the same names."""
    seen: dict[str, int] = {}
    names = {}
    for thread in process.threads:
        # The main thread is the main one, however it calls itself.
        name = "" if thread.tid == process.pid else thread.name
        seen[name] = seen.get(name, 0) + 1
        names[thread.tid] = (name, seen[name])
    return names


def twins_by_address(old: Sequence[Region], new: Sequence[Region]) -> Twins:
    """Match two looks in which an address means the same."""
    twins = Twins(*match_regions(old, new))
    for key in (_place, _end):
        twins = twins.match(key, key)
    twins = _overlapping(twins)
    return twins.match(_identity, _identity)


def _place(region: Region) -> Hashable:
    return (region.path, region.inode, region.start)


def _end(region: Region) -> Hashable:
    return (region.path, region.inode, region.end)


def _identity(region: Region) -> Hashable:
    """What a region keeps when it moves; None when nothing would tell it."""
    if region.inode:
        return (region.kind, region.device, region.inode, region.offset)
    if region.thread is not None:
        return (region.kind, region.thread)
    return (region.kind, region.path) if region.path else None


def _overlapping(twins: Twins) -> Twins:
    """Pair what grew or shrank at both ends; both lists are in order of address."""
    gone, pairs, appeared = list(twins.gone), list(twins.pairs), []
    at = 0
    for region in twins.appeared:
        while at < len(gone) and gone[at].end <= region.start:
            at += 1
        if at < len(gone) and gone[at].start < region.end and _alike(gone[at], region):
            pairs.append((gone.pop(at), region))
        else:
            appeared.append(region)
    return Twins(pairs, gone, appeared)


def _alike(one: Region, other: Region) -> bool:
    return (one.kind, one.path, one.inode) == (other.kind, other.path, other.inode)


def twins_by_meaning(old: Process, new: Process) -> Twins:
    """Match two processes whose addresses have nothing to do with one another."""
    before, after = thread_names(old), thread_names(new)
    twins = Twins([], list(old.regions), list(new.regions))
    for key in (_part_of_file, _of_thread, _same_size):
        twins = twins.match(
            lambda region, key=key: key(region, before),  # type: ignore[misc]
            lambda region, key=key: key(region, after),  # type: ignore[misc]
        )
    twins = twins.match(_named, _named)
    return _neighbours(old.regions, new.regions, twins)


Names = Mapping[int, ThreadName]


def _part_of_file(region: Region, _names: Names) -> Hashable:
    if not region.inode:
        return None
    return (region.kind, region.path, region.offset, region.perms)


def _of_thread(region: Region, names: Names) -> Hashable:
    if region.thread is None:
        return None
    return (region.kind, names.get(region.thread))


def _same_size(region: Region, _names: Names) -> Hashable:
    if region.thread is not None:
        return None
    what = (region.kind, region.image, region.path, region.label)
    return (*what, region.perms, region.size)


def _named(region: Region) -> Hashable:
    """Large or small, there is one heap, and one .bss of an image."""
    if region.thread is None and (region.image or region.path):
        return (region.kind, region.image, region.path)
    return None


def _neighbours(old: Sequence[Region], new: Sequence[Region], twins: Twins) -> Twins:
    """Pair what is of one kind and lies above the same thing on both sides."""
    below_old = _below(old, {id(one): at for at, (one, _) in enumerate(twins.pairs)})
    below_new = _below(new, {id(one): at for at, (_, one) in enumerate(twins.pairs)})

    def key(below: Mapping[int, int]) -> Callable[[Region], Hashable]:
        return lambda region: (
            None if region.thread is not None else (region.kind, below.get(id(region)))
        )

    return twins.match(key(below_old), key(below_new))


def _below(regions: Sequence[Region], pair_of: Mapping[int, int]) -> dict[int, int]:
    """Return for every region the number of the nearest pair below it; -1: none."""
    found, last = {}, -1
    for region in regions:
        last = pair_of.get(id(region), last)
        found[id(region)] = last
    return found
