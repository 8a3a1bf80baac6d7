"""Which pages of an address space are in RAM: one scan, or the reason why not."""

from collections.abc import Sequence

from memscope.collect.look.maps import AS_OWNER
from memscope.errors import AccessDenied, NotProvided
from memscope.i18n import N_
from memscope.model.snapshot import Gap
from memscope.parse.pagemap import Pages
from memscope.proc.fs import ProcDir
from memscope.proc.scan import PageScanner, Words


def read_pages(
    directory: ProcDir,
    pid: int,
    bounds: Sequence[tuple[int, int]],
    scanner: PageScanner,
    ahead: Words | None = None,
) -> tuple[Pages | None, list[Gap]]:
    """Scan the pages; None when the kernel refuses, with the gap that says so.

    Args:
        directory: Of the process, or of a living thread of it.
        pid: Whose gap it is.
        bounds: (start, end) of the VMAs, in ascending order.
        scanner: Of this process.
        ahead: What a scan that began earlier said of the same VMAs.

    Raises:
        ProcessGone: The process ended.
    """
    try:
        return scanner.scan(directory, bounds, ahead=ahead), []
    except AccessDenied as error:
        return None, [Gap(_WHAT, pid, error.reason, AS_OWNER)]
    except NotProvided as error:
        return None, [Gap(_WHAT, pid, error.reason)]


_WHAT = N_("which pages are in memory")
