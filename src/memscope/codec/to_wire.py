"""From records to the snapshot format."""

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
from memscope.model.process import Process, Stack, Thread
from memscope.model.region import Region
from memscope.model.snapshot import Gap, Snapshot, System


def wire_snapshot(snapshot: Snapshot) -> WireSnapshot:
    """Return the snapshot in the shape of the format."""
    return WireSnapshot(
        format="memscope.snapshot",
        version=1,
        taken_at=snapshot.taken_at.isoformat(timespec="microseconds"),
        took_ms=snapshot.took_ms,
        system=wire_system(snapshot.system),
        processes=tuple(wire_process(one) for one in snapshot.processes),
        gaps=tuple(wire_gap(one) for one in snapshot.gaps),
    )


def wire_process(process: Process) -> WireProcess:
    """Return the process in the shape of the format."""
    return WireProcess(
        pid=process.pid,
        ppid=process.ppid,
        start_ticks=process.start_ticks,
        name=process.name,
        exe=process.exe,
        cmdline=process.cmdline,
        state=process.state,
        address_space=process.address_space,
        usage=process.usage,
        threads=tuple(wire_thread(one) for one in process.threads),
        regions=tuple([wire_region(one) for one in process.regions]),
    )


def wire_region(region: Region) -> WireRegion:
    """Return the region in the shape of the format.

    A process may have 65,000 of them: arguments are positional, and what most
    regions share is made once.
    """
    start, end = hex(region.start), hex(region.end)
    low, high = region.vma
    whole = low == region.start and high == region.end
    return WireRegion(
        start,
        end,
        region.perms,
        region.offset,
        region.device,
        region.inode,
        region.path,
        (start, end) if whole else (hex(low), hex(high)),
        region.segment,
        region.kind,
        region.thread,
        region.image,
        region.label,
        region.evidence,
        region.confidence,
        region.usage,
        region.flags,
        region.deleted,
        UNSET if region.kernel is None else region.kernel,
        UNSET if region.pages is None else region.pages,
    )


def wire_thread(thread: Thread) -> WireThread:
    """Return the thread in the shape of the format."""
    registers = thread.registers
    return WireThread(
        tid=thread.tid,
        name=thread.name,
        state=thread.state,
        cpu_ms=thread.cpu_ms,
        sp=_address_or_none(thread.sp),
        pc=_address_or_none(thread.pc),
        stack=None if thread.stack is None else _stack(thread.stack),
        registers=(
            None
            if registers is None
            else {name: hex(value) for name, value in registers.items()}
        ),
        syscall=thread.syscall,
        stopped_us=UNSET if thread.stopped_us is None else thread.stopped_us,
    )


def _stack(stack: Stack) -> WireStack:
    return WireStack(
        start=hex(stack.start),
        end=hex(stack.end),
        guard=stack.guard,
        resident=stack.resident,
        depth=stack.depth,
        evidence=stack.evidence,
        confidence=stack.confidence,
        limit=stack.limit,
    )


def wire_system(system: System) -> WireSystem:
    """Return the machine in the shape of the format."""
    return WireSystem(
        kernel=system.kernel,
        machine=system.machine,
        page_size=system.page_size,
        boot_id=system.boot_id,
        hostname=system.hostname,
    )


def wire_gap(gap: Gap) -> WireGap:
    """Return the gap in the shape of the format."""
    return WireGap(
        what=gap.what,
        pid=gap.pid,
        why=gap.why,
        remedy=gap.remedy,
    )


def _address_or_none(address: int | None) -> str | None:
    return None if address is None else hex(address)
