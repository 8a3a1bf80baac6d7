"""One process: its threads, their stacks, what the kernel says of a task."""

from bisect import bisect_right
from operator import attrgetter
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType, field

from memscope.model.address import Address
from memscope.model.cgroup import Cgroup
from memscope.model.held import Held
from memscope.model.kinds import Confidence
from memscope.model.limit import Limit
from memscope.model.region import ProcessUsage, Reasons, Region, Size, Sureness
from memscope.model.standing import Namespaces, Oom

State = Annotated[str, Meta(description="One letter, as in ps(1): R, S, D, T, t, Z.")]


class TaskFacts(Struct, frozen=True, gc=False):
    """One living thread, as the kernel tells.

    Attributes:
        tid: Thread id, as we see it.
        name: The kernel's `comm`.
        sp: Stack pointer; None when unknown or running.
        own_tid: Thread id as the thread itself sees it (the last number of NSpid);
            the C library writes down that one. None: not known, so not compared.
    """

    tid: int
    name: str
    sp: int | None
    own_tid: int | None


class Stack(Struct, frozen=True, gc=False):
    """The stack of one thread; it grows from `end` down towards `start`.

    Attributes:
        start: Lowest usable address.
        end: First address above it.
        guard: Bytes of guard below `start`; None when we do not know.
        resident: Bytes in RAM: touched so far, not in use now. None: unknown.
        depth: Bytes between SP and `end`; None when SP is unknown or elsewhere.
        evidence: How we know; see `model/evidence.py`.
        confidence: How sure the bounds are.
        limit: Bytes the stack may grow to (main thread); None: its size is fixed.
        holes: (start, end) of what may not be touched inside it, in order.
    """

    start: Address
    end: Address
    guard: Annotated[Size | None, Meta(description="Bytes of guard below start.")] = (
        None
    )
    resident: Annotated[Size | None, Meta(description="Bytes touched so far.")] = None
    depth: Annotated[Size | None, Meta(description="Bytes in use: from SP to end.")] = (
        None
    )
    evidence: Reasons = ()
    confidence: Sureness = Confidence.GUESS
    limit: Annotated[Size | None, Meta(description="Bytes it may grow to.")] = None
    holes: Annotated[
        tuple[tuple[Address, Address], ...],
        Meta(description="Ranges inside that may not be touched."),
    ] = ()

    @property
    def size(self) -> int:
        """Reserved bytes of address space."""
        return self.end - self.start

    def __contains__(self, address: int) -> bool:
        return self.start <= address < self.end


class Futex(Struct, frozen=True, gc=False):
    """The word that a thread sleeps at until another one wakes it (man 2 futex).

    Attributes:
        address: Of the word.
        operation: Number of the operation, without its flags: 0, 9 wait, 6 a lock.
        expects: What the word held when the thread began to wait, 32 bits; None: this
            operation does not say.
    """

    address: Annotated[Address, Meta(description="Of the word it sleeps at.")]
    operation: Annotated[int, Meta(ge=0, description="Of futex(2), without flags.")]
    expects: Annotated[
        Size | None, Meta(description="What the word held; null: not said.")
    ] = None


class Thread(Struct, frozen=True, gc=False):
    """One thread.

    Attributes:
        tid: Thread id; the main thread's equals the pid.
        name: The kernel's `comm`, up to 15 bytes.
        state: One letter as in ps(1): R, S, D, T, t, Z, X, I.
        cpu_ms: User and system time used so far, in milliseconds.
        sp: Stack pointer; None when the thread was running.
        pc: Program counter; None when the thread was running.
        stack: Its stack; None when unknown.
        registers: All general registers by name, only when asked for.
        syscall: Number of the system call it sleeps in; None: in none, or unknown.
        stopped_us_: `stopped_us`, as the format has it: left out when unknown.
        futex_: `futex`, likewise.
    """

    tid: Annotated[int, Meta(ge=1)]
    name: str
    state: State
    cpu_ms: Annotated[Size, Meta(description="CPU time so far, milliseconds.")] = 0
    sp: Annotated[
        Address | None, Meta(description="Stack pointer; null while it ran.")
    ] = None
    pc: Annotated[
        Address | None, Meta(description="Program counter; null while it ran.")
    ] = None
    stack: Stack | None = None
    registers: dict[str, Address] | None = None
    syscall: Annotated[
        int | None, Meta(description="System call it sleeps in, by number.")
    ] = None
    stopped_us_: Annotated[
        Annotated[float, Meta(ge=0)] | UnsetType,
        Meta(description="Stopped so long, at most, for its registers: microseconds."),
    ] = field(default=UNSET, name="stopped_us")
    futex_: Futex | UnsetType = field(default=UNSET, name="futex")

    @property
    def stopped_us(self) -> float | None:
        """Microseconds it stood still, at most, to have its registers read.

        None: it was not stopped.
        """
        return None if self.stopped_us_ is UNSET else self.stopped_us_

    @property
    def futex(self) -> Futex | None:
        """What it sleeps at; None: at no futex, or unknown."""
        return None if self.futex_ is UNSET else self.futex_


class Allocator(Struct, frozen=True, gc=False):
    """An allocator or a sanitizer that a process has loaded; it need not use it.

    Attributes:
        name: Such as `jemalloc`.
        evidence: How we know; see `model/evidence.py`.
    """

    name: str
    evidence: Reasons = ()


class Build(Struct, frozen=True, gc=False):
    """An ELF file that a process has mapped, and which build of it that is.

    Attributes:
        path: As in its map.
        device: `major:minor` in hex, likewise.
        inode: Likewise.
        id: What the linker called this build, in hex; two files with one id are the
            same program or library, wherever they lie.
    """

    path: str
    device: str
    inode: int
    id: str


class Process(Struct, frozen=True, gc=False):
    """One process, with its threads and all regions of its address space.

    Attributes:
        pid: Process id.
        ppid: Parent's process id.
        start_ticks: Start time in clock ticks since boot; (pid, start_ticks)
            names a process for ever, the pid alone does not.
        name: The kernel's `comm`.
        exe: Path of the executable; None when not readable or there is none.
        cmdline: Arguments; () for kernel threads and zombies.
        state: One letter as in ps(1).
        address_space: Equal strings within a snapshot mean one address space;
            None when the kernel would not say.
        usage: Memory of the whole process.
        threads: In order of TID, the main thread first.
        regions: In order of address; they cover the VMAs exactly.
        allocators: Which of those we know it has loaded; None when its map is unknown.
        abi: How its program's words are laid out, see `model/abi.py`; not the
            machine's. None when unknown.
        limits: Those in force, the nearest first; None: not asked.
        cgroup: What its memory is charged to; None: not asked, or unknown.
        oom: Whether it is ended first; None likewise.
        namespaces: What it sees of the machine; None likewise.
        held: Memory it holds by descriptors, the largest first; None likewise.
        builds: Build-ids of the ELF files that it maps, of those that have one and
            were not written to since; None: not looked at.
    """

    pid: Annotated[int, Meta(ge=1)]
    ppid: Size
    start_ticks: Annotated[
        Size, Meta(description="Clock ticks from boot to its start.")
    ]
    name: str
    exe: str | None
    cmdline: tuple[str, ...]
    state: State
    address_space: Annotated[
        str | None, Meta(description="Equal strings: one address space.")
    ]
    usage: ProcessUsage
    threads: tuple[Thread, ...]
    regions: tuple[Region, ...]
    allocators: Annotated[
        tuple[Allocator, ...] | None,
        Meta(description="Allocators it has loaded; null when unknown."),
    ] = None
    abi: Annotated[
        str | None,
        Meta(description="x86_64, i386, x32, aarch64, arm; null when unknown."),
    ] = None
    limits: Annotated[
        tuple[Limit, ...] | None,
        Meta(description="Those in force, the nearest first; null: not asked."),
    ] = None
    cgroup: Cgroup | None = None
    oom: Oom | None = None
    namespaces: Namespaces | None = None
    held: Annotated[
        tuple[Held, ...] | None,
        Meta(description="Memory it holds by descriptors; null: not asked."),
    ] = None
    builds: Annotated[
        tuple[Build, ...] | None,
        Meta(description="ELF files and their build-ids; null: not looked at."),
    ] = None

    def __repr__(self) -> str:
        """Say in one line which one it is, and how much is known of it."""
        threads = (
            "1 thread" if len(self.threads) == 1 else f"{len(self.threads)} threads"
        )
        counts = f"{threads}, {len(self.regions)} regions"
        return f"<Process {self.pid} {self.name!r}: {counts}>"

    @property
    def identity(self) -> tuple[int, int]:
        """(pid, start time): never reused."""
        return (self.pid, self.start_ticks)

    def region_at(self, address: int) -> Region | None:
        """Return the region that holds an address; None when nothing is there."""
        index = bisect_right(self.regions, address, key=_start_of) - 1
        found = self.regions[index] if index >= 0 else None
        return found if found is not None and address in found else None


_start_of = attrgetter("start")
