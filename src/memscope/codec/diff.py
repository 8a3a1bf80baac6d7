"""A diff as JSON."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from memscope.codec import names
from memscope.codec.wire import moment_to_json
from memscope.model.diff import (
    Diff,
    Difference,
    ProcessDiff,
    RegionDiff,
    SegmentDiff,
    SideOfDiff,
)
from memscope.model.kinds import Segment
from memscope.model.process import Process, State, Thread
from memscope.model.region import ProcessUsage, Region, Size
from memscope.model.snapshot import Gap, System

Sum = Annotated[int, Meta(ge=0, description="A sum of sizes in bytes.")]


class WireDiffSide(Struct, frozen=True, gc=False):
    """One of the two snapshots."""

    taken_at: Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
    system: System


class WireProcessName(Struct, frozen=True, gc=False):
    """A process, as far as it takes to tell which one it is, and its memory."""

    pid: Annotated[int, Meta(ge=1)]
    start_ticks: Size
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
    before: Annotated[Region | None, Meta(description="null: it appeared.")]
    after: Annotated[Region | None, Meta(description="null: it is gone.")]
    delta: Annotated[int, Meta(description="Bytes of address space gained.")]
    resident_delta: Annotated[
        int | None, Meta(description="Bytes in RAM gained; null: unknown.")
    ]


class WireSums(Struct, frozen=True, gc=False):
    """Sums over the regions of one segment."""

    regions: Size
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
    gaps: tuple[Gap, ...]


def encode_diff(diff: Diff, *, indent: int = 0) -> bytes:
    """Return the diff as JSON, version 1 of the format.

    Args:
        diff: What to write.
        indent: Blanks a level, for people; 0: everything on one line.
    """
    return names.encode(wire_diff(diff), indent=indent)


def wire_diff(diff: Diff) -> WireDiff:
    """Return the diff in the shape of the format."""
    return WireDiff(
        format="memscope.diff",
        version=1,
        different=diff.is_different,
        complete=diff.is_complete,
        before=_side(diff.before),
        after=_side(diff.after),
        processes=tuple(_process(one) for one in diff.processes),
        started=tuple(_process_name(one) for one in diff.started),
        ended=tuple(_process_name(one) for one in diff.ended),
        gaps=diff.gaps,
    )


def _side(side: SideOfDiff) -> WireDiffSide:
    return WireDiffSide(
        moment_to_json(side.taken_at),
        side.system,
    )


def _process(one: ProcessDiff) -> WireProcessDiff:
    regions = one.regions
    return WireProcessDiff(
        before=_process_name(one.before),
        after=_process_name(one.after),
        same_process=one.same_process,
        same_layout=one.same_layout,
        regions=None if regions is None else tuple(_region(each) for each in regions),
        threads_started=tuple(_thread(each) for each in one.started),
        threads_ended=tuple(_thread(each) for each in one.ended),
        segments=tuple(_segment(each) for each in one.segments),
    )


def _process_name(process: Process) -> WireProcessName:
    return WireProcessName(
        process.pid,
        process.start_ticks,
        process.name,
        process.exe,
        process.cmdline,
        process.state,
        process.usage,
    )


def _thread(thread: Thread) -> WireThreadName:
    return WireThreadName(thread.tid, thread.name)


def _region(one: RegionDiff) -> WireRegionDiff:
    return WireRegionDiff(
        one.differences,
        one.before,
        one.after,
        one.delta,
        one.resident_delta,
    )


def _segment(one: SegmentDiff) -> WireSegmentDiff:
    sides = zip(one.regions, one.virtual, one.resident, strict=True)
    before, after = (WireSums(*numbers) for numbers in sides)
    return WireSegmentDiff(one.segment, before, after)
