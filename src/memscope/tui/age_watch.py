"""Pages that are watched by age: the region in front, as long as it is there."""

from dataclasses import dataclass, field

from memscope.analyze.space.ages import PageAges, aged, spans_of
from memscope.model.region import Region
from memscope.tui.close_looks import Closer

_PAGE = 4096
_REMEMBERED = 16

Key = tuple[int, int]
"""Pid and start time of a process."""


@dataclass(slots=True)
class AgeWatch:
    """Remembers what was seen of the regions looked at last; for one thread at a time.

    Attributes:
        closer: Whom to ask.
        most: Regions whose ages are kept.
    """

    closer: Closer
    most: int = _REMEMBERED
    _known: dict[tuple[Key, int], PageAges] = field(default_factory=dict)

    def look(self, process: Key, region: Region, at: float) -> PageAges:
        """Look at the pages of a region, or at a sample of very many.

        Args:
            process: Whose.
            region: As it is now.
            at: Seconds, in a clock that all looks share.

        Raises:
            ProcessGone: The process ended.
            AccessDenied: We may not look at it.
        """
        spans, block = spans_of(region.start, region.end, _PAGE)
        looks = [
            self.closer.pages(process[0], low, high, contents=False)
            for low, high in spans
        ]
        if region.inode:
            looks = [one.of_a_file() for one in looks]
        key, before = self._before(process, region, block)
        found = aged(looks, (region.start, region.end), block, at, before)
        self._known.pop(key, None)
        self._known[process, region.start] = found
        while len(self._known) > self.most:
            del self._known[next(iter(self._known))]
        return found

    def _before(
        self, process: Key, region: Region, block: int
    ) -> tuple[tuple[Key, int], PageAges | None]:
        """Return the last look at the same memory, which may have moved its bounds."""
        for key, known in self._known.items():
            is_same = key[0] == process and known.block == block
            if is_same and known.start < region.end and region.start < known.end:
                return key, known
        return (process, region.start), None
