"""From the snapshot format to records, naming the path of what is wrong."""

from datetime import datetime

from msgspec import UNSET

from memscope.codec.names import all_from_json, from_json
from memscope.codec.wire import (
    WireGap,
    WireProcess,
    WireRegion,
    WireSnapshot,
    WireStack,
    WireSystem,
    WireThread,
)
from memscope.model.process import Process, Stack, Thread
from memscope.model.region import Region
from memscope.model.snapshot import Gap, Snapshot, System


class WrongField(ValueError):
    """A value that no writer of the format would write.

    Attributes:
        path: Where, relative to what is being read: `.regions[3].start`.
        why: What is wrong with it.
    """

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why

    def under(self, parent: str) -> "WrongField":
        """Return the same problem, seen from one level further out."""
        return WrongField(parent + self.path, self.why)


def record_snapshot(wire: WireSnapshot) -> Snapshot:
    """Return the records of a snapshot.

    Raises:
        WrongField: A value is of the right type, but makes no sense.
    """
    processes: list[Process] = []
    try:
        for one in wire.processes:
            processes.append(record_process(one))
    except WrongField as error:
        raise error.under(f".processes[{len(processes)}]") from None
    return Snapshot(
        taken_at=_moment(wire.taken_at),
        took_ms=wire.took_ms,
        system=_system(wire.system),
        processes=tuple(processes),
        gaps=tuple(_gap(one) for one in wire.gaps),
    )


def record_process(wire: WireProcess) -> Process:
    """Return the record of a process; raises as `record_snapshot` does."""
    return Process(
        pid=wire.pid,
        ppid=wire.ppid,
        start_ticks=wire.start_ticks,
        name=from_json(wire.name),
        exe=_name_or_none(wire.exe),
        cmdline=all_from_json(wire.cmdline),
        state=wire.state,
        address_space=wire.address_space,
        usage=wire.usage,
        threads=_threads(wire.threads),
        regions=_regions(wire.regions),
    )


def record_region(wire: WireRegion) -> Region:
    """Return the record of a region; raises as `record_snapshot` does."""
    start, end = _span(wire.start, wire.end)
    vma = start, end
    if wire.vma != (wire.start, wire.end):
        vma = _address(wire.vma[0], ".vma[0]"), _address(wire.vma[1], ".vma[1]")
        if not vma[0] <= start < end <= vma[1]:
            raise WrongField(".vma", "the region does not lie inside")
    return Region(
        start,
        end,
        wire.perms,
        wire.offset,
        wire.device,
        wire.inode,
        from_json(wire.path),
        vma,
        wire.segment,
        wire.kind,
        wire.thread,
        None if wire.image is None else from_json(wire.image),
        from_json(wire.label),
        all_from_json(wire.evidence),
        wire.confidence,
        wire.usage,
        wire.flags,
        wire.deleted,
        None if wire.kernel is UNSET else wire.kernel,
    )


def _regions(wires: tuple[WireRegion, ...]) -> tuple[Region, ...]:
    regions: list[Region] = []
    last = 0
    try:
        for wire in wires:
            region = record_region(wire)
            if region.start < last:
                raise WrongField(".start", "regions must be in order of address")
            last = region.start
            regions.append(region)
    except WrongField as error:
        raise error.under(f".regions[{len(regions)}]") from None
    return tuple(regions)


def _threads(wires: tuple[WireThread, ...]) -> tuple[Thread, ...]:
    threads: list[Thread] = []
    try:
        for wire in wires:
            threads.append(_thread(wire))
    except WrongField as error:
        raise error.under(f".threads[{len(threads)}]") from None
    return tuple(threads)


def _thread(wire: WireThread) -> Thread:
    return Thread(
        tid=wire.tid,
        name=from_json(wire.name),
        state=wire.state,
        cpu_ms=wire.cpu_ms,
        sp=_address_or_none(wire.sp, ".sp"),
        pc=_address_or_none(wire.pc, ".pc"),
        stack=None if wire.stack is None else _stack(wire.stack),
        registers=None if wire.registers is None else _registers(wire.registers),
        syscall=wire.syscall,
    )


def _registers(wire: dict[str, str]) -> dict[str, int]:
    return {name: _address(text, f".registers.{name}") for name, text in wire.items()}


def _stack(wire: WireStack) -> Stack:
    try:
        start, end = _span(wire.start, wire.end)
    except WrongField as error:
        raise error.under(".stack") from None
    return Stack(
        start=start,
        end=end,
        guard=wire.guard,
        resident=wire.resident,
        depth=wire.depth,
        evidence=all_from_json(wire.evidence),
        confidence=wire.confidence,
        limit=wire.limit,
    )


def _system(wire: WireSystem) -> System:
    return System(
        kernel=from_json(wire.kernel),
        machine=wire.machine,
        page_size=wire.page_size,
        boot_id=wire.boot_id,
        hostname=_name_or_none(wire.hostname),
    )


def _gap(wire: WireGap) -> Gap:
    return Gap(
        what=from_json(wire.what),
        pid=wire.pid,
        why=from_json(wire.why),
        remedy=_name_or_none(wire.remedy),
    )


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise WrongField(".taken_at", "not a date and time") from None
    if moment.tzinfo is None:
        raise WrongField(".taken_at", "the time zone is missing")
    return moment


def _span(start_text: str, end_text: str) -> tuple[int, int]:
    start, end = _address(start_text, ".start"), _address(end_text, ".end")
    if start >= end:
        raise WrongField(".end", "must be above start")
    return start, end


def _address(text: str, path: str) -> int:
    # Without its 0x a decimal number would silently become another address.
    if text[:2] in ("0x", "0X"):
        try:
            return int(text, 16)
        except ValueError:
            pass
    raise WrongField(path, f"expected an address such as 0x7f00, got {text[:40]!r}")


def _address_or_none(text: str | None, path: str) -> int | None:
    return None if text is None else _address(text, path)


def _name_or_none(text: str | None) -> str | None:
    return None if text is None else from_json(text)
