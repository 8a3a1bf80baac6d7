"""What a thread waits for, in words: the sort of call first, then the call."""

from memscope.analyze.lanes.waits import Wait
from memscope.i18n import N_, _
from memscope.render.words.syscalls import syscall_name
from memscope.units import UNKNOWN

_SORTS = {
    N_(
        "socket"
    ): "accept accept4 connect recvfrom recvmsg recvmmsg recv sendto sendmsg "
    "sendmmsg socketcall",
    N_("events"): "epoll_wait epoll_pwait epoll_pwait2 poll ppoll ppoll_time64 select "
    "_newselect pselect6 pselect6_time64 io_getevents io_pgetevents io_uring_enter",
    N_("time"): "nanosleep clock_nanosleep clock_nanosleep_time64",
    N_("child"): "wait4 waitid waitpid",
    N_(
        "signal"
    ): "pause rt_sigtimedwait rt_sigtimedwait_time64 rt_sigsuspend sigsuspend signalfd",
    N_("message"): "mq_timedreceive mq_timedreceive_time64 mq_timedsend msgrcv msgsnd",
    N_("semaphore"): "semop semtimedop semtimedop_time64",
    N_("file lock"): "flock",
    N_("file"): "fsync fdatasync sync syncfs msync openat open statx getdents64",
}
"""Sorts of calls that may last; what reads any descriptor is of none of them."""
_SORT_OF = {name: sort for sort, names in _SORTS.items() for name in names.split()}
_STATES = {
    "T": N_("stopped"),
    "t": N_("stopped by a debugger"),
    "Z": N_("ended"),
    "X": N_("ended"),
}


def wait_text(wait: Wait, abi: str) -> str:
    """Return what a thread waits for: `socket: recvfrom`, `disk: pread64`, `runs`.

    Args:
        wait: Of the thread.
        abi: Of its program; where that is unknown the machine.
    """
    if wait.state == "R":
        return _("runs")
    if wait.state in _STATES:
        return _(_STATES[wait.state])
    name = syscall_name(wait.call, abi)
    if wait.state == "D":
        return f"{_('disk')}: {name}" if name else _("disk")
    if name is None:
        return UNKNOWN
    sort = _SORT_OF.get(name)
    return f"{_(sort)}: {name}" if sort else name
