"""Whether two tasks share one address space, as the kernel says by kcmp(2)."""

import ctypes
import errno
import os

from memscope.proc.fs import ProcFs

_KCMP_VM = 1
_NUMBER = {"x86_64": 312, "aarch64": 272, "riscv64": 272}.get(os.uname().machine)
_syscall = ctypes.CDLL(None, use_errno=True).syscall
_syscall.restype = ctypes.c_long
_syscall.argtypes = [ctypes.c_long] * 6


class KcmpUnavailable(Exception):
    """The kernel would not, or cannot, compare; the message says why."""


def compare_address_spaces(first: int, second: int) -> int:
    """Compare the address spaces of two processes or threads.

    Both must have one: the kernel calls two tasks without memory (zombies, kernel
    threads) equal. `has_memory` tells, best asked afterwards.

    Returns:
        0 when it is one address space, else -1 or 1, which order address spaces
        the same way in every call until the next boot.

    Raises:
        KcmpUnavailable: No permission for one of them, one is gone, or the kernel
            was built without kcmp.
    """
    if _NUMBER is None:
        raise KcmpUnavailable(f"kcmp is not known for {os.uname().machine}")
    result = _syscall(_NUMBER, first, second, _KCMP_VM, 0, 0)
    if result < 0:
        code = ctypes.get_errno()
        raise KcmpUnavailable(_REASONS.get(code, errno.errorcode.get(code, "failed")))
    # 0 equal, 1 less, 2 greater, 3 different without order.
    return (0, -1, 1, 1)[result]


def has_memory(tid: int) -> bool:
    """Tell whether a task has an address space: zombies and kernel threads do not."""
    try:
        return any(word != b"0" for word in ProcFs().read(f"{tid}/statm").split())
    except OSError:
        return False


_REASONS = {
    errno.EPERM: "permission denied",
    errno.ENOSYS: "this kernel has no kcmp",
    errno.ESRCH: "one of the two has ended",
}
