"""Which pages of an address space are in RAM, from one scan."""

from collections.abc import Sequence

from memscope.model.snapshot import Gap
from memscope.model.vma import Vma
from memscope.proc.fs import ProcDir


class Pages:
    """Resident and guard pages of one address space at one moment."""

    def resident(self, ranges: Sequence[tuple[int, int]]) -> list[int | None]:
        """Return the resident bytes of each range, given in order of address."""
        return [None] * len(ranges)


def read_pages(
    directory: ProcDir, pid: int, vmas: Sequence[Vma]
) -> tuple[Pages | None, list[Gap]]:
    """Scan the pages; None when the kernel refuses, with the gap that says so."""
    return None, []
