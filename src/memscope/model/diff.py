"""Two looks: what differs between snapshots, and what happened while live."""

from datetime import datetime

from msgspec import Struct

from memscope.model.kinds import Kind, Segment
from memscope.model.process import Process, Thread
from memscope.model.region import ProcessUsage, Region
from memscope.model.snapshot import Gap, System
from memscope.model.word import Word


class Difference(Word):
    """The ways in which a region of one snapshot differs from its twin in the other."""

    APPEARED = "appeared"
    GONE = "gone"
    GREW = "grew"
    SHRANK = "shrank"
    MOVED = "moved"
    """Other addresses, where both snapshots show the same layout."""
    PERMISSIONS = "permissions"
    MEANING = "meaning"
    """Another kind, or another thread's."""
    TOUCHED = "touched"
    """More of it is in RAM."""
    RELEASED = "released"
    """Less of it is in RAM."""
    SWAP = "swap"
    """More or less of it is on swap."""
    LOCK = "lock"
    """More or less of it is held in RAM by mlock."""


class RegionDiff(Struct, frozen=True, gc=False):
    """A region that is not the same in both snapshots.

    Attributes:
        differences: What is different; at least one.
        before: As it was; None when it appeared.
        after: As it is now; None when it is gone.
    """

    differences: tuple[Difference, ...]
    before: Region | None
    after: Region | None

    @property
    def region(self) -> Region:
        """The region now; of one that is gone, as it was."""
        region = self.after or self.before
        assert region is not None
        return region

    @property
    def delta(self) -> int:
        """Bytes of address space gained; negative: lost."""
        return (self.after.size if self.after else 0) - (
            self.before.size if self.before else 0
        )

    @property
    def resident_delta(self) -> int | None:
        """Bytes in RAM gained; None when one of the sides does not say."""
        was = self.before.usage.resident if self.before else 0
        now = self.after.usage.resident if self.after else 0
        return None if was is None or now is None else now - was


class SegmentDiff(Struct, frozen=True, gc=False):
    """The sums of one segment on both sides, in bytes.

    Attributes:
        segment: Which one.
        regions: How many, before and after.
        virtual: Address space, before and after.
        resident: In RAM, before and after; None: not known.
    """

    segment: Segment
    regions: tuple[int, int]
    virtual: tuple[int, int]
    resident: tuple[int | None, int | None]


class ProcessDiff(Struct, frozen=True, gc=False):
    """One process in both snapshots.

    Attributes:
        before: As it was.
        after: As it is now, or its counterpart.
        same_process: Both are one and the same process.
        same_layout: Addresses mean the same on both sides; otherwise only meanings
            are compared, and nothing counts as moved.
        regions: What is different, in order of address; None: one of the sides could
            not be read, so that nothing is known.
        started: Threads that are there only now.
        ended: Threads that were there only before.
        segments: Sums of all segments that either side has.
    """

    before: Process
    after: Process
    same_process: bool
    same_layout: bool
    regions: tuple[RegionDiff, ...] | None
    started: tuple[Thread, ...]
    ended: tuple[Thread, ...]
    segments: tuple[SegmentDiff, ...]

    @property
    def is_different(self) -> bool:
        """Something is different, as far as could be seen."""
        return bool(self.regions or self.started or self.ended)

    @property
    def usage(self) -> tuple[ProcessUsage, ProcessUsage]:
        """Memory of the whole process, before and after."""
        return self.before.usage, self.after.usage


class SideOfDiff(Struct, frozen=True, gc=False):
    """One of the two snapshots.

    Attributes:
        taken_at: When it was taken.
        system: On which machine.
    """

    taken_at: datetime
    system: System


class Diff(Struct, frozen=True, gc=False):
    """What is different between two snapshots.

    Attributes:
        before: The first snapshot.
        after: The second.
        processes: In both of them, in the order of the second.
        ended: Processes only in the first.
        started: Processes only in the second.
        gaps: What could not be compared, and why.
    """

    before: SideOfDiff
    after: SideOfDiff
    processes: tuple[ProcessDiff, ...]
    ended: tuple[Process, ...]
    started: tuple[Process, ...]
    gaps: tuple[Gap, ...] = ()

    @property
    def is_different(self) -> bool:
        """Something is different, as far as could be seen."""
        return bool(
            self.ended
            or self.started
            or any(one.is_different for one in self.processes)
        )

    @property
    def is_complete(self) -> bool:
        """Everything could be compared."""
        return all(one.regions is not None for one in self.processes)


class ThreadChange(Word):
    """What may happen to a thread between two looks."""

    STARTED = "thread-started"
    ENDED = "thread-ended"


class Change(Struct, frozen=True, gc=False):
    """One thing that happened to a region or a thread.

    Attributes:
        what: What happened; of what may differ, live looks tell neither meaning nor
            swap nor lock.
        kind: Kind of the region; None for threads.
        label: Name of the region or thread.
        start: First address of the region now (of one that is gone: before).
        delta: Bytes of address space gained or lost; for touched and released,
            bytes in RAM; None for threads.
        tid: Thread that it is about, if any.
        before: What it was: permissions, or the address it moved from in hex.
        after: What it is now, likewise.
    """

    what: Difference | ThreadChange
    kind: Kind | None
    label: str
    start: int | None
    delta: int | None
    tid: int | None = None
    before: str | None = None
    after: str | None = None
