"""A process and its heap, for tests of what is drawn of it."""

from memscope.model.address import Address
from memscope.model.heap import HeapLook, ShownBlocks
from memscope.model.occupancy import (
    BlockClass,
    BlockState,
    MallocBlock,
    Occupancy,
    Stretch,
)
from memscope.model.process import Process, Thread
from memscope.model.region import ProcessUsage
from memscope.model.snapshot import Gap

PROCESS = Process(
    pid=4242,
    ppid=1,
    start_ticks=7,
    name="orders \x1b[31m",
    exe=None,
    cmdline=(),
    state="S",
    address_space=None,
    usage=ProcessUsage(),
    threads=(Thread(4242, "main", "S"), Thread(4243, "worker\n1", "S")),
    regions=(),
)
BASE = 0x55D0_0000_0000
CLASSES = (BlockClass(32, 3, 1, 96, 32), BlockClass(2048, 1, 2, 3000, 6000))


def arena(number: int, threads: tuple[int, ...] | None, live: int) -> Occupancy:
    """Return an arena of a MiB."""
    start = BASE + (number << 26)
    return Occupancy(
        allocator="glibc",
        arena=Address(start + 0x30),
        name=f"arena {number}" if number else "main arena",
        threads=threads,
        stretches=(Stretch(Address(start), Address(start + (1 << 20)), live, 0),),
        live=live,
        free=(1 << 20) - live,
        cached=4096,
        top=8192,
        returnable=1 << 19,
        largest_free=1 << 18,
        live_blocks=1234,
        free_blocks=56,
        classes=CLASSES,
        profile=(0, 1 << 14, 1 << 16, 1 << 16, *[1 << 15] * 12),
        whole=True,
    )


MAIN = arena(0, (4242,), 300_000)
OTHER = arena(1, (4243, 4244), 1000)
BROKEN = Occupancy(
    allocator="glibc",
    arena=Address(0x7F00_0000_0030),
    name="arena 2",
    threads=(),
    why="there was no more time to look",
)
PYTHON = Occupancy(
    allocator="pymalloc",
    arena=Address(0x7F80_0000_0000),
    name="Python",
    live=5000,
    free=1_000_000,
    live_blocks=77,
    classes=(BlockClass(64, 70, 9, 4480, 576),),
    whole=True,
)
LOOK = HeapLook(
    took_ms=12.5,
    arenas=(MAIN, OTHER, BROKEN, PYTHON),
    large_blocks=2,
    large_bytes=3 << 20,
    gaps=(Gap(what="blocks of malloc", pid=4242, why="permission denied"),),
)
BLOCKS = tuple(
    MallocBlock(Address(BASE + at), size, state)
    for at, size, state in (
        (0, 0x290, BlockState.LIVE),
        (0x290, 0x40, BlockState.CACHED),
        (0x2D0, 0x1000, BlockState.FREE),
        (0x12D0, 0x30, BlockState.FAST),
        (0x1300, 0x20D00, BlockState.TOP),
    )
)
AROUND = HeapLook(
    took_ms=3.0,
    arenas=(MAIN,),
    shown=ShownBlocks(MAIN.arena, Address(BASE + 0x300), BLOCKS, True),
)
