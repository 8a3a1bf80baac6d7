"""Names of the system calls that threads wait in (arch/*/entry/syscalls/*.tbl)."""

_X86_64 = {
    0: "read", 1: "write", 7: "poll", 9: "mmap", 10: "mprotect", 11: "munmap",
    12: "brk", 16: "ioctl", 19: "readv", 20: "writev", 22: "pipe", 23: "select",
    28: "madvise", 34: "pause", 35: "nanosleep", 40: "sendfile", 42: "connect",
    43: "accept", 44: "sendto", 45: "recvfrom", 46: "sendmsg", 47: "recvmsg",
    56: "clone", 57: "fork", 58: "vfork", 59: "execve", 61: "wait4", 65: "semop",
    70: "msgrcv", 72: "fcntl", 73: "flock", 74: "fsync", 75: "fdatasync",
    128: "rt_sigtimedwait", 130: "rt_sigsuspend", 202: "futex", 208: "io_getevents",
    217: "getdents64", 219: "restart_syscall", 220: "semtimedop",
    230: "clock_nanosleep", 232: "epoll_wait", 247: "waitid", 270: "pselect6",
    271: "ppoll", 281: "epoll_pwait", 288: "accept4", 299: "recvmmsg", 318: "getrandom",
    333: "io_pgetevents", 426: "io_uring_enter", 435: "clone3", 441: "epoll_pwait2",
    449: "futex_waitv", 454: "futex_wake", 455: "futex_wait",
}  # fmt: skip

_GENERIC = {
    22: "epoll_pwait", 25: "fcntl", 29: "ioctl", 32: "flock", 63: "read",
    64: "write", 65: "readv", 66: "writev", 71: "sendfile", 72: "pselect6",
    73: "ppoll", 82: "fsync", 83: "fdatasync", 95: "waitid", 98: "futex",
    101: "nanosleep", 115: "clock_nanosleep", 128: "restart_syscall",
    133: "rt_sigsuspend", 137: "rt_sigtimedwait", 202: "accept", 203: "connect",
    206: "sendto", 207: "recvfrom", 211: "sendmsg", 212: "recvmsg", 214: "brk",
    215: "munmap", 220: "clone", 221: "execve", 222: "mmap", 226: "mprotect",
    233: "madvise", 242: "accept4", 243: "recvmmsg", 260: "wait4", 278: "getrandom",
    426: "io_uring_enter", 435: "clone3", 441: "epoll_pwait2", 449: "futex_waitv",
    454: "futex_wake", 455: "futex_wait",
}  # fmt: skip

_TABLES = {"x86_64": _X86_64, "aarch64": _GENERIC, "riscv64": _GENERIC}


def syscall_name(number: int | None, machine: str) -> str | None:
    """Return the name of a system call; its number as text when we have no name.

    Args:
        number: As in /proc/PID/syscall; negative or None: in none.
        machine: As in uname -m; numbers differ between architectures.
    """
    if number is None or number < 0:
        return None
    return _TABLES.get(machine, {}).get(number, f"#{number}")
