"""What is said of a process as a whole."""

from collections.abc import Sequence

from msgspec.structs import replace

from memscope.collect.look.look import Look
from memscope.collect.look.once import Once
from memscope.errors import ProcError
from memscope.model.region import Backing, ProcessUsage, Region, RegionUsage, Vma
from memscope.parse.status import Status, parse_status

_NO_FILE = (Backing.ANONYMOUS, Backing.RAM, Backing.HUGETLB, Backing.KERNEL)
STATUS_FIELDS = {
    "anonymous": "RssAnon",
    "file": "RssFile",
    "shmem": "RssShmem",
    "page_tables": "VmPTE",
    "locked": "VmLck",
    "peak": "VmHWM",
    "hugetlb": "HugetlbPages",
    "data": "VmData",
}
"""Numbers of status, by our names."""


def with_status(
    look: Look,
    wholes: Sequence[RegionUsage],
    regions: Sequence[Region],
    usage: ProcessUsage,
    once: Once,
) -> ProcessUsage:
    """Add what the kernel keeps count of, and what is counted once.

    Args:
        look: At the process.
        wholes: What each mapping uses.
        regions: All of them.
        usage: What they add up to.
        once: Each page of it once.
    """
    status = look.status or _status_of(look)
    numbers = {name: status.bytes_of(theirs) for name, theirs in STATUS_FIELDS.items()}
    clean = _clean(look.vmas, wholes, regions)
    if clean is not None and numbers["file"] is not None:
        clean = min(clean, numbers["file"])
    return replace(usage, **numbers, clean=clean, distinct=once.distinct, own=once.own)


def _status_of(look: Look) -> Status:
    try:
        return parse_status(look.directory.read("status"))
    except ProcError:
        return Status(b"")


def _clean(
    vmas: Sequence[Vma], wholes: Sequence[RegionUsage], regions: Sequence[Region]
) -> int | None:
    """Return what can be dropped of files; None when one mapping does not say."""
    apart = {
        int(region.vma[0])
        for region in regions
        if region.inode and region.backing in _NO_FILE
    }
    files = [
        usage
        for vma, usage in zip(vmas, wholes, strict=True)
        if vma.inode and usage.resident != 0 and vma.start not in apart
    ]
    total = 0
    for usage in files:
        if usage.clean is None or usage.resident is None:
            return None
        total += min(usage.clean, usage.resident - (usage.copies or 0))
    return total
