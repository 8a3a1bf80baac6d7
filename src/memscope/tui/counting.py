"""Counts what marked rows of several processes take, each frame of RAM once."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from time import monotonic

from memscope.analyze.sharing.once import CountedOnce, Place
from memscope.analyze.space.marked import needs_frames
from memscope.analyze.space.row import SpaceRow
from memscope.collect.closer.telling import Marked, Tell
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.tui.working import Working

AGAIN_S = 5.0
"""Seconds after which regions that changed are counted again."""
_REST = 20.0
"""Seconds of rest for a second of counting, at the least."""
Count = Callable[[Marked, Tell], CountedOnce]


class FrameCounter(Working[CountedOnce]):
    """Counts when others are marked, and now and then when their regions changed.

    Attributes:
        is_waiting: They changed, and are counted again in a while.
    """

    def __init__(self, count: Count | None, changed: Callable[[], None]) -> None:
        """Count nothing yet.

        Args:
            count: Does it; None: there is no living process.
            changed: Called on any thread when there is something new to show.
        """
        super().__init__(changed)
        self._count = count
        self._regions: Mapping[Place, Region] = {}
        self._began_at, self._took_s = 0.0, 0.0
        self._given_up = False
        self.is_waiting = False

    def give_up(self) -> bool:
        """End it, as the reader wants, until others are marked; False: it was over."""
        self._given_up |= self.is_running
        return self.stop()

    def of(
        self, rows: Sequence[SpaceRow], regions: Mapping[Place, Region]
    ) -> CountedOnce | None:
        """Return what was counted of these, and have it counted where it is time.

        Args:
            rows: That are marked.
            regions: Theirs.
        """
        self.is_waiting = False
        if self._count is None or not needs_frames(regions):
            self.forget()
            return None
        if self._is_due(regions):
            self._begin(rows, regions)
        found = self.found
        return found if found and found.regions.keys() == regions.keys() else None

    def forget(self) -> None:
        """Nothing is marked that has to be counted."""
        self.stop()
        self._regions = {}

    def _is_due(self, regions: Mapping[Place, Region]) -> bool:
        if regions.keys() != self._regions.keys():
            self.stop()
            self._given_up = False
            return True
        is_over = self._given_up or self.problem is not None
        if is_over or self.is_running or self._regions == regions:
            return False
        pause = max(AGAIN_S, self._took_s * _REST)
        self.is_waiting = monotonic() - self._began_at < pause
        return not self.is_waiting

    def _begin(self, rows: Sequence[SpaceRow], regions: Mapping[Place, Region]) -> None:
        self._regions, self._began_at = regions, monotonic()
        of = {row.process.identity: row.process for row in rows}
        self.start(partial(self._timed, _by_process(of, regions)), "count")

    def _timed(self, marked: Marked, tell: Tell) -> CountedOnce:
        assert self._count is not None
        began = monotonic()
        found = self._count(marked, tell)
        self._took_s = monotonic() - began
        return found


def _by_process(
    processes: Mapping[tuple[int, int], Process], regions: Mapping[Place, Region]
) -> list[tuple[Process, list[Region]]]:
    found: dict[tuple[int, int], list[Region]] = {}
    for (identity, _start), region in sorted(regions.items()):
        found.setdefault(identity, []).append(region)
    return [(processes[identity], those) for identity, those in found.items()]
