"""All processes of a machine, what each takes of its RAM, and what nobody takes."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from memscope.model.region import Size
from memscope.model.snapshot import Gap, System
from memscope.model.word import Word


class GroupedBy(Word):
    """What a line of the list stands for."""

    PROCESS = "process"
    PROGRAM = "program"
    USER = "user"
    CGROUP = "cgroup"


class RamShare(Struct, frozen=True, gc=False):
    """What one process takes of the RAM, or several of them; in bytes.

    Attributes:
        resident: In RAM now (RSS): pages that several map are in it of each of them.
        proportional: In RAM, each shared page divided by how often it is mapped (PSS);
            without `undivided`.
        unique: In RAM and mapped by nobody else (USS).
        swapped: On swap, shared parts divided likewise (SwapPss).
        anonymous: Of `proportional`, what no file is behind; None: the kernel
            is older than 5.3.
        file: And pages of files.
        shmem: And of shared memory, and of files that live in RAM.
        hugetlb: And its own pages of the reserved huge ones (hugetlbfs).
        undivided: Shared pages of those; by how many they are to be divided, nobody
            says.
    """

    resident: Size | None = None
    proportional: Size | None = None
    unique: Size | None = None
    swapped: Size | None = None
    anonymous: Size | None = None
    file: Size | None = None
    shmem: Size | None = None
    hugetlb: Size = 0
    undivided: Size = 0


class ListedProcess(Struct, frozen=True, gc=False, kw_only=True):
    """One process of the list.

    Attributes:
        pid: Process id.
        ppid: Its parent's.
        start_ticks: Start time in clock ticks since boot; with `pid` an identity.
        name: As the kernel calls it.
        program: Its program's file, and what an interpreter runs: `python3.11 app.py`.
        user: Its effective user's name, or the number where there is none.
        cmdline: Arguments.
        threads: How many it has.
        cgroup: Path of its cgroup, as in /proc/PID/cgroup; None: not asked for.
        share: What it takes of the RAM.
        refused: Why that could not be read; only what everybody may know is known then.
        same_as: Pid of a process of the list that lives in the same address space; the
            sums count it there.
    """

    pid: int
    ppid: int
    start_ticks: int
    name: str
    program: str
    user: str
    cmdline: tuple[str, ...] = ()
    threads: int
    cgroup: str | None = None
    share: RamShare
    refused: Annotated[
        str | None, Meta(description="Why its share is unknown; null: it is known.")
    ] = None
    same_as: Annotated[
        int | None, Meta(description="Pid that the same memory is counted at.")
    ] = None


class CgroupCharge(Struct, frozen=True, gc=False):
    """What the kernel charges to a cgroup and those below it, in bytes.

    A page is charged to whoever touched it first, and stays so: what processes of
    several cgroups map is in the PSS of all of them, but charged to one.

    Attributes:
        current: All that is charged; None: it could not be read.
        limit: How much may be; None: unknown, or no limit.
        processes: PSS of the processes in it and below it, as far as known.
        anonymous: Of `current`, data of programs.
        file: Contents of files, mapped or not; most of it can be dropped.
        shmem: Files in RAM and shared memory, mapped or not.
        kernel: The rest: the kernel's own for its processes, such as names of files,
            page tables, sockets.
    """

    current: Size | None = None
    limit: Size | None = None
    processes: Size | None = None
    anonymous: Size | None = None
    file: Size | None = None
    shmem: Size | None = None
    kernel: Size | None = None


class ProcessGroup(Struct, frozen=True, gc=False, kw_only=True):
    """Several processes, summed up; each address space counts once.

    Attributes:
        name: Of the program, the user or the cgroup; "" for all of them.
        pids: Who is in it, the largest share first.
        threads: Of all of them.
        share: Sums over those that could be read; None where none could.
        refused: How many could not be read.
        refused_resident: What those have in RAM by the kernel's quick count (RSS).
        charge: Of a cgroup, what the kernel charges to it.
    """

    name: str
    pids: tuple[int, ...]
    threads: int
    share: RamShare
    refused: Size = 0
    refused_resident: Size = 0
    charge: CgroupCharge | None = None


class RamPart(Struct, frozen=True, gc=False):
    """One use of the machine's RAM; the parts add up to all of it.

    Attributes:
        name: `anonymous`, `files`, `shmem`, `slab`, `page-tables`, `kernel-stacks`,
            `per-cpu`, `hugetlb`, `zswap`, `free` or `unknown`.
        size: Bytes; None: this kernel does not say.
        in_processes: Of them, what the processes of the list map; None: no process
            maps such memory.
        reclaimable: Of them, what the kernel can drop at once; None: nobody says.
    """

    name: str
    size: Size | None
    in_processes: Size | None = None
    reclaimable: Size | None = None


class MachineRam(Struct, frozen=True, gc=False):
    """Where the RAM of the machine is.

    Attributes:
        total: MemTotal; what the kernel itself took at boot is not in it.
        available: MemAvailable, an estimate; None: this kernel makes none.
        parts: They add up to `total`, as far as they are known.
        swap_total: Bytes of swap.
        swap_free: Of them free.
    """

    total: Size
    available: Size | None
    parts: tuple[RamPart, ...]
    swap_total: Size | None = None
    swap_free: Size | None = None


class NotListed(Struct, frozen=True, gc=False):
    """Who is not in the list.

    Attributes:
        kernel_threads: They have no memory of their own.
        zombies: They have none any more.
        vanished: Ended while they were looked at.
        hidden: This /proc hides the processes of others (hidepid).
        outside: /proc shows one pid namespace only, such as a container's; None:
            unknown.
    """

    kernel_threads: Size = 0
    zombies: Size = 0
    vanished: Size = 0
    hidden: bool = False
    outside: bool | None = None


class Listing(Struct, frozen=True, gc=False, kw_only=True):
    """All processes that may be seen, or those that a pattern names.

    Attributes:
        taken_at: When looking began, with time zone.
        took_ms: How long it took, in milliseconds.
        system: The machine.
        pattern: Which ones were asked for; None: all.
        by: What a line stands for.
        processes: One by one, in the order asked for.
        groups: The same, summed up; () where a line is a process.
        total: All of them summed up.
        ram: Where the machine's RAM is; None where a pattern left processes out, or
            where nobody says.
        not_listed: Who is not in it.
        gaps: What could not be read.
    """

    taken_at: datetime
    took_ms: float
    system: System
    pattern: str | None = None
    by: GroupedBy
    processes: tuple[ListedProcess, ...]
    groups: tuple[ProcessGroup, ...] = ()
    total: ProcessGroup
    ram: MachineRam | None = None
    not_listed: NotListed
    gaps: tuple[Gap, ...] = ()

    def process(self, pid: int) -> ListedProcess | None:
        """Return the process with that pid; None when it is not in here."""
        return next((one for one in self.processes if one.pid == pid), None)
