"""What leads from one look back to the one before: only what differs, exactly."""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from msgspec.structs import replace

from memscope.model.process import Process, Thread
from memscope.model.region import Region, RegionUsage
from memscope.model.snapshot import Snapshot

_LOOK, _PROCESS, _REGION, _USAGE, _THREAD = 700, 900, 700, 240, 420
"""Bytes that each takes, measured and rounded up."""

_besides_usage = attrgetter(*(set(Region.__struct_fields__) - {"usage"}))

Identity = tuple[int, int]
Unequal = Mapping[Identity, tuple[list[Region], list[Region]]]
"""By process: regions that only the earlier look has, and those only the later has."""


class RegionsUndo(NamedTuple):
    """What to do to the regions of a look, for those of the look before.

    Attributes:
        drop: First addresses of those that were not there.
        put: Those that were otherwise, or are gone.
        usages: By first address, of those that only used other memory.
    """

    drop: tuple[int, ...]
    put: tuple[Region, ...]
    usages: dict[int, RegionUsage]


class ProcessUndo(NamedTuple):
    """What to do to a process; None: nothing.

    Attributes:
        shell: The process as it was, without regions and threads.
        regions: None: they are the same.
        threads: As they were, in order; those that are the same are a TID.
    """

    shell: Process
    regions: RegionsUndo | None
    threads: tuple[Thread | int, ...] | None


class Undo(NamedTuple):
    """What to do to a look.

    Attributes:
        shell: The look as it was, without processes.
        order: The processes that it had.
        processes: Those that were otherwise, or are gone; whole where they are gone.
        size: Bytes that this takes, roughly.
    """

    shell: Snapshot
    order: tuple[Identity, ...]
    processes: Mapping[Identity, ProcessUndo | Process]
    size: int


def undo_of(old: Snapshot, new: Snapshot, different: Unequal) -> Undo:
    """Return what leads from a look to the one before.

    Args:
        old: The one before.
        new: The look.
        different: The regions that are not the same in both.
    """
    after = {one.identity: one for one in new.processes}
    undone: dict[Identity, ProcessUndo | Process] = {}
    size = _LOOK
    for was in old.processes:
        now = after.get(was.identity)
        if now is None:
            undone[was.identity] = was
            size += _whole(was)
        elif now is not was and now != was:
            regions = different[was.identity]
            undone[was.identity] = one = _process(was, now, *regions)
            size += _size(one)
    order = tuple(one.identity for one in old.processes)
    return Undo(replace(old, processes=()), order, undone, size)


def _process(
    was: Process, now: Process, gone: Sequence[Region], come: Sequence[Region]
) -> ProcessUndo:
    threads = None
    if was.threads != now.threads:
        same = {one.tid: one for one in now.threads}
        threads = tuple(
            one.tid if same.get(one.tid) == one else one for one in was.threads
        )
    regions = _regions(gone, come) if gone or come else None
    return ProcessUndo(replace(was, regions=(), threads=()), regions, threads)


def _regions(gone: Sequence[Region], come: Sequence[Region]) -> RegionsUndo:
    now = {one.start: one for one in come}
    put, usages = [], {}
    for was in gone:
        one = now.pop(was.start, None)
        if one is not None and _besides_usage(one) == _besides_usage(was):
            usages[int(was.start)] = was.usage
        else:
            put.append(was)
    return RegionsUndo(tuple(now), tuple(put), usages)


def _size(one: ProcessUndo) -> int:
    size = _PROCESS
    if one.regions is not None:
        size += len(one.regions.put) * _REGION + len(one.regions.usages) * _USAGE
    for thread in one.threads or ():
        size += 8 if isinstance(thread, int) else _THREAD
    return size


def _whole(one: Process) -> int:
    return _PROCESS + len(one.regions) * _REGION + len(one.threads) * _THREAD


class Rewound:
    """A look that goes back, one look at a time."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._shell = snapshot
        self._order = tuple(one.identity for one in snapshot.processes)
        self._processes = {one.identity: one for one in snapshot.processes}
        self._regions: dict[Identity, dict[int, Region]] = {}
        self._unsorted: set[Identity] = set()

    def back(self, undo: Undo) -> None:
        """Become the look before."""
        self._shell, self._order = undo.shell, undo.order
        for identity, one in undo.processes.items():
            if isinstance(one, Process):
                self._processes[identity] = one
                self._regions.pop(identity, None)
                self._unsorted.discard(identity)
            else:
                self._undo(identity, one)

    def _undo(self, identity: Identity, undo: ProcessUndo) -> None:
        now = self._processes[identity]
        threads = now.threads
        if undo.threads is not None:
            threads = _threads(now.threads, undo.threads)
        if undo.regions is not None:
            self._undo_regions(identity, now, undo.regions)
        self._processes[identity] = replace(
            undo.shell, regions=now.regions, threads=threads
        )

    def _undo_regions(
        self, identity: Identity, now: Process, undo: RegionsUndo
    ) -> None:
        regions = self._regions.get(identity)
        if regions is None:
            regions = {one.start: one for one in now.regions}
            self._regions[identity] = regions
        for start in undo.drop:
            del regions[start]
        for start, usage in undo.usages.items():
            regions[start] = replace(regions[start], usage=usage)
        for one in undo.put:
            if one.start not in regions:
                self._unsorted.add(identity)
            regions[one.start] = one

    def snapshot(self) -> Snapshot:
        """Return the look that this is by now."""
        for identity, regions in self._regions.items():
            if identity in self._unsorted:
                self._regions[identity] = regions = dict(sorted(regions.items()))
            self._processes[identity] = replace(
                self._processes[identity], regions=tuple(regions.values())
            )
        self._unsorted.clear()
        processes = tuple(self._processes[one] for one in self._order)
        return replace(self._shell, processes=processes)


def _threads(now: Iterable[Thread], undo: Iterable[Thread | int]) -> tuple[Thread, ...]:
    same = {one.tid: one for one in now}
    return tuple(same[one] if isinstance(one, int) else one for one in undo)
