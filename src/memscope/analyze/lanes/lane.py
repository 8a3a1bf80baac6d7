"""What one thread did, second by second: state, share of a CPU, stack.

A thread that goes on doing the same takes no room: only what changed is written down.
"""

from array import array
from bisect import bisect_right
from typing import NamedTuple

from memscope.model.process import Thread
from memscope.units import KIB

COLUMN_S = 1.0
"""Seconds of one column: the kernel counts CPU time in hundredths of them."""
SPAN_S = 60
"""Seconds that are shown; as many columns."""
LOCK = "L"
"""State of a thread that sleeps because of a lock: the kernel has no letter for it."""
_NOTHING = 255
_STEP0 = 4 * KIB


class Second(NamedTuple):
    """What was seen of a thread within one column.

    Attributes:
        state: Letter of the kernel, or `LOCK`.
        cpu: Share of one CPU, in percent; None: unknown.
        depth: Doublings of its stack in use, see `doublings`; None: unknown.
        touched: Likewise of its stack in RAM.
    """

    state: str
    cpu: int | None
    depth: int | None = None
    touched: int | None = None


class Lane:
    """One thread.

    Attributes:
        entries: A packed number for each column in which something changed. Whoever
            reads may hold on to the array: it is added to, but never cut.
        depth: Bytes of stack in use when that was last known; None: never.
        depth_at: When that was, in seconds of the source's clock.
        cpu_ms: CPU time at the last look.
        base_ms: And at the last one before this column.
        epoch: Which column that is, as its writer counts.
    """

    __slots__ = ("base_ms", "cpu_ms", "depth", "depth_at", "entries", "epoch")

    def __init__(self) -> None:
        self.entries = array("Q")
        self.depth: int | None = None
        self.depth_at = 0.0
        self.cpu_ms = self.base_ms = 0
        self.epoch = -1

    def put(self, number: int) -> None:
        """Write down a `packed` column; the newest one may be written again."""
        entries = self.entries
        if entries and entries[-1] >> 32 >= number >> 32:
            entries[-1] = number
            if len(entries) > 1 and _is_same(entries[-2], number):
                entries.pop()
        elif not entries or not _is_same(entries[-1], number):
            entries.append(number)

    def state_in(self, column: int) -> str:
        """Return the state that was written down in the newest column; "": none."""
        entries = self.entries
        if not entries or entries[-1] >> 32 != column:
            return ""
        return chr(entries[-1] >> 24 & 0xFF)

    def mean_cpu(self, first: int, last: int) -> float | None:
        """Return its share of a CPU over some columns, in percent; None: unknown."""
        total, known, end = 0, 0, last + 1
        for number in reversed(self.entries):
            start = max(number >> 32, first)
            if start < end:
                cpu = number >> 16 & 0xFF
                if cpu != _NOTHING:
                    total += cpu * (end - start)
                    known += end - start
                end = start
            if number >> 32 <= first:
                break
        return total / known if known else None

    def forget(self, before: int) -> None:
        """Drop what was before a column, but for what went on into it."""
        first = self._after(before) - 1
        if first > 0:
            self.entries = self.entries[first:]

    def at(self, column: int) -> Second | None:
        """Return what the thread did in a column; None: it was not there yet."""
        return next(iter(self.seconds(column, 1)))

    def seconds(self, first: int, count: int) -> list[Second | None]:
        """Return what it did in some columns, in order."""
        entries, found = self.entries, list[Second | None]()
        index = self._after(first)
        now = _unpacked(entries[index - 1]) if index else None
        for column in range(first, first + count):
            while index < len(entries) and entries[index] >> 32 <= column:
                now, index = _unpacked(entries[index]), index + 1
            found.append(now)
        return found

    def is_calm(self, first: int) -> bool:
        """Tell whether it used no CPU time since a column, as far as is known."""
        for number in reversed(self.entries):
            if number >> 16 & 0xFF not in (0, _NOTHING):
                return False
            if number >> 32 <= first:
                break
        return True

    def _after(self, column: int) -> int:
        """Return how many entries there are up to a column."""
        entries = self.entries
        if entries and entries[-1] >> 32 <= column:
            return len(entries)
        return bisect_right(entries, column << 32 | 0xFFFFFFFF)


def doublings(size: int | None) -> int | None:
    """Return on which cell of a log axis a size ends: 1 up to 4K, 2 up to 8K, ….

    0 is nothing at all, 12 is up to 8M.
    """
    if size is None:
        return None
    if size <= 0:
        return 0
    return 1 + max((size - 1) // _STEP0, 0).bit_length()


def packed(column: int, state: str, cpu: int | None, thread: Thread) -> int:
    """Return as a number what there is to write down of a thread.

    Args:
        column: When.
        state: Letter of the kernel, or `LOCK`.
        cpu: Share of one CPU, in percent; None: unknown.
        thread: Whose stack it is about.
    """
    stack = thread.stack
    depth = doublings(stack.depth) if stack is not None else None
    touched = doublings(stack.resident) if stack is not None else None
    return (
        column << 32
        | (ord(state) & 0x7F) << 24
        | (_NOTHING if cpu is None else cpu) << 16
        | (_NOTHING if depth is None else depth) << 8
        | (_NOTHING if touched is None else touched)
    )


def _is_same(number: int, other: int) -> bool:
    return not (number ^ other) & 0xFFFFFFFF


def _unpacked(number: int) -> Second:
    state, cpu, depth, touched = (number >> shift & 0xFF for shift in (24, 16, 8, 0))
    return Second(chr(state), _known(cpu), _known(depth), _known(touched))


def _known(value: int) -> int | None:
    return None if value == _NOTHING else value
