"""Turn /proc/PID/task/TID/syscall into a record (kernel: fs/proc/base.c)."""

from msgspec import Struct

from memscope.model.address import Address
from memscope.model.process import Futex


class Position(Struct, frozen=True, gc=False):
    """Where a thread is.

    Attributes:
        syscall: Number of the system call it sleeps in; None when in none.
        sp: Stack pointer; None when the thread was running or has ended.
        pc: Program counter; None likewise.
        futex: What it sleeps at, if this number is the one of futex(2).
    """

    syscall: int | None
    sp: int | None
    pc: int | None
    futex: Futex | None = None


RUNNING = Position(None, None, None)
"""On a CPU, or merely ready to be: the kernel then says nothing."""


_FUTEX = {
    "x86_64": (202,),
    "x32": (0x4000_0000 + 202,),
    "i386": (240, 422),
    "arm": (240, 422),
    "aarch64": (98,),
}
_ANY_FUTEX = frozenset(number for numbers in _FUTEX.values() for number in numbers)
_OPERATION = 0x7F
"""FUTEX_CMD_MASK of linux/futex.h, as far as operations are numbered."""
_WAITS = (0, 9, 11)
"""FUTEX_WAIT, FUTEX_WAIT_BITSET, FUTEX_WAIT_REQUEUE_PI: the third argument is what the
word has to hold; for FUTEX_LOCK_PI (6, 13) the kernel does not look at it."""


def is_futex(number: int | None, abi: str | None) -> bool:
    """Tell whether a system call is futex(2), for programs of an ABI."""
    return number in _FUTEX.get(abi or "", ())


def _futex(words: list[bytes]) -> Futex:
    address, operation, expects = (int(word, 16) for word in words[1:4])
    operation &= _OPERATION
    return Futex(
        Address(address),
        operation,
        expects & 0xFFFF_FFFF if operation in _WAITS else None,
    )


def parse_syscall(data: bytes) -> Position:
    """Parse a syscall file; whatever is not a position counts as running."""
    words = data.split()
    try:
        if len(words) in (3, 9):
            sp, pc = int(words[-2], 16), int(words[-1], 16)
            # A zombie reads "-1 0x0 0x0", and a kernel thread zeros throughout,
            # which is neither address zero nor the system call of that number.
            in_call = len(words) == 9 and (sp or pc)
            call = int(words[0]) if in_call else None
            futex = _futex(words) if call in _ANY_FUTEX else None
            return Position(call, sp or None, pc or None, futex)
    except ValueError:
        pass
    return RUNNING
