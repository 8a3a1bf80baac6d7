"""What the blocks of a process are: in use or free, by its allocators' own records.

    arenas, gaps = occupancy_of(process)

Nothing is stopped and no page is brought into RAM.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from memscope.analyze.malloc.arena import Machine, occupancy
from memscope.analyze.malloc.blocks import blocks_of
from memscope.analyze.malloc.walk import Near
from memscope.collect.closer.malloc_arenas import MallocArenas
from memscope.collect.closer.target import living_directory
from memscope.collect.closer.time_limit import time_limit
from memscope.errors import AccessDenied, NotProvided
from memscope.i18n import N_
from memscope.model.occupancy import MallocBlock, Occupancy
from memscope.model.process import Process
from memscope.model.snapshot import Gap
from memscope.parse.pagemap import Pages
from memscope.proc.fs import ProcFs
from memscope.proc.machine import PAGE_SIZE
from memscope.proc.memory import TargetMemory
from memscope.proc.present import PresentBytes
from memscope.proc.scan import PageScanner

BLOCKS = N_("blocks of malloc")
NO_RECORD = N_("no record of glibc's malloc was found in it")
SECONDS = 1.0
"""How long to look at one process, about."""


def occupancy_of(
    process: Process,
    fs: ProcFs | None = None,
    *,
    seconds: float = SECONDS,
    parts: int = 0,
) -> tuple[tuple[Occupancy, ...], tuple[Gap, ...]]:
    """Look at malloc's blocks now.

    Args:
        process: From a snapshot of just now.
        fs: Where it is; None: here.
        seconds: How long to look, about; what is not reached says so.
        parts: In how many parts of each arena to tell how much is free.

    Returns:
        The arenas, the main one first, and what could not be seen.

    Raises:
        ProcessGone: It ended, or another has its number.
    """
    try:
        with _memory(process, fs) as reader:
            found = _malloc(process, reader, time_limit(seconds), parts)
    except (AccessDenied, NotProvided) as refused:
        return (), (_gap(process, refused.reason, refused.hint or None),)
    return found, () if found else (_gap(process, NO_RECORD),)


@contextmanager
def _memory(process: Process, fs: ProcFs | None) -> Iterator[PresentBytes]:
    """Hold the memory of a process open, as far as it is in RAM now."""
    with living_directory(fs or ProcFs(), process) as directory:
        bounds = [(one.start, one.end) for one in process.regions]
        scanner = PageScanner()

        def scan() -> Pages:
            return scanner.scan(directory, bounds)

        yield PresentBytes(TargetMemory(directory, scan()), scan)


def _gap(process: Process, why: str, remedy: str | None = None) -> Gap:
    return Gap(what=BLOCKS, pid=process.pid, why=why, remedy=remedy)


def _malloc(
    process: Process, reader: PresentBytes, is_late: Callable[[], bool], parts: int
) -> tuple[Occupancy, ...]:
    arenas = MallocArenas(process, reader)
    ring = arenas.ring()
    users = arenas.users(ring, is_late)
    cached = arenas.cached(users, is_late)
    # The largest first: if the time runs out, most has been seen.
    order = sorted(range(len(ring)), key=lambda one: -ring[one].system)
    found = {
        number: occupancy(
            arenas.arena(ring[number], number, users, cached, is_late),
            Machine(reader.memory.pages.resident, PAGE_SIZE, PAGE_SIZE),
            parts=parts,
        )
        for number in order
    }
    return tuple(found[number] for number in range(len(ring)))


def blocks_in(
    process: Process,
    arena: int,
    near: Near,
    fs: ProcFs | None = None,
    *,
    seconds: float = SECONDS,
) -> tuple[MallocBlock, ...]:
    """Return single blocks of one of glibc's arenas; none when it cannot be walked.

    Args:
        process: From a snapshot of just now.
        arena: Address of its record.
        near: Where, and how many at most.
        fs: Where the process is; None: here.
        seconds: How long to look, about.

    Raises:
        ProcessGone: It ended, or another has its number.
    """
    is_late = time_limit(seconds)
    try:
        with _memory(process, fs) as reader:
            arenas = MallocArenas(process, reader)
            ring = arenas.ring()
            number = next(
                (at for at, one in enumerate(ring) if one.address == arena), None
            )
            if number is None:
                return ()
            users = arenas.users(ring, is_late)
            cached = arenas.cached(users, is_late)
            seen = arenas.arena(ring[number], number, users, cached, is_late, near)
            return blocks_of(seen, near)
    except (AccessDenied, NotProvided):
        return ()
