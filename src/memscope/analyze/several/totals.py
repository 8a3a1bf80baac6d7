"""Totals of many processes: each page once where the kernel tells, else not summed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

Identity = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ProcessTotals:
    """What one process takes; sizes in bytes.

    Attributes:
        key: Pid and start time.
        ppid: Its parent's pid.
        name: As the kernel calls it.
        threads: How many.
        resident: In RAM, by the kernel's quick counter or its sum; None: unknown.
        own: In RAM, and mapped by nobody else; None: unknown.
        proportional: In RAM, each shared page divided by its users; None: unknown.
        swapped: On swap; None: unknown.
        read_at: When the sums were read, seconds on the clock of the looks; None:
            never yet, or they may not be.
        is_open: It is looked at fully.
        refused: Why its sums are unknown for good; "": they are not.
        is_guess: What is its own was read when something else was in RAM.
    """

    key: Identity
    ppid: int
    name: str
    threads: int
    resident: int | None = None
    own: int | None = None
    proportional: int | None = None
    swapped: int | None = None
    read_at: float | None = None
    is_open: bool = False
    refused: str = ""
    is_guess: bool = False

    @property
    def shared(self) -> int | None:
        """Bytes in RAM that others map, too: all of them, divided by nobody."""
        if self.resident is None or self.own is None:
            return None
        return max(self.resident - self.own, 0)


@dataclass(frozen=True, slots=True)
class Several:
    """Processes that belong together.

    Attributes:
        at: When they were looked at, seconds on the clock of the looks.
        processes: Those that have memory, in the order of their pids.
        without_memory: How many have none: they have ended and wait for their parent.
        every_s: Seconds after which the sums of a closed one are read again.
        budget_s: Seconds for that in one look, at most.
        late: How many sums are older than that: the budget was used up.
    """

    at: float
    processes: tuple[ProcessTotals, ...]
    without_memory: int = 0
    every_s: float = 5.0
    budget_s: float = 0.05
    late: int = 0

    @property
    def count(self) -> int:
        """All of them; nothing is hidden without a number."""
        return len(self.processes) + self.without_memory

    @property
    def open(self) -> int:
        """How many are looked at fully."""
        return sum(one.is_open for one in self.processes)

    @property
    def closed(self) -> int:
        """How many are read by their totals only."""
        return len(self.processes) - self.open


class SeveralSums(NamedTuple):
    """What processes take together, in bytes.

    Attributes:
        own: Mapped by one of them alone; None: of one it is unknown.
        shared: Mapped by several, each page once as far as these processes account
            for it; None likewise.
        resident: All of their RSS added up, shared pages many times; None likewise.
    """

    own: int | None
    shared: int | None
    resident: int | None

    @property
    def once(self) -> int | None:
        """All of it, each page once."""
        if self.own is None or self.shared is None:
            return None
        return self.own + self.shared


def sums_of(processes: Sequence[ProcessTotals]) -> SeveralSums:
    """Add up; one unknown number makes the sum unknown.

    A shared page counts with the part that falls to these processes: where all who map
    it are among them, that is the whole page, once.
    """
    own = _sum([one.own for one in processes])
    proportional = _sum([one.proportional for one in processes])
    shared = None if own is None or proportional is None else proportional - own
    return SeveralSums(
        own,
        None if shared is None else max(shared, 0),
        _sum([one.resident for one in processes]),
    )


def _sum(sizes: Sequence[int | None]) -> int | None:
    return None if None in sizes else sum(size for size in sizes if size is not None)
