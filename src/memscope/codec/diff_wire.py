"""The diff format, version 1, field by field: a contract, as is `wire.py`."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from memscope.codec.wire import (
    Count,
    State,
    WireGap,
    WireRegion,
    WireSystem,
)
from memscope.model.diff import Difference
from memscope.model.kinds import Segment
from memscope.model.region import ProcessUsage

Sum = Annotated[int, Meta(ge=0, description="A sum of sizes in bytes.")]


class WireDiffSide(Struct, frozen=True, gc=False):
    """One of the two snapshots."""

    taken_at: Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
    system: WireSystem


class WireProcessName(Struct, frozen=True, gc=False):
    """A process, as far as it takes to tell which one it is, and its memory."""

    pid: Annotated[int, Meta(ge=1)]
    start_ticks: Count
    name: str
    exe: str | None
    cmdline: tuple[str, ...]
    state: State
    usage: ProcessUsage


class WireThreadName(Struct, frozen=True, gc=False):
    """A thread, as far as it takes to tell which one it is."""

    tid: Annotated[int, Meta(ge=1)]
    name: str


class WireRegionDiff(Struct, frozen=True, gc=False):
    """A region that is not the same in both snapshots."""

    differences: Annotated[tuple[Difference, ...], Meta(min_length=1)]
    before: Annotated[WireRegion | None, Meta(description="null: it appeared.")]
    after: Annotated[WireRegion | None, Meta(description="null: it is gone.")]
    delta: Annotated[int, Meta(description="Bytes of address space gained.")]
    resident_delta: Annotated[
        int | None, Meta(description="Bytes in RAM gained; null: unknown.")
    ]


class WireSums(Struct, frozen=True, gc=False):
    """Sums over the regions of one segment."""

    regions: Count
    virtual: Sum
    resident: Sum | None


class WireSegmentDiff(Struct, frozen=True, gc=False):
    """One segment in both snapshots."""

    segment: Segment
    before: WireSums
    after: WireSums


class WireProcessDiff(Struct, frozen=True, gc=False):
    """One process in both snapshots."""

    before: WireProcessName
    after: WireProcessName
    same_process: bool
    same_layout: Annotated[
        bool, Meta(description="false: addresses are unrelated; nothing can move.")
    ]
    regions: Annotated[
        tuple[WireRegionDiff, ...] | None,
        Meta(description="What is different; null: one side could not be read."),
    ]
    threads_started: tuple[WireThreadName, ...]
    threads_ended: tuple[WireThreadName, ...]
    segments: tuple[WireSegmentDiff, ...]


class WireDiff(Struct, frozen=True, gc=False):
    """What is different between two snapshots."""

    format: Literal["memscope.diff"]
    version: Literal[1]
    different: Annotated[bool, Meta(description="As far as could be seen.")]
    complete: Annotated[bool, Meta(description="Everything could be compared.")]
    before: WireDiffSide
    after: WireDiffSide
    processes: tuple[WireProcessDiff, ...]
    started: Annotated[
        tuple[WireProcessName, ...], Meta(description="Processes only in the second.")
    ]
    ended: Annotated[
        tuple[WireProcessName, ...], Meta(description="Processes only in the first.")
    ]
    gaps: tuple[WireGap, ...]
