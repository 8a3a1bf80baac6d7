"""What would allow what the kernel refused: one short text for each case.

Functions, not constants: whoever asks may have become another user since the import.
Root is told something else than the others: in a container it is root already, and
lacks a capability.
"""

import os
from collections.abc import Iterable

from memscope.i18n import N_


def as_owner() -> str:
    """Return what allows a look at one process."""
    return _unless_root(
        N_("run as the owner of the process or as root"),
        N_("give memscope CAP_SYS_PTRACE and the capabilities of the process"),
    )


def despite_being_unreadable() -> str:
    """Return what allows a look at a process that switched that off."""
    return _unless_root(
        N_("run as root: it made itself unreadable, and being its owner is not enough"),
        _WITH_PTRACE,
    )


def despite_capabilities(names: Iterable[str]) -> str:
    """Return what allows a look at a process that may do more than we may.

    Args:
        names: Of the capabilities that it has and we have not.
    """
    return _unless_root(
        _BEYOND_OURS.format(name=", ".join(names)),
        _WITH_PTRACE,
    )


def to_read_others() -> str:
    """Return what allows to read memory and maps of processes that are not ours."""
    return _unless_root(_AS_ROOT, _WITH_PTRACE)


def to_see_hidden() -> str:
    """Return what makes /proc show a process that it hides from us."""
    return _unless_root(
        N_(
            "run as root, from whom hidepid hides nothing, or as root: mount -o "
            "remount,hidepid=0 /proc"
        ),
        _WITH_PTRACE,
    )


def despite_yama() -> str:
    """Return what allows to stop a thread where Yama restricts tracing."""
    return _unless_root(
        N_("run as root, or: sysctl kernel.yama.ptrace_scope=0"), _WITH_PTRACE
    )


def to_see_frames() -> str:
    """Return what makes the kernel show page frames."""
    return _unless_root(_AS_ROOT, _WITH_ADMIN)


def to_decide_by_frames() -> str:
    """Return why two pages cannot be told apart, and what would show their frames."""
    return _unless_root(
        N_("page frames are hidden, and nothing else decides; run as root to see them"),
        N_(
            "page frames are hidden, and nothing else decides; give the container "
            "CAP_SYS_ADMIN to see them"
        ),
    )


def to_open_files() -> str:
    """Return what allows to open every mapped file."""
    return _unless_root(
        N_("run as root, which may open every mapped file"), _WITH_ADMIN
    )


def to_read_kernel_log() -> str:
    """Return what allows to read the kernel's log."""
    return _unless_root(
        N_("run as root, or as root: sysctl kernel.dmesg_restrict=0"),
        N_("give the container CAP_SYSLOG"),
    )


def _unless_root(for_users: str, for_root: str) -> str:
    return for_users if os.geteuid() else for_root


_BEYOND_OURS = N_("it has capabilities that you lack: run as root, or with {name}")
_AS_ROOT = N_("run as root")
_WITH_ADMIN = N_("give the container CAP_SYS_ADMIN")
_WITH_PTRACE = N_("give the container CAP_SYS_PTRACE")
