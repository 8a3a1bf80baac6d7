"""Questions about the map that are asked thousands of times."""

from bisect import bisect_right
from collections.abc import Sequence

from memscope.model.region import Vma

NO_ACCESS_PERMS = "---"


class VmaIndex:
    """Finds VMAs by address."""

    def __init__(self, vmas: Sequence[Vma]) -> None:
        self.vmas = vmas
        self._starts = [vma.start for vma in vmas]

    def at(self, address: int) -> int | None:
        """Return the index of the VMA that holds an address."""
        index = bisect_right(self._starts, address) - 1
        if index < 0 or address >= self.vmas[index].end:
            return None
        return index

    def over(self, start: int, end: int) -> Sequence[Vma] | None:
        """Return the VMAs that cover [start, end); None when there is a hole."""
        first = self.at(start)
        if first is None:
            return None
        last, at = first, self.vmas[first].end
        while at < end:
            last += 1
            if last >= len(self.vmas) or self.vmas[last].start != at:
                return None
            at = self.vmas[last].end
        return self.vmas[first : last + 1]


def is_no_access(vma: Vma) -> bool:
    """Tell whether any touch of the VMA ends in SIGSEGV."""
    return vma.perms[:3] == NO_ACCESS_PERMS


def is_private_writable(vma: Vma) -> bool:
    """Tell whether the VMA can hold a stack."""
    return vma.perms[:2] == "rw" and vma.perms[3] == "p"
