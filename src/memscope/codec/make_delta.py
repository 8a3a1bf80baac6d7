"""From two snapshots to what is different in the second, for a recording."""

from collections.abc import Sequence

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from memscope.codec import names
from memscope.codec.delta_wire import (
    WireDelta,
    WireProcessDelta,
    WireRegionsDelta,
    WireThreadsDelta,
)
from memscope.codec.to_wire import wire_gap, wire_process, wire_region, wire_thread
from memscope.model.process import Process, Thread
from memscope.model.region import Region
from memscope.model.snapshot import Snapshot


def encode_delta(old: Snapshot, new: Snapshot) -> bytes | None:
    """Return JSON that tells what is different in `new`.

    None when only a whole snapshot will do: another machine, or two regions or
    threads that cannot be told apart.
    """
    if old.system != new.system:
        return None
    processes: tuple[WireProcessDelta, ...] | UnsetType = UNSET
    if old.processes != new.processes:
        deltas = _processes(old.processes, new.processes)
        if deltas is None:
            return None
        processes = deltas
    gaps = tuple(wire_gap(one) for one in new.gaps)
    return names.encode(
        WireDelta(
            taken_at=new.taken_at.isoformat(timespec="microseconds"),
            took_ms=new.took_ms,
            processes=processes,
            gaps=UNSET if old.gaps == new.gaps else gaps,
        )
    )


def _processes(
    old: Sequence[Process], new: Sequence[Process]
) -> tuple[WireProcessDelta, ...] | None:
    before = {one.identity: at for at, one in enumerate(old)}
    found = []
    for process in new:
        at = before.get(process.identity)
        if at is None:
            whole = wire_process(process)
            found.append(WireProcessDelta(new=whole))
            continue
        delta = _process(at, old[at], process)
        if delta is None:
            return None
        found.append(delta)
    return tuple(found)


def _process(at: int, old: Process, new: Process) -> WireProcessDelta | None:
    if old is new or old == new:
        return WireProcessDelta(at=at)
    threads: WireThreadsDelta | UnsetType | None = UNSET
    regions: WireRegionsDelta | UnsetType | None = UNSET
    if old.threads != new.threads:
        threads = _threads(old.threads, new.threads)
    if old.regions != new.regions:
        regions = _regions(old.regions, new.regions)
    if threads is None or regions is None:
        return None
    return WireProcessDelta(
        at=at,
        ppid=UNSET if old.ppid == new.ppid else new.ppid,
        name=UNSET if old.name == new.name else new.name,
        exe=UNSET if old.exe == new.exe else new.exe,
        cmdline=UNSET if old.cmdline == new.cmdline else new.cmdline,
        state=UNSET if old.state == new.state else new.state,
        address_space=(
            UNSET if old.address_space == new.address_space else new.address_space
        ),
        usage=UNSET if old.usage == new.usage else new.usage,
        threads=threads,
        regions=regions,
    )


def _threads(old: Sequence[Thread], new: Sequence[Thread]) -> WireThreadsDelta | None:
    before = {one.tid: one for one in old}
    after = {one.tid: one for one in new}
    if len(before) != len(old) or len(after) != len(new):
        return None
    natural = [tid for tid in before if tid in after]
    natural += [tid for tid in after if tid not in before]
    return WireThreadsDelta(
        gone=tuple(tid for tid in before if tid not in after),
        put=tuple(
            wire_thread(one) for tid, one in after.items() if before.get(tid) != one
        ),
        order=() if natural == [*after] else tuple(after),
    )


def _regions(old: Sequence[Region], new: Sequence[Region]) -> WireRegionsDelta | None:
    before = {one.start: one for one in old}
    after = {one.start: one for one in new}
    if len(before) != len(old) or len(after) != len(new):
        return None
    put, usage = [], []
    for start, region in after.items():
        was = before.get(start)
        if was is region or was == region:
            continue
        if was is not None and replace(was, usage=region.usage) == region:
            usage.append((hex(start), region.usage))
        else:
            put.append(wire_region(region))
    gone = tuple(hex(start) for start in before if start not in after)
    return WireRegionsDelta(gone, tuple(put), tuple(usage))
