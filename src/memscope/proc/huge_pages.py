"""Where the huge pages of an address space are, by PAGEMAP_SCAN.

Kernel: Documentation/admin-guide/mm/pagemap.rst, PAGE_IS_HUGE, since 6.7: pages that
one entry of the middle level of page tables maps, 2 MiB on x86-64.
"""

import errno
import os
from collections.abc import Iterable

from memscope.errors import NotProvided
from memscope.i18n import N_
from memscope.model.ranges import Ranges
from memscope.parse.pagemap import PAGE_IS_HUGE
from memscope.proc.fs import ProcDir
from memscope.proc.scan import scan_ranges

_NOT_TOLD = N_("this kernel does not tell which pages are huge (since 6.7)")


def huge_ranges(directory: ProcDir, bounds: Iterable[tuple[int, int]]) -> Ranges:
    """Return what huge pages map of some ranges.

    Args:
        directory: Of the process, or of a living thread of it.
        bounds: (start, end) in ascending order.

    Raises:
        ProcessGone: It ended.
        AccessDenied: We may not read its pagemap.
        NotProvided: This kernel does not tell.
    """
    found = Ranges()
    fd = directory.open("pagemap")
    try:
        for start, end in bounds:
            words = scan_ranges(fd, start, end, PAGE_IS_HUGE, PAGE_IS_HUGE)
            found.starts.extend(words[0::3])
            found.ends.extend(words[1::3])
    except OSError as error:
        if error.errno in (errno.EINVAL, errno.ENOTTY):
            raise NotProvided(directory.pid, "pagemap", _NOT_TOLD) from None
        raise
    finally:
        os.close(fd)
    return found.joined()
