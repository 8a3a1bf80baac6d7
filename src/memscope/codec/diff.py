"""Diffs as JSON, version 1."""

from memscope.codec import names
from memscope.codec.diff_wire import (
    WireDiff,
    WireDiffSide,
    WireProcessDiff,
    WireProcessName,
    WireRegionDiff,
    WireSegmentDiff,
    WireSums,
    WireThreadName,
)
from memscope.codec.to_wire import wire_gap, wire_region, wire_system
from memscope.codec.wire import WireRegion
from memscope.model.diff import Diff, ProcessDiff, RegionDiff, SegmentDiff, SideOfDiff
from memscope.model.process import Process, Thread
from memscope.model.region import Region


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
        gaps=tuple(wire_gap(one) for one in diff.gaps),
    )


def _side(side: SideOfDiff) -> WireDiffSide:
    return WireDiffSide(
        side.taken_at.isoformat(timespec="microseconds"),
        wire_system(side.system),
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
        _whole_region(one.before),
        _whole_region(one.after),
        one.delta,
        one.resident_delta,
    )


def _whole_region(region: Region | None) -> WireRegion | None:
    return None if region is None else wire_region(region)


def _segment(one: SegmentDiff) -> WireSegmentDiff:
    sides = zip(one.regions, one.virtual, one.resident, strict=True)
    before, after = (WireSums(*numbers) for numbers in sides)
    return WireSegmentDiff(one.segment, before, after)
