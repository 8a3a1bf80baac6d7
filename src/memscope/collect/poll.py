"""The live source: a snapshot at every beat, until closed."""

from collections.abc import Callable, Iterator, Sequence

from memscope.collect.beating import Beating
from memscope.collect.look.snapshot import Collector
from memscope.model.snapshot import Snapshot


class LiveSource(Beating):
    """Iterates over (monotonic seconds, Snapshot); blocking, for one thread."""

    def __init__(
        self, pids: Callable[[], Sequence[int]], interval_s: float = 0.5
    ) -> None:
        super().__init__(interval_s)
        self._pids = pids

    def __iter__(self) -> Iterator[tuple[float, Snapshot]]:
        collector = Collector()
        for began in self.beats():
            yield began, collector.look(self._pids())
