"""What changed between two looks of a recording: made, and applied."""

from collections.abc import Sequence
from typing import Any

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from memscope.codec import names
from memscope.codec.wire import (
    WrongField,
    check_process,
    check_region,
    check_thread,
    moment_from_json,
    moment_to_json,
)
from memscope.i18n import N_, _
from memscope.model.address import Address
from memscope.model.cgroup import Cgroup
from memscope.model.held import Held
from memscope.model.limit import Limit
from memscope.model.process import Allocator, Build, Process, Thread
from memscope.model.region import ProcessUsage, Region, RegionUsage
from memscope.model.snapshot import Gap, Snapshot
from memscope.model.standing import Namespaces, Oom


class WireThreadsDelta(Struct, frozen=True, gc=False, omit_defaults=True):
    """Threads by TID; `order` only where the natural one would be wrong."""

    gone: tuple[int, ...] = ()
    put: tuple[Thread, ...] = ()
    order: tuple[int, ...] = ()


class WireRegionsDelta(Struct, frozen=True, gc=False, omit_defaults=True):
    """Regions by their first address; `usage`: nothing else is different."""

    gone: tuple[Address, ...] = ()
    put: tuple[Region, ...] = ()
    usage: tuple[tuple[Address, RegionUsage], ...] = ()


class WireProcessDelta(Struct, frozen=True, gc=False, omit_defaults=True):
    """A process: `new`, or the one at index `at` of the frame before, with changes."""

    at: int | UnsetType = UNSET
    new: Process | UnsetType = UNSET
    ppid: int | UnsetType = UNSET
    name: str | UnsetType = UNSET
    exe: str | UnsetType | None = UNSET
    cmdline: tuple[str, ...] | UnsetType = UNSET
    state: str | UnsetType = UNSET
    address_space: str | UnsetType | None = UNSET
    allocators: tuple[Allocator, ...] | UnsetType | None = UNSET
    abi: str | UnsetType | None = UNSET
    usage: ProcessUsage | UnsetType = UNSET
    limits: tuple[Limit, ...] | UnsetType | None = UNSET
    cgroup: Cgroup | UnsetType | None = UNSET
    oom: Oom | UnsetType | None = UNSET
    namespaces: Namespaces | UnsetType | None = UNSET
    held: tuple[Held, ...] | UnsetType | None = UNSET
    builds: tuple[Build, ...] | UnsetType | None = UNSET
    threads: WireThreadsDelta | UnsetType = UNSET
    regions: WireRegionsDelta | UnsetType = UNSET


_PLAIN = tuple(
    name
    for name in WireProcessDelta.__struct_fields__
    if name not in ("at", "new", "threads", "regions")
)
"""Fields of a process that are simply told anew."""


class WireDelta(Struct, frozen=True, gc=False, omit_defaults=True):
    """A frame. Without `processes`, all of them are as they were."""

    taken_at: str
    took_ms: float
    processes: tuple[WireProcessDelta, ...] | UnsetType = UNSET
    gaps: tuple[Gap, ...] | UnsetType = UNSET


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
    return names.encode(
        WireDelta(
            taken_at=moment_to_json(new.taken_at),
            took_ms=new.took_ms,
            processes=processes,
            gaps=UNSET if old.gaps == new.gaps else new.gaps,
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
            found.append(WireProcessDelta(new=process))
            continue
        delta = _changed_process(at, old[at], process)
        if delta is None:
            return None
        found.append(delta)
    return tuple(found)


def _changed_process(at: int, old: Process, new: Process) -> WireProcessDelta | None:
    if old is new or old == new:
        return WireProcessDelta(at=at)
    threads: WireThreadsDelta | UnsetType | None = UNSET
    regions: WireRegionsDelta | UnsetType | None = UNSET
    if old.threads != new.threads:
        threads = _changed_threads(old.threads, new.threads)
    if old.regions != new.regions:
        regions = _changed_regions(old.regions, new.regions)
    if threads is None or regions is None:
        return None
    plain = {
        name: value
        for name in _PLAIN
        if (value := getattr(new, name)) != getattr(old, name)
    }
    return WireProcessDelta(at=at, threads=threads, regions=regions, **plain)


def _changed_threads(
    old: Sequence[Thread], new: Sequence[Thread]
) -> WireThreadsDelta | None:
    before = {one.tid: one for one in old}
    after = {one.tid: one for one in new}
    if len(before) != len(old) or len(after) != len(new):
        return None
    natural = [tid for tid in before if tid in after]
    natural += [tid for tid in after if tid not in before]
    return WireThreadsDelta(
        gone=tuple(tid for tid in before if tid not in after),
        put=tuple(one for tid, one in after.items() if before.get(tid) != one),
        order=() if natural == [*after] else tuple(after),
    )


def _changed_regions(
    old: Sequence[Region], new: Sequence[Region]
) -> WireRegionsDelta | None:
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
            usage.append((start, region.usage))
        else:
            put.append(region)
    gone = tuple(start for start in before if start not in after)
    return WireRegionsDelta(gone, tuple(put), tuple(usage))


_ORDER = N_("names what is not there")


def decode_delta(old: Snapshot, data: bytes) -> Snapshot:
    """Return the snapshot after `old`.

    Raises:
        WrongField: It does not fit the frame before.
        msgspec.DecodeError: It is not a delta.
    """
    wire = names.decode(data, WireDelta)
    processes = old.processes
    if wire.processes is not UNSET:
        processes = tuple(
            _process(old.processes, one, at) for at, one in enumerate(wire.processes)
        )
    return Snapshot(
        taken_at=moment_from_json(wire.taken_at),
        took_ms=wire.took_ms,
        system=old.system,
        processes=processes,
        gaps=old.gaps if wire.gaps is UNSET else wire.gaps,
    )


def _process(old: Sequence[Process], delta: WireProcessDelta, at: int) -> Process:
    try:
        if delta.new is not UNSET:
            check_process(delta.new)
            return delta.new
        if delta.at is UNSET or not 0 <= delta.at < len(old):
            raise WrongField(".at", _(_ORDER))
        return _changed(old[delta.at], delta)
    except WrongField as error:
        raise error.under(f".processes[{at}]") from None


def _changed(old: Process, delta: WireProcessDelta) -> Process:
    new: dict[str, Any] = {
        name: value for name in _PLAIN if (value := getattr(delta, name)) is not UNSET
    }
    if delta.threads is not UNSET:
        new["threads"] = _threads(old.threads, delta.threads)
    if delta.regions is not UNSET:
        new["regions"] = _regions(old.regions, delta.regions)
    return replace(old, **new)


def _threads(old: Sequence[Thread], delta: WireThreadsDelta) -> tuple[Thread, ...]:
    threads = {one.tid: one for one in old}
    for tid in delta.gone:
        if threads.pop(tid, None) is None:
            raise WrongField(".threads.gone", _(_ORDER))
    for thread in delta.put:
        check_thread(thread)
        threads[thread.tid] = thread
    if not delta.order:
        return tuple(threads.values())
    if sorted(delta.order) != sorted(threads):
        raise WrongField(".threads.order", _(_ORDER))
    return tuple(threads[tid] for tid in delta.order)


def _regions(old: Sequence[Region], delta: WireRegionsDelta) -> tuple[Region, ...]:
    regions = {one.start: one for one in old}
    for start in delta.gone:
        if regions.pop(start, None) is None:
            raise WrongField(".regions.gone", _(_ORDER))
    for region in delta.put:
        check_region(region)
        regions[region.start] = region
    for start, usage in delta.usage:
        if start not in regions:
            raise WrongField(".regions.usage", _(_ORDER))
        regions[start] = replace(regions[start], usage=usage)
    if not delta.gone and not delta.put:
        return tuple(regions.values())
    return tuple(regions[start] for start in sorted(regions))
