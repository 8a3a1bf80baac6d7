"""The frame that the kernel pushes when it calls a signal handler (x86).

It names the alternate signal stack in use and where the thread was interrupted
(kernel: arch/x86/include/uapi/asm/ucontext.h, sigcontext.h; for 32-bit programs
arch/x86/include/asm/sigframe.h, sighandling.h). A 32-bit handler that did not ask for
the signal's circumstances gets a shorter frame, which names no stack.
"""

import struct
from collections.abc import Iterator

from msgspec import Struct


class FrameForm(Struct, frozen=True, gc=False):
    """How it is laid out.

    Attributes:
        context: uc_flags, uc_link, ss_sp, ss_flags (int), ss_size, then registers: of
            them the stack pointer and the program counter.
        sp_at: Bytes from its beginning to the stack pointer.
        word: Bytes of a pointer.
    """

    context: struct.Struct
    sp_at: int
    word: int


# The sixteenth register is rsp, the next rip.
X86_64 = FrameForm(struct.Struct("=2QQi4xQ120xQQ"), 160, 8)
# The eighth is esp, the fifteenth eip.
I386 = FrameForm(struct.Struct("=2IIiI28xI24xI"), 48, 4)
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
    data: bytes, sp: int, stack: tuple[int, int], form: FrameForm = X86_64
) -> Iterator[SignalFrame]:
    """Yield what may be the frame of the handler that a thread is in.

    Args:
        data: Memory of the target from `sp` upwards.
        sp: The thread's stack pointer, a multiple of a word.
        stack: (start, end) of the thread's own stack, which the signal interrupted.
        form: How frames are laid out.
    """
    low, high = stack
    context, size_of_it, word_size = form.context, form.context.size, form.word
    whole = len(data) // word_size * word_size
    words = memoryview(data[:whole]).cast("Q" if word_size == 8 else "I").tolist()
    for at, word in enumerate(words):
        start = at * word_size - form.sp_at
        if not low <= word < high or not 0 <= start <= len(data) - size_of_it:
            continue
        flags, _, base, ss_flags, size, then, pc = context.unpack_from(data, start)
        if (
            flags < _MOST_FLAGS
            and ss_flags in _SS_FLAGS
            and base <= sp
            and size <= _MOST_SIZE
            and sp + start + size_of_it <= base + size
        ):
            yield SignalFrame(base, base + size, then, pc)
