"""One look at one process: read, reason, and put together."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from memscope.analyze.arenas import arena_spans
from memscope.analyze.classify import Piece, classify
from memscope.analyze.totals import add_known
from memscope.analyze.usage import split_usage
from memscope.collect.elf_spans import Images
from memscope.collect.maps import AS_OWNER, read_map
from memscope.collect.pages import read_pages
from memscope.collect.stacks import Stacks
from memscope.errors import AccessDenied, ProcError
from memscope.i18n import N_
from memscope.model.kinds import SEGMENT_OF
from memscope.model.process import Process, Stack, Thread
from memscope.model.region import Region
from memscope.model.snapshot import Gap
from memscope.model.usage import UNKNOWN_USAGE, ProcessUsage, RegionUsage
from memscope.model.vma import Vma
from memscope.parse.pagemap import Pages
from memscope.parse.smaps import Smaps
from memscope.parse.stat import Stat, parse_stat
from memscope.parse.status import parse_status
from memscope.proc.fs import ProcDir
from memscope.proc.images import is_deleted
from memscope.proc.machine import TICK_MS
from memscope.proc.tasks import Task, live_task, read_tasks

_EXEC_TRIES = 3


@dataclass(frozen=True, slots=True)
class Seen:
    """A process as it was found.

    Attributes:
        process: The record.
        gaps: What is missing from it.
        live_tid: A thread that stands for the address space; None without one.
    """

    process: Process
    gaps: tuple[Gap, ...]
    live_tid: int | None


@dataclass(slots=True)
class ProcessReader:
    """Reads processes; keeps between looks what is costly to find out again."""

    _images: Images = field(default_factory=Images)
    _stacks: Stacks = field(default_factory=Stacks)

    def read(self, directory: ProcDir, *, smaps: bool, full: bool) -> Seen:
        """Look once at a process.

        Raises:
            ProcessGone: It ended.
        """
        for _ in range(_EXEC_TRIES):
            before = parse_stat(directory.read("stat"))
            seen = self._read(directory, before, smaps=smaps, full=full)
            after = parse_stat(directory.read("stat"))
            # A process that called exec meanwhile would be half old, half new.
            if before.start_stack == after.start_stack:
                break
        return seen

    def _read(self, directory: ProcDir, stat: Stat, *, smaps: bool, full: bool) -> Seen:
        tasks, no_positions = read_tasks(directory)
        gaps = _position_gap(directory.pid, no_positions)
        live = live_task(tasks)
        if live is None or stat.is_kernel_thread:
            process = _describe(directory, stat, tasks)
            return Seen(process, (_no_memory(directory.pid, stat),), None)
        if live.tid == directory.pid:
            body = self._read_space(directory, stat, tasks, smaps=smaps, full=full)
        else:
            # The main thread has ended; only the others still show the memory.
            with _task_directory(directory, live.tid) as home:
                body = self._read_space(home, stat, tasks, smaps=smaps, full=full)
        regions, usage, stacks, more = body
        process = _describe(directory, stat, tasks, regions, usage, stacks)
        return Seen(process, (*gaps, *more), live.tid)

    def _read_space(
        self,
        directory: ProcDir,
        stat: Stat,
        tasks: list[Task],
        *,
        smaps: bool,
        full: bool,
    ) -> tuple[tuple[Region, ...], ProcessUsage, dict[int, Stack], list[Gap]]:
        pid = tasks[0].tid
        identity = (pid, stat.start_ticks)
        table, gaps = read_map(directory, pid, smaps=smaps, full=full)
        if table is None:
            return (), _usage_without_map(directory), {}, gaps
        pages, more = read_pages(directory, pid, table.vmas)
        gaps += more
        elf, more = self._images.spans_of(directory, identity, table.vmas)
        gaps += more
        stacks, stack_spans, more = self._stacks.of(
            directory, identity, table, tasks, pages
        )
        gaps += more
        pieces = classify(
            table.vmas,
            [stack_spans, elf, arena_spans(table.vmas)],
            start_brk=stat.start_brk,
        )
        regions = _regions(directory, table, pieces, pages)
        return regions, _usage(directory, table, regions), stacks, gaps


def _task_directory(directory: ProcDir, tid: int) -> "_Opened":
    return _Opened(directory, tid)


@dataclass(slots=True)
class _Opened:
    """The directory of one thread, open for the length of a block."""

    process: ProcDir
    tid: int
    fd: int = -1

    def __enter__(self) -> ProcDir:
        self.fd = self.process.open(f"task/{self.tid}", os.O_RDONLY | os.O_DIRECTORY)
        return ProcDir(self.tid, self.fd)

    def __exit__(self, *_: object) -> None:
        os.close(self.fd)


def _describe(
    directory: ProcDir,
    stat: Stat,
    tasks: Sequence[Task],
    regions: tuple[Region, ...] = (),
    usage: ProcessUsage | None = None,
    stacks: dict[int, Stack] | None = None,
) -> Process:
    try:
        exe: str | None = directory.readlink("exe")
    except ProcError:
        exe = None
    try:
        words = directory.read("cmdline").split(b"\0")
    except ProcError:
        words = [b""]
    return Process(
        pid=directory.pid,
        ppid=stat.ppid,
        start_ticks=stat.start_ticks,
        name=stat.name,
        exe=exe,
        cmdline=tuple(map(os.fsdecode, words[:-1] if words[-1] == b"" else words)),
        state=stat.state,
        address_space=None,
        usage=usage or ProcessUsage(),
        threads=tuple(_thread(task, (stacks or {}).get(task.tid)) for task in tasks),
        regions=regions,
    )


def _thread(task: Task, stack: Stack | None) -> Thread:
    position = task.position
    return Thread(
        tid=task.tid,
        name=task.stat.name,
        state=task.stat.state,
        cpu_ms=task.stat.cpu_ticks * TICK_MS,
        sp=position.sp if position else None,
        pc=position.pc if position else None,
        stack=stack,
        syscall=position.syscall if position else None,
    )


def _regions(
    directory: ProcDir, table: Smaps, pieces: list[Piece], pages: Pages | None
) -> tuple[Region, ...]:
    usages = _usages(table, pieces, pages)
    regions = []
    for piece, usage in zip(pieces, usages, strict=True):
        vma = table.vmas[piece.vma]
        meaning = piece.meaning
        regions.append(
            Region(
                piece.start,
                piece.end,
                vma.perms,
                vma.offset + piece.start - vma.start if vma.inode else vma.offset,
                vma.device,
                vma.inode,
                vma.path,
                (vma.start, vma.end),
                SEGMENT_OF[meaning.kind],
                meaning.kind,
                meaning.thread,
                meaning.image,
                meaning.label,
                meaning.evidence,
                meaning.confidence,
                usage,
                table.flags[piece.vma] if table.flags else (),
                _is_deleted(directory, vma),
                table.kernel[piece.vma] if table.kernel else None,
            )
        )
    return tuple(regions)


def _is_deleted(directory: ProcDir, vma: Vma) -> bool:
    return (
        bool(vma.inode)
        and vma.path.endswith(" (deleted)")
        and is_deleted(directory, vma)
    )


def _usages(
    table: Smaps, pieces: list[Piece], pages: Pages | None
) -> list[RegionUsage]:
    """Measure the pieces: by smaps where it was read, by pages where it was not."""
    if not table.usages:
        if pages is None:
            return [UNKNOWN_USAGE] * len(pieces)
        return _usages_of_pages(pages, [(piece.start, piece.end) for piece in pieces])
    usages: list[RegionUsage] = []
    for parts in _by_vma(pieces):
        whole = table.usages[parts[0].vma]
        if len(parts) == 1:
            usages.append(whole)
        elif pages is None:
            usages += split_usage(whole, [None] * len(parts))
        else:
            ranges = [(part.start, part.end) for part in parts]
            usages += split_usage(whole, pages.resident_in_each(ranges))
    return usages


def _usages_of_pages(
    pages: Pages, ranges: Sequence[tuple[int, int]]
) -> list[RegionUsage]:
    resident, swapped = pages.resident_in_each(ranges), pages.swapped_in_each(ranges)
    return [
        RegionUsage(resident=size, swapped=swap)
        for size, swap in zip(resident, swapped, strict=True)
    ]


def _by_vma(pieces: list[Piece]) -> list[list[Piece]]:
    groups: list[list[Piece]] = []
    for piece in pieces:
        if groups and groups[-1][0].vma == piece.vma:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _usage(
    directory: ProcDir, table: Smaps, regions: tuple[Region, ...]
) -> ProcessUsage:
    """Sum up; vsyscall is listed by the kernel but is no memory of the process."""
    virtual = sum(vma.size for vma in table.vmas if vma.path != "[vsyscall]")
    if not table.usages:
        return ProcessUsage(
            virtual=virtual,
            resident=add_known(region.usage.resident for region in regions),
            swapped=_status_bytes(directory, "VmSwap"),
        )
    return ProcessUsage(
        virtual=virtual,
        resident=add_known(usage.resident for usage in table.usages),
        proportional=add_known(usage.proportional for usage in table.usages),
        unique=add_known(usage.private for usage in table.usages),
        swapped=add_known(usage.swapped for usage in table.usages),
    )


def _usage_without_map(directory: ProcDir) -> ProcessUsage:
    """What everybody may know of any process."""
    return ProcessUsage(
        virtual=_status_bytes(directory, "VmSize"),
        resident=_status_bytes(directory, "VmRSS"),
        swapped=_status_bytes(directory, "VmSwap"),
    )


def _status_bytes(directory: ProcDir, name: str) -> int | None:
    try:
        return parse_status(directory.read("status")).bytes_of(name)
    except ProcError:
        return None


def _position_gap(pid: int, why: str | None) -> tuple[Gap, ...]:
    if why is None:
        return ()
    remedy = AS_OWNER if why == AccessDenied.reason else None
    return (Gap(N_("stack pointers of the threads"), pid, why, remedy),)


def _no_memory(pid: int, stat: Stat) -> Gap:
    if stat.is_kernel_thread:
        why = N_("a kernel thread has no address space of its own")
    else:
        why = N_("the process has ended and waits to be reaped by its parent")
    return Gap(N_("memory map"), pid, why)
