"""Processes that never were: the same ones in every run, for tests of the screen."""

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from memscope.model.address import Address
from memscope.model.evidence import ELF_SECTION, KERNEL_NAME, PTHREAD_DESCRIPTOR
from memscope.model.kinds import Confidence, Kind
from memscope.model.process import Process, Stack, Thread
from memscope.model.region import ProcessUsage, Region, RegionUsage
from memscope.model.snapshot import Snapshot, System

KIB, MIB = 1 << 10, 1 << 20
EXE = "/opt/demo/anatomy"
LIBC = "/usr/lib/libc.so.6"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SYSTEM = System("6.18.0", "x86_64", 4096)


def region(
    start: int,
    size: int,
    kind: Kind,
    *,
    perms: str = "rw-p",
    resident: int | None = 0,
    path: str = "",
    image: str | None = None,
    label: str = "",
    thread: int | None = None,
    offset: int = 0,
    evidence: tuple[str, ...] = (KERNEL_NAME,),
) -> Region:
    """Make a region; `resident` in bytes."""
    private = resident if resident is not None and "w" in perms else None
    low, high = Address(start), Address(start + size)
    return Region(
        start=low,
        end=high,
        perms=perms,
        offset=offset,
        device="fd:01" if image or path.startswith("/") else "00:00",
        inode=77 if image == LIBC else 78 if image or path.startswith("/") else 0,
        path=image or path,
        vma=(low, high),
        segment=kind.segment,
        kind=kind,
        thread=thread,
        image=image,
        label=label or kind.value,
        evidence=evidence,
        confidence=Confidence.CERTAIN,
        usage=RegionUsage(resident=resident, private=private),
    )


def image(start: int, path: str, unit: int) -> list[Region]:
    """Make the parts of an ELF image, `unit` bytes the smallest."""
    section = (f"{ELF_SECTION}:.text",)
    sizes = [
        (Kind.RODATA, 2 * unit, "r--p"),
        (Kind.CODE, 16 * unit, "r-xp"),
        (Kind.RELRO, unit, "r--p"),
        (Kind.DATA, unit, "rw-p"),
        (Kind.BSS, 2 * unit, "rw-p"),
    ]
    parts, at = [], start
    for kind, size, perms in sizes:
        parts.append(
            region(
                at,
                size,
                kind,
                perms=perms,
                resident=size * 3 // 4 // 4096 * 4096,
                image=path,
                offset=at - start,
                evidence=section,
            )
        )
        at += size
    return parts


def process(
    pid: int = 4242,
    *,
    threads: int = 3,
    heap: int = 1280 * KIB,
    touched: int = 12 * KIB,
    more: Sequence[Region] = (),
    name: str = "anatomy",
    base: int = 0x55D2_B0D3_0000,
    top: int = 0x7FFD_3C21_F000,
    names: Sequence[str] = (),
) -> Process:
    """Make a process with a main thread and workers.

    Args:
        pid: Its workers have the numbers pid + 8 and up.
        threads: All of them, the main one included.
        heap: Size of the heap in bytes.
        touched: What each worker touched of its stack, in bytes.
        more: Further regions.
        name: Its name.
        base: Where the program lies.
        top: Where the main stack begins.
        names: Names of the workers.
    """
    shift = (pid % 97) << 24
    regions = [
        *image(base, EXE, 8 * KIB),
        region(
            base + 0x1_0000_0000, heap, Kind.HEAP, path="[heap]", resident=412 * KIB
        ),
        *image(0x7F3A_0000_0000 + shift, LIBC, 96 * KIB),
        region(
            top, 132 * KIB, Kind.STACK, path="[stack]", resident=16 * KIB, thread=pid
        ),
        region(top + 0x10_0000, 8 * KIB, Kind.VVAR, perms="r--p", path="[vvar]"),
        region(top + 0x10_2000, 8 * KIB, Kind.VDSO, perms="r-xp", path="[vdso]"),
        *more,
    ]
    members = [
        Thread(
            pid,
            name,
            "S",
            40,
            syscall=0,
            sp=Address(top + 130 * KIB),
            stack=_stack(top, 132 * KIB, 16 * KIB, guard=None),
        )
    ]
    for number in range(1, threads):
        start, tid = 0x7F39_0000_0000 + shift - number * 0x80_1000, pid + 7 + number
        called = names[number - 1] if number <= len(names) else f"worker-{number}"
        evidence = (PTHREAD_DESCRIPTOR, "sp-inside")
        regions += [
            region(start, 4 * KIB, Kind.GUARD, perms="---p", thread=tid),
            region(
                start + 4 * KIB,
                8 * MIB,
                Kind.THREAD_STACK,
                resident=touched,
                thread=tid,
                label=f"stack of {called}",
                evidence=evidence,
            ),
        ]
        stack = _stack(start + 4 * KIB, 8 * MIB, touched, guard=4 * KIB)
        sp = Address(stack.end - 4600)
        members.append(Thread(tid, called, "S", 0, syscall=202, sp=sp, stack=stack))
    regions.sort(key=lambda one: one.start)
    return Process(
        pid=pid,
        ppid=1,
        start_ticks=1000 + pid,
        name=name,
        exe=EXE,
        cmdline=(EXE,),
        state="S",
        address_space=f"a{pid}",
        usage=ProcessUsage(
            virtual=sum(one.size for one in regions),
            resident=sum(one.usage.resident or 0 for one in regions),
        ),
        threads=tuple(members),
        regions=tuple(regions),
    )


def _stack(start: int, size: int, resident: int, guard: int | None) -> Stack:
    return Stack(
        start=Address(start),
        end=Address(start + size),
        guard=guard,
        resident=resident,
        depth=4600,
        evidence=(PTHREAD_DESCRIPTOR,),
        confidence=Confidence.CERTAIN,
    )


def snapshot(*processes: Process) -> Snapshot:
    """Put processes into one look."""
    return Snapshot(NOON, 1.0, SYSTEM, processes)


def pair(heap: int = 1280 * KIB, touched: int = 12 * KIB) -> Snapshot:
    """Two processes of three threads each, as in the first lesson."""
    return snapshot(
        process(4242, heap=heap, touched=touched), process(4243, base=0x5580_1000_0000)
    )


def crowd(regions: int = 65_000) -> Snapshot:
    """One process with very many regions."""
    many = [
        region(0x7000_0000_0000 + n * 0x3000, 0x2000, Kind.ANON, resident=4096)
        for n in range(regions)
    ]
    return snapshot(process(more=many))


class Steps:
    """A source that gives one prepared snapshot after another, when told to.

    The time of a snapshot is its number times `interval_s`.
    """

    def __init__(self, *snapshots: Snapshot, interval_s: float = 0.5) -> None:
        self.interval_s = interval_s
        self.refreshed = 0
        self.given = 0
        self._snapshots = list(snapshots)
        self._may_go = threading.Semaphore(1)
        self._closed = False

    def __iter__(self) -> Iterator[tuple[float, Snapshot]]:
        for number, one in enumerate(self._snapshots):
            self._may_go.acquire()
            if self._closed:
                return
            self.given += 1
            yield 100 + number * 0.5, one
        self._may_go.acquire()

    def step(self) -> None:
        """Let the next one come."""
        self._may_go.release()

    def refresh(self) -> None:
        """Count how often a look at once was asked for."""
        self.refreshed += 1

    def close(self) -> None:
        """End."""
        self._closed = True
        self._may_go.release()
