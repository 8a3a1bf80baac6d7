"""From the snapshot format to records, naming the path of what is wrong."""

from datetime import UTC, datetime

from msgspec import UNSET

from memscope.codec.wire import (
    WireGap,
    WireProcess,
    WireRegion,
    WireSnapshot,
    WireStack,
    WireSystem,
    WireThread,
)
from memscope.i18n import _
from memscope.model.page import PageRun
from memscope.model.process import Process, Stack, Thread
from memscope.model.region import Region
from memscope.model.snapshot import Gap, Snapshot, System

_TOP = 1 << 64
"""No address is above, and only the end of a range is there."""


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
        taken_at=record_moment(wire.taken_at),
        took_ms=wire.took_ms,
        system=record_system(wire.system),
        processes=tuple(processes),
        gaps=tuple(record_gap(one) for one in wire.gaps),
    )


def record_process(wire: WireProcess) -> Process:
    """Return the record of a process; raises as `record_snapshot` does."""
    return Process(
        pid=wire.pid,
        ppid=wire.ppid,
        start_ticks=wire.start_ticks,
        name=wire.name,
        exe=wire.exe,
        cmdline=wire.cmdline,
        state=wire.state,
        address_space=wire.address_space,
        usage=wire.usage,
        threads=_threads(wire.threads),
        regions=_regions(wire.regions),
    )


def record_region(wire: WireRegion) -> Region:
    """Return the record of a region; raises as `record_snapshot` does."""
    try:
        start, end = int(wire.start, 0), int(wire.end, 0)
        is_hex = wire.start[1] == wire.end[1] == "x"
    except (ValueError, IndexError):
        is_hex, start, end = False, 0, 0
    if not is_hex or not 0 <= start < end <= _TOP:
        start, end = _span(wire.start, wire.end)
    vma = start, end
    if wire.vma != (wire.start, wire.end):
        vma = _address(wire.vma[0], ".vma[0]"), _address(wire.vma[1], ".vma[1]")
        if not vma[0] <= start < end <= vma[1]:
            raise WrongField(".vma", _("the region does not lie inside"))
    return Region(
        start,
        end,
        wire.perms,
        wire.offset,
        wire.device,
        wire.inode,
        wire.path,
        vma,
        wire.segment,
        wire.kind,
        wire.thread,
        wire.image,
        wire.label,
        wire.evidence,
        wire.confidence,
        wire.usage,
        wire.flags,
        wire.deleted,
        None if wire.kernel is UNSET else wire.kernel,
        None if wire.pages is UNSET else _pages(wire.pages),
    )


def _pages(runs: tuple[PageRun, ...]) -> tuple[PageRun, ...]:
    if any(run.count < 1 for run in runs):
        raise WrongField(".pages", _("a run has at least one page"))
    return runs


def _regions(wires: tuple[WireRegion, ...]) -> tuple[Region, ...]:
    regions: list[Region] = []
    last = 0
    try:
        for wire in wires:
            region = record_region(wire)
            if region.start < last:
                raise WrongField(".start", _("regions must be in order of address"))
            last = region.start
            regions.append(region)
    except WrongField as error:
        raise error.under(f".regions[{len(regions)}]") from None
    return tuple(regions)


def _threads(wires: tuple[WireThread, ...]) -> tuple[Thread, ...]:
    threads: list[Thread] = []
    try:
        for wire in wires:
            threads.append(record_thread(wire))
    except WrongField as error:
        raise error.under(f".threads[{len(threads)}]") from None
    return tuple(threads)


def record_thread(wire: WireThread) -> Thread:
    """Return the record of a thread; raises as `record_snapshot` does."""
    return Thread(
        tid=wire.tid,
        name=wire.name,
        state=wire.state,
        cpu_ms=wire.cpu_ms,
        sp=_address_or_none(wire.sp, ".sp"),
        pc=_address_or_none(wire.pc, ".pc"),
        stack=None if wire.stack is None else _stack(wire.stack),
        registers=None if wire.registers is None else _registers(wire.registers),
        syscall=wire.syscall,
        stopped_us=None if wire.stopped_us is UNSET else wire.stopped_us,
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
        evidence=wire.evidence,
        confidence=wire.confidence,
        limit=wire.limit,
    )


def record_system(wire: WireSystem) -> System:
    """Return the record of a machine."""
    return System(
        kernel=wire.kernel,
        machine=wire.machine,
        page_size=wire.page_size,
        boot_id=wire.boot_id,
        hostname=wire.hostname,
    )


def record_gap(wire: WireGap) -> Gap:
    """Return the record of a gap."""
    return Gap(
        what=wire.what,
        pid=wire.pid,
        why=wire.why,
        remedy=wire.remedy,
    )


def record_moment(text: str) -> datetime:
    """Return a point in time; raises as `record_snapshot` does."""
    try:
        moment = datetime.fromisoformat(text)
        # In the first and the last hours of the calendar there may be no UTC.
        moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise WrongField(".taken_at", _("not a date and time")) from None
    if moment.tzinfo is None:
        raise WrongField(".taken_at", _("the time zone is missing"))
    return moment


def _span(start_text: str, end_text: str) -> tuple[int, int]:
    start, end = _address(start_text, ".start"), _address(end_text, ".end")
    if start >= end:
        raise WrongField(".end", _("must be above start"))
    return start, end


def _address(text: str, path: str) -> int:
    # Without the 0x a decimal number would pass for another address.
    try:
        address = int(text, 16) if text[:2] in ("0x", "0X") else -1
    except ValueError:
        address = -1
    if not 0 <= address <= _TOP:
        why = _("expected an address such as 0x7f00, got {text}")
        raise WrongField(path, why.format(text=repr(text[:40])))
    return address


def _address_or_none(text: str | None, path: str) -> int | None:
    return None if text is None else _address(text, path)
