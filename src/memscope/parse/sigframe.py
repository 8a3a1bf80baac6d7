"""The frame that the kernel pushes when it calls a signal handler (x86_64).

It names the alternate signal stack in use and where the thread was interrupted
(kernel: arch/x86/include/uapi/asm/ucontext.h, sigcontext.h).
"""

import struct
from collections.abc import Iterator

from msgspec import Struct

# uc_flags, uc_link, ss_sp, ss_flags (int), ss_size, then registers: the sixteenth is
# rsp, the next rip.
_CONTEXT = struct.Struct("=2QQi4xQ120xQQ")
_RSP_AT = 160
_MOST_FLAGS = 16
_MOST_SIZE = 1 << 30
_AUTODISARM = -(1 << 31)
_SS_FLAGS = {0, 1, _AUTODISARM, _AUTODISARM + 1}
"""SS_ONSTACK, SS_AUTODISARM, both, or none."""


class SignalFrame(Struct, frozen=True, gc=False):
    """What a signal frame tells.

    Attributes:
        start: Lowest address of the alternate stack.
        end: First address above it.
        sp: Stack pointer of what the signal interrupted.
        pc: Program counter likewise.
    """

    start: int
    end: int
    sp: int
    pc: int


def signal_frames(
    data: bytes, sp: int, stack: tuple[int, int]
) -> Iterator[SignalFrame]:
    """Yield what may be the frame of the handler that a thread is in.

    Args:
        data: Memory of the target from `sp` upwards.
        sp: The thread's stack pointer, a multiple of 8.
        stack: (start, end) of the thread's own stack, which the signal interrupted.
    """
    low, high = stack
    words = memoryview(data[: len(data) & ~7]).cast("Q").tolist()
    for at, word in enumerate(words):
        start = at * 8 - _RSP_AT
        if not low <= word < high or not 0 <= start <= len(data) - _CONTEXT.size:
            continue
        flags, _, base, ss_flags, size, rsp, pc = _CONTEXT.unpack_from(data, start)
        if (
            flags < _MOST_FLAGS
            and ss_flags in _SS_FLAGS
            and base <= sp
            and size <= _MOST_SIZE
            and sp + start + _CONTEXT.size <= base + size
        ):
            yield SignalFrame(base, base + size, rsp, pc)
