"""What one look is to read, and what it has read, for all who reason about it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import overload

from msgspec import Struct

from memscope.model.abi import Abi
from memscope.model.region import Vma
from memscope.parse.pagemap import Pages
from memscope.parse.records import Records, records_of
from memscope.parse.smaps import Smaps
from memscope.parse.stat import Stat
from memscope.parse.status import Status
from memscope.proc.fs import ProcDir
from memscope.proc.machine import this_system
from memscope.proc.tasks import Task


class Detail(Enum):
    """How closely memory is looked at."""

    MAP = auto()
    """The map, and which pages are there; nothing that holds up the target."""
    MEMORY = auto()
    """What smaps says, too: the kernel walks all page tables for it."""
    FULL = auto()
    """And every number of smaps by the kernel's own name."""


class Bounds(Sequence[tuple[int, int]]):
    """(start, end) of VMAs, each made when it is asked for: there may be very many."""

    __slots__ = ("_vmas",)

    def __init__(self, vmas: Sequence[Vma]) -> None:
        self._vmas = vmas

    def __len__(self) -> int:
        return len(self._vmas)

    @overload
    def __getitem__(self, at: int) -> tuple[int, int]: ...
    @overload
    def __getitem__(self, at: slice) -> "Bounds": ...
    def __getitem__(self, at: int | slice) -> "tuple[int, int] | Bounds":
        if isinstance(at, slice):
            return Bounds(self._vmas[at])
        return self._vmas[at].start, self._vmas[at].end

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return ((vma.start, vma.end) for vma in self._vmas)


class ReadMap(Struct, frozen=True, gc=False):
    """A map as it was read.

    Attributes:
        table: What the kernel says of it; without smaps its usages are empty.
    """

    table: Smaps

    @property
    def bounds(self) -> Sequence[tuple[int, int]]:
        """(start, end) of each VMA."""
        return Bounds(self.table.vmas)


@dataclass(frozen=True, slots=True)
class Look:
    """What was read, all of it within one look.

    Attributes:
        directory: Of the process, or of a living thread of it.
        stat: Of the same.
        tasks: All threads, the main thread first.
        map: The map, not empty.
        pages: Which pages are there; None when they could not be read.
        is_ours: It sees the same numbers as we do: one pid namespace.
        abi: Of its program; None when unknown.
        exe: Path of its program; None when we may not know.
        status: Of the process, where it was read in this look; else None.
        is_again: Some threads were asked once more, or have ended since the rest was
            read, which stands.
    """

    directory: ProcDir
    stat: Stat
    tasks: Sequence[Task]
    map: ReadMap
    pages: Pages | None
    is_ours: bool
    abi: Abi | None = None
    exe: str | None = None
    status: Status | None = None
    is_again: bool = False

    @property
    def pid(self) -> int:
        """Process id, also when its main thread has ended."""
        return self.tasks[0].tid

    @property
    def records(self) -> Records:
        """How the records in its memory are laid out."""
        return _records(self.abi)

    @property
    def threads(self) -> str:
        """Folder of its threads' folders, as seen from the directory."""
        return "task" if self.directory.pid == self.pid else ".."

    @property
    def table(self) -> Smaps:
        """The columns of the map."""
        return self.map.table

    @property
    def vmas(self) -> list[Vma]:
        """The VMAs, in order of address."""
        return self.map.table.vmas


@lru_cache(maxsize=16)
def _records(abi: Abi | None) -> Records:
    return records_of(abi, this_system().machine)
