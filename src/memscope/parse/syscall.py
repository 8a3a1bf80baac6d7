"""Turn /proc/PID/task/TID/syscall into a record (kernel: fs/proc/base.c)."""

from msgspec import Struct


class Position(Struct, frozen=True, gc=False):
    """Where a thread is.

    Attributes:
        syscall: Number of the system call it sleeps in; None when in none.
        sp: Stack pointer; None when the thread was running or has ended.
        pc: Program counter; None likewise.
    """

    syscall: int | None
    sp: int | None
    pc: int | None


RUNNING = Position(None, None, None)
"""On a CPU, or merely ready to be: the kernel then says nothing."""


def parse_syscall(data: bytes) -> Position:
    """Parse a syscall file; whatever is not a position counts as running."""
    words = data.split()
    try:
        if len(words) in (3, 9):
            sp, pc = int(words[-2], 16), int(words[-1], 16)
            # A zombie reads "-1 0x0 0x0", and a kernel thread zeros throughout,
            # which is neither address zero nor the system call of that number.
            in_call = len(words) == 9 and (sp or pc)
            return Position(int(words[0]) if in_call else None, sp or None, pc or None)
    except ValueError:
        pass
    return RUNNING
