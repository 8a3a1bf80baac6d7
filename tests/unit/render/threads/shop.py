"""A minute of a program that never was, for drawings of its threads."""

from msgspec.structs import replace

from memscope.analyze.lanes.look import ThreadsLook, look_at_threads
from memscope.analyze.lanes.recorder import LaneRecorder
from memscope.model.address import Address
from memscope.model.process import Futex, Process, Stack, Thread
from tests.tui.synthetic import process

KIB, MIB = 1 << 10, 1 << 20
PID = 14265
NAMES = ("shop", "waitress-0", "waitress-1", "waitress-2", "waitress-3",
         "waitress-4", "waitress-5", "pool-cleaner", "pool-7", "pool-8",
         "pool-9", "pool-10", "an-\x1b[31m-evil-")  # fmt: skip


def stack(depth: int | None, touched: int, size: int = 8 * MIB) -> Stack:
    start = 0x7F00_0000_0000
    end = Address(start + size)
    return Stack(Address(start), end, resident=touched, depth=depth)


def lock(word: int) -> Futex:
    return Futex(Address(0x1000), 0, word)


def _threads(second: int) -> list[Thread]:
    tid = PID
    busy = second * 460 + (40 if second % 2 else 0)
    early = min(second, 40) * 160
    return [
        Thread(tid, "shop", "S", second // 9 * 10, syscall=232,
               stack=replace(stack(24 * KIB, 64 * KIB, 136 * KIB), limit=8 * MIB)),
        Thread(tid + 1, "waitress-0", "S", early, syscall=45, stack=stack(8192, 16384)),
        Thread(tid + 2, "waitress-1", "D", second * 60, syscall=17,
               stack=stack(12 * KIB, 24 * KIB)),
        Thread(tid + 3, "waitress-2", "S" if second > 40 else "R", early, syscall=202,
               stack=stack(8192, 12 * KIB),
               futex_=lock(0x8000_0000 | (tid + 4) if second > 40 else 0)),
        Thread(tid + 4, "waitress-3", "R" if second > 57 else "S", busy,
               syscall=None if second > 57 else 45,
               stack=stack(None if second > 57 else 8192, 20 * KIB)),
        Thread(tid + 5, "waitress-4", "S", 0, syscall=202, stack=stack(4096, 8192),
               futex_=lock(2)),
        Thread(tid + 6, "waitress-5", "S", 0, syscall=202, stack=stack(4096, 8192),
               futex_=lock(2)),
        Thread(tid + 7, "pool-cleaner", "S", 0, syscall=230,
               stack=stack(4096, 4096, 64 * MIB)),
        *(Thread(tid + n, f"pool-{n - 1}", "S", 0, syscall=202,
                 stack=stack(2048, n * 1024, 256 * KIB)) for n in (8, 9, 10, 11)),
        Thread(tid + 12, "an-\x1b[31m-evil-", "T"),
    ]  # fmt: skip


def look(
    *, ended: bool = False, seconds: int = 60, pause: tuple[int, int] = (20, 20)
) -> ThreadsLook:
    """Return what was seen within a minute, but for a pause."""
    recorder = LaneRecorder()
    for second in range(seconds + 1):
        if not pause[0] <= second < pause[1]:
            one = process_at(second)
            lanes = recorder.look(1000.0 + second, one)
    started = frozenset({PID + 4})
    return look_at_threads(one, lanes, letter="A", ended=ended, started=started)


def process_at(second: int) -> Process:
    return replace(process(PID, name="shop"), threads=tuple(_threads(second)))
