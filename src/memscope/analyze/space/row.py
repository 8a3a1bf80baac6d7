"""A row of the memory table: who it is for ever, and what it adds up to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from memscope.model.process import Process
from memscope.model.region import Region
from memscope.model.word import Word


class What(Word):
    """What a row stands for."""

    PROCESS = "process"
    GROUP = "group"
    """Regions of one kind and label within one neighbourhood."""
    MORE = "more"
    """Members of an open group that are put together for lack of lines."""
    REGION = "region"
    HOLE = "hole"
    PAGES = "pages"
    """The strip below an open region: its pages on the bar's own axis."""


class RowKey(NamedTuple):
    """Names a row for ever: cursor, open rows and marks hold on to it.

    Attributes:
        process: Pid and start time.
        what: A `What`.
        near: Which neighbourhood: its number among those with the same kind and label.
        kind: Of the regions; "" of a hole or a process.
        label: Likewise.
        start: First address of a region, hole or strip, or of the stack or arena that a
            row inside a group stands for; 0 of a group, a file or a process.
    """

    process: tuple[int, int]
    what: str
    near: int = 0
    kind: str = ""
    label: str = ""
    start: int = 0


class Amounts(NamedTuple):
    """Sums over the regions of a row, in bytes; None: unknown of all of them.

    Attributes:
        mapped: Address space.
        resident: In RAM.
        own: In RAM, and nobody else maps it.
        shared: In RAM, and others map it.
        swapped: On swap.
        is_partial: Of some region one of the numbers is unknown: the known part.
    """

    mapped: int = 0
    resident: int | None = None
    own: int | None = None
    shared: int | None = None
    swapped: int | None = None
    is_partial: bool = False


NOTHING = Amounts()


@dataclass(frozen=True, slots=True, eq=False)
class SpaceRow:
    """One row.

    Attributes:
        key: Who it is.
        what: What it stands for.
        depth: 0 for groups of a single process, one more for what is inside.
        process: Whose.
        start: Lowest address.
        end: First address after the highest.
        regions: In order of address; () of a hole.
        members: How many things they are: files, stacks, arenas, regions.
        amounts: Their sums.
        can_open: There is something inside.
        is_open: It is shown.
        is_last: The last one of those inside its parent.
        stem: For each row around it that is inside another, from outside: whether more
            rows follow in that other one.
        is_inside: It is inside a group, which says what is the same of all of them.
    """

    key: RowKey
    what: What
    depth: int
    process: Process
    start: int
    end: int
    regions: Sequence[Region] = ()
    members: int = 1
    amounts: Amounts = NOTHING
    can_open: bool = False
    is_open: bool = False
    is_last: bool = False
    stem: tuple[bool, ...] = ()
    is_inside: bool = False

    @property
    def size(self) -> int:
        """Bytes from the lowest address to the highest."""
        return self.end - self.start
