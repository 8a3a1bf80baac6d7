"""Why the kernel refuses a look at a process, and what would allow it.

The file status is open to everybody. It says whose process it is, and what it may do
that we may not (kernel: __ptrace_may_access).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from memscope.errors import AccessDenied, ProcError
from memscope.parse.status import Status, parse_status
from memscope.proc.fs import ProcDir, ProcFs
from memscope.proc.hidden import remedy_for_folder
from memscope.proc.remedies import (
    as_owner,
    despite_being_unreadable,
    despite_capabilities,
    to_read_others,
)

_CAPABILITIES = (
    *("chown", "dac_override", "dac_read_search", "fowner", "fsetid", "kill"),
    *("setgid", "setuid", "setpcap", "linux_immutable", "net_bind_service"),
    *("net_broadcast", "net_admin", "net_raw", "ipc_lock", "ipc_owner"),
    *("sys_module", "sys_rawio", "sys_chroot", "sys_ptrace", "sys_pacct"),
    *("sys_admin", "sys_boot", "sys_nice", "sys_resource", "sys_time"),
    *("sys_tty_config", "mknod", "lease", "audit_write", "audit_control"),
    *("setfcap", "mac_override", "mac_admin", "syslog", "wake_alarm"),
    *("block_suspend", "audit_read", "perfmon", "bpf", "checkpoint_restore"),
)
"""By number, from 0 on (kernel: include/uapi/linux/capability.h)."""


def remedy_for(directory: ProcDir) -> str:
    """Return what would allow the look that was refused."""
    if os.geteuid() == 0:
        return as_owner()
    try:
        status = parse_status(directory.read("status"))
        owner_of_files = os.stat("stat", dir_fd=directory.fd).st_uid
        is_foreign = directory.read("uid_map") != ProcFs().read("self/uid_map")
        ours = parse_status(ProcFs().read("self/status"))
    except (OSError, ProcError):
        return as_owner()
    users = set(status.numbers("Uid"))
    if owner_of_files not in users:
        return despite_being_unreadable()
    if is_foreign or len(users) > 1:
        return to_read_others()
    is_ours = users == {os.geteuid()}
    if more := capabilities_beyond(status, ours):
        return despite_capabilities(more) if is_ours else to_read_others()
    return to_read_others() if is_ours else as_owner()


def remedy_of(pid: int, fs: ProcFs | None = None) -> str:
    """Return what would allow a look at a process of which only the number is known."""
    fs = fs or ProcFs()
    try:
        with fs.process(pid) as directory:
            return remedy_for(directory)
    except ProcError:
        return remedy_for_folder(fs.root, pid)


@contextmanager
def explained(directory: ProcDir) -> Iterator[None]:
    """Have refusals within the block say what would allow the look."""
    try:
        yield
    except AccessDenied as error:
        if error.pid != directory.pid or error.hint != AccessDenied.hint:
            raise
        remedy = remedy_for(directory)
        raise AccessDenied(error.pid, error.what, error.reason, hint=remedy) from None


def capabilities_beyond(status: Status, ours: Status) -> tuple[str, ...]:
    """Return the names of capabilities that a process has and we have not."""
    more = _permitted(status) & ~_permitted(ours)
    return tuple(
        f"cap_{_CAPABILITIES[bit]}" if bit < len(_CAPABILITIES) else f"cap_{bit}"
        for bit in range(more.bit_length())
        if more >> bit & 1
    )


def _permitted(status: Status) -> int:
    word = status.fields.get("CapPrm", "0")
    try:
        return int(word, 16)
    except ValueError:
        return 0
