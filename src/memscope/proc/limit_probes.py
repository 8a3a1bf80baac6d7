"""Experiments on what limits a process: its control group, and the kernel's log."""

import os

from memscope.i18n import N_
from memscope.proc.cgroups import Cgroups
from memscope.proc.fs import ProcDir
from memscope.proc.probes import Missing
from memscope.proc.remedies import to_read_kernel_log

_VERSIONS = {1: N_("version 1"), 2: N_("version 2")}


def control_group(child: ProcDir) -> str:
    """Find the files of the group that a process of ours is in."""
    found = Cgroups().of(child)
    if found is None:
        raise Missing(N_("its hierarchy is not mounted where memscope can see it"))
    return _VERSIONS[found.version]


def kernel_log(_child: ProcDir) -> str:
    """Open the kernel's log."""
    try:
        os.close(os.open("/dev/kmsg", os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC))
    except PermissionError:
        why = N_("permission denied")
        raise Missing(why, to_read_kernel_log()) from None
    except OSError:
        raise Missing(N_("there is no /dev/kmsg here")) from None
    return ""
