"""All that is remembered of one process from one look to the next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct

from memscope.analyze.brk import FoundBrk
from memscope.analyze.classify import Piece
from memscope.analyze.contradictions import Contradiction
from memscope.analyze.spans import Span
from memscope.analyze.stacks.find import FoundStacks
from memscope.analyze.stacks.main import MainPieces
from memscope.collect.look.contradictions import Checked
from memscope.collect.look.look import ReadMap
from memscope.collect.look.regions import Aliases
from memscope.collect.look.renewal import MeasuredRegions
from memscope.model.abi import Abi
from memscope.model.process import Allocator, Build, TaskFacts, Thread
from memscope.model.region import Vma
from memscope.model.snapshot import Gap
from memscope.parse.pthread import Descriptor
from memscope.parse.status import Status
from memscope.proc.descriptors import KnownDescriptors
from memscope.proc.fs import ProcDir
from memscope.proc.images import FileKey, Opened
from memscope.proc.scan import PageScanner
from memscope.proc.sharers import Sharers
from memscope.proc.tasks import Task, TaskReader

if TYPE_CHECKING:
    from memscope.analyze.anonymous.go_tables import GoProgram
    from memscope.analyze.stacks.go_threads import GoThread

Identity = tuple[int, int]
"""(pid, start time in ticks)."""

Result = TypeVar("Result")


class Kept(Generic[Result]):
    """A result, and the inputs it followed from.

    Attributes:
        result: The last one; None before the first.
    """

    __slots__ = ("_inputs", "result")

    def __init__(self) -> None:
        self.result: Result | None = None
        self._inputs: tuple[object, ...] | None = None

    def of(self, inputs: tuple[object, ...], work: Callable[[], Result]) -> Result:
        """Return the last result while the inputs are equal, else what work returns.

        A result that equals the last one is that very object.
        """
        if self.result is None or self._inputs != inputs:
            result = work()
            if self.result is None or self.result != result:
                self.result = result
            self._inputs = inputs
        return self.result

    def forget(self) -> None:
        """Have the next one worked out anew; the result stays, for comparison."""
        self._inputs = None


class SeenStacks(Struct, frozen=True, gc=False):
    """The stacks of one look.

    Attributes:
        found: What descriptors and stack pointers led to.
        spans: The ranges that stacks take, alternate signal stacks among them.
        is_whole: The kernel led to a descriptor of every living thread.
    """

    found: FoundStacks
    spans: tuple[Span, ...]
    is_whole: bool


@dataclass(slots=True)
class Watched:
    """What is remembered of one process.

    Attributes:
        program: What it runs, and where that was put; exec almost surely changes it.
        status: As it was at the first look; its numbers never change.
        exe: Path of its program; None when we may not know.
        abi: Of the program; None when unknown.
        auxv: What the kernel told the program at its start; {} when unknown.
        new_status: The status when it belongs to a look that is not over yet.
        tasks: Its threads as they were last read.
        no_positions: Why their stack pointers are missing; None when they are not.
        threads: The records of its threads.
        each_thread: And each of them, by TID.
        map: The map as it was last read.
        plain_map: And as maps last had it, without the numbers of smaps.
        scanner: Scans its pages.
        files: What is known of the files that it maps.
        file_rows: The mappings of each of them when that was last checked.
        doubted_files: Those that may not be what was mapped any more.
        builds: Their build-ids, of those that have one.
        files_at: When they were all checked, in seconds of `time.monotonic`.
        unseen_starts: Where files begin whose first page is not in RAM.
        start_ticks: When it began, in clock ticks since boot; None: not known.
        images: What ELF files say about it.
        brk: Where the brk area ends.
        arena_rows: Where in the map heaps of arenas may begin.
        arenas: The arenas of malloc.
        search: Where to look for thread descriptors.
        descriptors: What the C library says of its threads.
        main_stack: What its main stack is made of.
        family: Relatives in the same memory.
        strangers: Processes in the same memory, when there was reason to ask all.
        hosts: All of these that lived at the last look, and whether that is all.
        is_memory_read: Its memory could be read in the last look.
        guests: Their threads, as they were last read.
        has_idle_stacks: There once was a stack that seemed to be of no thread.
        go: Where the variables and the memory of Go's runtime are.
        go_variables: The former.
        go_threads: And what it says of threads.
        stacks: Its stacks.
        away: Name and stack pointer of threads that are not on their own.
        allocators: Which ones are loaded.
        anonymous: What anonymous memory holds.
        unmarked: What flags could tell more of, where they were not read.
        unasked: What memory or files could tell more of, where they were not.
        named_at: When that was read, in seconds of `time.monotonic`.
        no_python_table_at: When it was searched in vain for CPython's, likewise.
        pieces: The map, cut and classified.
        aliases: Which of them show the same bytes.
        measured: The regions, and their sum.
        checked: What was checked of the last look.
        doubts: What it was known to say against itself, though it was taken twice.
    """

    program: tuple[object, ...]
    status: Status
    exe: str | None = None
    abi: Abi | None = None
    auxv: Mapping[int, int] = field(default_factory=dict)
    new_status: Status | None = None
    tasks: list[Task] = field(default_factory=list)
    no_positions: str | None = None
    threads: Kept[tuple[Thread, ...]] = field(default_factory=Kept)
    each_thread: dict[int, Kept[Thread]] = field(default_factory=dict)
    map: ReadMap | None = None
    plain_map: Kept[ReadMap | None] = field(default_factory=Kept)
    scanner: PageScanner = field(default_factory=PageScanner)
    files: dict[FileKey, Opened] = field(default_factory=dict)
    file_rows: dict[FileKey, list[Vma]] = field(default_factory=dict)
    doubted_files: frozenset[FileKey] = frozenset()
    builds: tuple[Build, ...] | None = None
    files_at: float = 0.0
    unseen_starts: list[int] = field(default_factory=list)
    start_ticks: int | None = None
    images: Kept[tuple[list[Span], list[Gap]]] = field(default_factory=Kept)
    brk: Kept[FoundBrk] = field(default_factory=Kept)
    arena_rows: Kept[tuple[int, ...]] = field(default_factory=Kept)
    arenas: Kept[list[Span]] = field(default_factory=Kept)
    search: KnownDescriptors = field(default_factory=KnownDescriptors)
    descriptors: Kept[tuple[Descriptor, ...]] = field(default_factory=Kept)
    main_stack: Kept[MainPieces | None] = field(default_factory=Kept)
    family: Kept[Sharers] = field(default_factory=Kept)
    strangers: Kept[Sharers] = field(default_factory=Kept)
    hosts: Sharers = field(default_factory=Sharers)
    is_memory_read: bool = True
    guests: list[TaskFacts] = field(default_factory=list)
    has_idle_stacks: bool = False
    go: "Kept[GoProgram]" = field(default_factory=Kept)
    go_variables: Kept[tuple[tuple[int, int], ...]] = field(default_factory=Kept)
    go_threads: "Kept[tuple[GoThread, ...]]" = field(default_factory=Kept)
    stacks: Kept[SeenStacks] = field(default_factory=Kept)
    allocators: Kept[tuple[Allocator, ...]] = field(default_factory=Kept)
    away: Kept[dict[int, tuple[str, int]]] = field(default_factory=Kept)
    anonymous: Kept[list[Span]] = field(default_factory=Kept)
    unmarked: Kept[list[Span]] = field(default_factory=Kept)
    unasked: Kept[list[Span]] = field(default_factory=Kept)
    named_at: float = 0.0
    no_python_table_at: float = float("-inf")
    pieces: Kept[list[Piece]] = field(default_factory=Kept)
    aliases: Kept[Aliases] = field(default_factory=Kept)
    measured: MeasuredRegions | None = None
    checked: Checked = field(default_factory=Checked)
    doubts: frozenset[Contradiction] = frozenset()
    _task_reader: TaskReader = field(default_factory=TaskReader)

    @property
    def is_ours(self) -> bool:
        """It sees the same numbers as we do: one pid namespace."""
        return len(self.status.numbers("NSpid")) == 1

    def read_tasks(self, directory: ProcDir) -> None:
        """Look at the threads; may fork, so that no thread of ours may be at work."""
        self.tasks, self.no_positions = self._task_reader.read(directory)

    def forget_labels(self) -> None:
        """Have all that labels follow from read anew in the next look."""
        self.images.forget()
        self.brk.forget()
        self.arenas.forget()
        self.descriptors.forget()
        self.go.forget()
        self.go_threads.forget()
        self.stacks.forget()
        self.anonymous.forget()
        self.named_at = 0.0
