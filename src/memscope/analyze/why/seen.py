"""What the rules are handed: one process, or all, as seen once or for a while."""

from dataclasses import dataclass
from functools import cached_property

from memscope.analyze.portions import portions, portions_of
from memscope.model.huge_fill import HugeFill
from memscope.model.occupancy import Occupancy
from memscope.model.portion import Portion
from memscope.model.process import Process
from memscope.model.snapshot import Snapshot

LIVE = "live"
"""Where a process comes from that was looked at when it was asked for."""


@dataclass(frozen=True)
class Subject:
    """One process.

    Attributes:
        process: As it is now, with all that was asked for.
        earlier: (seconds before now, as it was), the oldest first; () after one look.
        heap: Its arenas, walked; None: they were not.
        heap_why: Why not, in a few words; "" when they were.
        huge: How full its huge pages are; None: nobody looked.
        huge_why: Why not, in a few words; "" when somebody did.
        source: `live`, or the file that it comes from.
    """

    process: Process
    earlier: tuple[tuple[float, Process], ...] = ()
    heap: tuple[Occupancy, ...] | None = None
    heap_why: str = ""
    huge: tuple[HugeFill, ...] | None = None
    huge_why: str = ""
    source: str = LIVE

    @property
    def resident(self) -> int:
        """Bytes in RAM, of those who need `resident`: then it is known."""
        return self.process.usage.resident or 0

    @cached_property
    def portions(self) -> tuple[Portion, ...]:
        """Where its memory is, the largest first."""
        return portions(self.process, self.heap or ())


@dataclass(frozen=True)
class Seen:
    """All that was seen.

    Attributes:
        now: The last look.
        subjects: Those who have memory, in the order they were asked for; one for
            each address space.
        seconds: From the first look to the last; 0: one look.
    """

    now: Snapshot
    subjects: tuple[Subject, ...]
    seconds: float = 0.0

    @cached_property
    def portions(self) -> tuple[Portion, ...]:
        """Where the memory of all of them is, the largest first."""
        if len(self.subjects) == 1:
            return self.subjects[0].portions
        walked = {one.process.pid: one.heap or () for one in self.subjects}
        return portions_of((one.process for one in self.subjects), walked)
