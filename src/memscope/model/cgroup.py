"""The control group of a process: what it and its neighbours use, and may use."""

from typing import Annotated

from msgspec import Meta, Struct

from memscope.model.region import Size

Percent = Annotated[float, Meta(ge=0, description="Percent of the time.")]


class Stall(Struct, frozen=True, gc=False):
    """How much time was lost by waiting for memory (PSI).

    Attributes:
        avg10: Percent of the last 10 seconds.
        avg60: Of the last minute.
        avg300: Of the last five minutes.
        total_us: All of it so far, in microseconds.
    """

    avg10: Percent
    avg60: Percent
    avg300: Percent
    total_us: Size


class Pressure(Struct, frozen=True, gc=False):
    """Time lost by waiting for memory.

    Attributes:
        some: At least one task waited.
        full: All that were not idle waited; None where the kernel does not tell.
    """

    some: Stall
    full: Stall | None = None


class Bound(Struct, frozen=True, gc=False):
    """A limit of a group or of one above it, whichever is reached first.

    Attributes:
        name: The file, such as `memory.max`.
        path: Of the group that has it.
        used: What counts against it; None: unknown.
        limit: How much there may be.
    """

    name: str
    path: str
    used: Size | None
    limit: Size


class Members(Struct, frozen=True, gc=False):
    """The processes in a group and in those below it, summed up as `status` counts.

    Attributes:
        processes: How many.
        anonymous: Sum of RssAnon.
        file: Sum of RssFile; a page that several map counts for each of them.
        shmem: Sum of RssShmem, likewise.
        swapped: Sum of VmSwap.
        page_tables: Sum of VmPTE.
        unknown: How many could not be asked, and are in no sum.
    """

    processes: Size
    anonymous: Size = 0
    file: Size = 0
    shmem: Size = 0
    swapped: Size = 0
    page_tables: Size = 0
    unknown: Size = 0


class Cgroup(Struct, frozen=True, gc=False, kw_only=True):
    """The control group that the memory of a process is charged to.

    Attributes:
        version: 1 or 2, of the hierarchy that controls memory.
        path: As seen from our own root of control groups.
        current: Bytes charged to it and to those below it: memory of programs, page
            cache, and the kernel's own.
        limit: Its own `memory.max`; None: it has none, or it is unknown.
        high: Its own `memory.high`, above which it is slowed down; None likewise.
        low: Bytes that are not taken from it (`memory.low`; v1: the soft limit).
        peak: The most that was ever charged.
        swap_current: Bytes of it on swap.
        swap_limit: Its own limit of that; None: it has none, or it is unknown.
        stat: `memory.stat`, by the kernel's names; bytes, or events since the start.
        events: `memory.events` by the kernel's names; of version 1 `failcnt` and what
            `memory.oom_control` says.
        pressure: Time lost by waiting for memory.
        pids_current: Tasks in it.
        pids_max: Its own limit of that; None: it has none, or it is unknown.
        bounds: The limits in force, its own or of a group above, one for each name.
        members: What its processes add up to; None: not asked.
    """

    version: Annotated[int, Meta(ge=1, le=2)]
    path: str
    current: Size | None = None
    limit: Size | None = None
    high: Size | None = None
    low: Size | None = None
    peak: Size | None = None
    swap_current: Size | None = None
    swap_limit: Size | None = None
    stat: Annotated[
        dict[str, int], Meta(description="memory.stat, by the kernel's names.")
    ] = {}
    events: Annotated[
        dict[str, int], Meta(description="memory.events, by the kernel's names.")
    ] = {}
    pressure: Pressure | None = None
    pids_current: Size | None = None
    pids_max: Size | None = None
    bounds: tuple[Bound, ...] = ()
    members: Members | None = None

    def bound(self, name: str) -> Bound | None:
        """Return the limit of that name that is reached first; None: there is none."""
        return next((one for one in self.bounds if one.name == name), None)
