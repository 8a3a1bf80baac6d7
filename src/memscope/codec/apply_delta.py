"""From a snapshot and what is different to the next snapshot of a recording."""

from collections.abc import Sequence

from msgspec import UNSET
from msgspec.structs import replace

from memscope.codec import names
from memscope.codec.delta_wire import (
    WireDelta,
    WireProcessDelta,
    WireRegionsDelta,
    WireThreadsDelta,
)
from memscope.codec.from_wire import (
    WrongField,
    record_gap,
    record_moment,
    record_process,
    record_region,
    record_thread,
)
from memscope.i18n import N_, _
from memscope.model.process import Process, Thread
from memscope.model.region import Region
from memscope.model.snapshot import Snapshot

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
    gaps = old.gaps
    if wire.gaps is not UNSET:
        gaps = tuple(record_gap(one) for one in wire.gaps)
    return Snapshot(
        taken_at=record_moment(wire.taken_at),
        took_ms=wire.took_ms,
        system=old.system,
        processes=processes,
        gaps=gaps,
    )


def _process(old: Sequence[Process], delta: WireProcessDelta, at: int) -> Process:
    try:
        if delta.new is not UNSET:
            return record_process(delta.new)
        if delta.at is UNSET or not 0 <= delta.at < len(old):
            raise WrongField(".at", _(_ORDER))
        return _changed(old[delta.at], delta)
    except WrongField as error:
        raise error.under(f".processes[{at}]") from None


def _changed(old: Process, delta: WireProcessDelta) -> Process:
    return Process(
        pid=old.pid,
        ppid=old.ppid if delta.ppid is UNSET else delta.ppid,
        start_ticks=old.start_ticks,
        name=old.name if delta.name is UNSET else delta.name,
        exe=old.exe if delta.exe is UNSET else delta.exe,
        cmdline=old.cmdline if delta.cmdline is UNSET else delta.cmdline,
        state=old.state if delta.state is UNSET else delta.state,
        address_space=(
            old.address_space if delta.address_space is UNSET else delta.address_space
        ),
        usage=old.usage if delta.usage is UNSET else delta.usage,
        threads=(
            old.threads
            if delta.threads is UNSET
            else _threads(old.threads, delta.threads)
        ),
        regions=(
            old.regions
            if delta.regions is UNSET
            else _regions(old.regions, delta.regions)
        ),
    )


def _threads(old: Sequence[Thread], delta: WireThreadsDelta) -> tuple[Thread, ...]:
    threads = {one.tid: one for one in old}
    for tid in delta.gone:
        if threads.pop(tid, None) is None:
            raise WrongField(".threads.gone", _(_ORDER))
    for wire in delta.put:
        threads[wire.tid] = record_thread(wire)
    if not delta.order:
        return tuple(threads.values())
    if sorted(delta.order) != sorted(threads):
        raise WrongField(".threads.order", _(_ORDER))
    return tuple(threads[tid] for tid in delta.order)


def _regions(old: Sequence[Region], delta: WireRegionsDelta) -> tuple[Region, ...]:
    regions = {one.start: one for one in old}
    for text in delta.gone:
        if regions.pop(_address(text), None) is None:
            raise WrongField(".regions.gone", _(_ORDER))
    for wire in delta.put:
        region = record_region(wire)
        regions[region.start] = region
    for text, usage in delta.usage:
        start = _address(text)
        if start not in regions:
            raise WrongField(".regions.usage", _(_ORDER))
        regions[start] = replace(regions[start], usage=usage)
    if not delta.gone and not delta.put:
        return tuple(regions.values())
    return tuple(regions[start] for start in sorted(regions))


def _address(text: str) -> int:
    try:
        return int(text, 0)
    except ValueError:
        why = _("expected an address such as 0x7f00, got {text}")
        raise WrongField(".regions", why.format(text=repr(text[:40]))) from None
