"""What a thread waits for, in words: the sort of call first, then the call."""

from memscope.analyze.lanes.lane import LOCK
from memscope.analyze.lanes.waits import Wait
from memscope.i18n import N_, _, ngettext
from memscope.model.kinds import Confidence
from memscope.render.words.evidence import confidence_mark
from memscope.render.words.syscalls import syscall_name
from memscope.units import UNKNOWN, cell_width

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
_LIKELY = confidence_mark(Confidence.LIKELY)
_SORT_OF = {name: sort for sort, names in _SORTS.items() for name in names.split()}
_STATES = {
    "T": N_("stopped"),
    "t": N_("stopped by a debugger"),
    "Z": N_("ended"),
    "X": N_("ended"),
}


def wait_text(wait: Wait, abi: str, width: int) -> str:
    """Return what a thread waits for: `socket: recvfrom`, `≈ lock of 4250`, `runs`.

    Args:
        wait: Of the thread.
        abi: Of its program; where that is unknown the machine.
        width: Cells: the first wording that fits is taken, the shortest if none does.
    """
    wordings = _wordings(wait, abi)
    return next((one for one in wordings if cell_width(one) <= width), wordings[-1])


def _wordings(wait: Wait, abi: str) -> list[str]:
    """Return what may be said, the longest first."""
    if wait.state == "R":
        return [_("runs")]
    if wait.state in _STATES:
        return [_(_STATES[wait.state])]
    name = syscall_name(wait.call, abi)
    if wait.state == "D":
        return [f"{_('disk')}: {name}", name] if name else [_("disk")]
    if wait.owner is not None:
        text = _("end of {tid}") if wait.is_end else _("lock of {tid}")
        text = text.format(tid=wait.owner)
        return [f"{_LIKELY} {text}", f"{_LIKELY} {wait.owner}"]
    if name is None:
        return [UNKNOWN]
    return [*_shared(wait, name), *_alone(wait, name)]


def _shared(wait: Wait, name: str) -> list[str]:
    """Say how many others wait at the same word."""
    if not wait.others:
        return []
    words = ngettext(
        "{n} other waits there", "{n} others wait there", wait.others
    ).format(n=wait.others)
    short = _alone(wait, name)
    brief = f"{short[-1]} +{wait.others}"
    if wait.state == LOCK:  # that it is a lock says more
        return [f"{short[0]}: {words}", brief]
    return [f"{short[0]}: {words}", words, brief]


def _alone(wait: Wait, name: str) -> list[str]:
    if wait.state == LOCK:
        return [f"{_LIKELY} {_('a lock')}"]
    sort = _SORT_OF.get(name)
    return [f"{_(sort)}: {name}", name, _(sort)] if sort else [name]
