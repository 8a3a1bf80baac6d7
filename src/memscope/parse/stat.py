"""Turn /proc/PID/stat, or a thread's, into a record (man 5 proc_pid_stat)."""

from msgspec import Struct

from memscope.errors import ParseError


class Stat(Struct, frozen=True, gc=False):
    """What stat says about one task.

    Addresses are None where the kernel hides them from us.

    Attributes:
        name: `comm`, up to 15 bytes, as the task set it.
        state: One letter.
        ppid: Parent's process id.
        cpu_ticks: User and system time in clock ticks.
        threads: Number of threads in the process.
        start_ticks: Start time in clock ticks since boot.
        virtual: Bytes of address space.
        resident_pages: In RAM by the kernel's quick counter; it may be late.
        start_code: First address of the first executable segment.
        end_code: End of it.
        start_stack: Where the main stack began.
        start_brk: Where the brk heap begins.
        task_flags: Kernel flags word of the task (PF_KTHREAD is 0x200000).
    """

    name: str
    state: str
    ppid: int
    cpu_ticks: int
    threads: int
    start_ticks: int
    virtual: int
    resident_pages: int
    start_code: int | None
    end_code: int | None
    start_stack: int | None
    start_brk: int | None
    task_flags: int

    @property
    def program(self) -> tuple[int | None, ...]:
        """Where the program was put; exec almost surely changes it."""
        return self.start_code, self.end_code, self.start_stack, self.start_brk

    @property
    def is_kernel_thread(self) -> bool:
        """The task belongs to the kernel and has no address space of its own."""
        return bool(self.task_flags & 0x0020_0000)


def parse_stat(data: bytes) -> Stat:
    """Parse one stat file.

    Raises:
        ParseError: The file is not in the documented form.
    """
    # The name may hold ")" and newlines: the last ")" ends it.
    head, closed, tail = data.rpartition(b")")
    fields = tail.split()
    try:
        if not closed:
            raise ValueError
        hidden = int(fields[23]) <= 1
        return Stat(
            head.partition(b"(")[2].decode("utf-8", "surrogateescape"),
            fields[0].decode("ascii"),
            int(fields[1]),
            int(fields[11]) + int(fields[12]),
            int(fields[17]),
            int(fields[19]),
            int(fields[20]),
            int(fields[21]),
            None if hidden else int(fields[23]),
            None if hidden else int(fields[24]),
            None if hidden else int(fields[25]),
            None if hidden else int(fields[44]),
            int(fields[6]),
        )
    except (IndexError, ValueError):
        raise ParseError("stat", 1, data) from None


class ThreadStat(Struct, frozen=True, gc=False):
    """What differs from thread to thread: a process may have thousands.

    Attributes:
        name: `comm`, up to 15 bytes.
        state: One letter.
        cpu_ticks: User and system time in clock ticks.
        start_ticks: Start time in clock ticks since boot.
        text: The beginning of the file that all this follows from.
    """

    name: str
    state: str
    cpu_ticks: int
    start_ticks: int
    text: bytes


def parse_thread_stat(data: bytes) -> ThreadStat:
    """Parse as much of a thread's stat file as is its own.

    Raises:
        ParseError: The file is not in the documented form.
    """
    head, closed, tail = data.rpartition(b")")
    fields = tail.split(None, 20)
    try:
        if not closed:
            raise ValueError
        return ThreadStat(
            head.partition(b"(")[2].decode("utf-8", "surrogateescape"),
            fields[0].decode("ascii"),
            int(fields[11]) + int(fields[12]),
            int(fields[19]),
            data[: len(data) - len(fields[20])],
        )
    except (IndexError, ValueError):
        raise ParseError("stat", 1, data) from None
