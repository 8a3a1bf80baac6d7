"""Where the kernel believes a thread's robust mutexes to be listed.

glibc registers that list for every thread, and the list head is a field of the
thread descriptor. So one system call leads from a TID to its descriptor, without
searching memory and without stopping anybody (man 2 get_robust_list).
"""

import ctypes
import os
from collections.abc import Sequence

_NUMBERS = {"x86_64": 274, "aarch64": 100, "riscv64": 100, "loongarch64": 100}
# PyDLL keeps the interpreter lock: the call takes a microsecond and never sleeps,
# while waiting for the lock again could take milliseconds, thousands of times.
_LIBC = ctypes.PyDLL(None)


def robust_list_heads(tids: Sequence[int]) -> list[int | None] | None:
    """Return the address of each thread's list head; 0: it registered none.

    A thread that is gone or that we may not look at gives None.

    Returns:
        One entry a thread; None when this machine's call number is not known.
    """
    number = _NUMBERS.get(os.uname().machine)
    if number is None:
        return None
    head, size = ctypes.c_uint64(), ctypes.c_size_t()
    head_at, size_at = ctypes.byref(head), ctypes.byref(size)
    call, found = _LIBC.syscall, []
    for tid in tids:
        failed = call(number, tid, head_at, size_at)
        found.append(None if failed else head.value)
    return found
