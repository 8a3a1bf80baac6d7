"""Which rows changed a moment ago: bright at first, then they fade."""

from collections.abc import Iterable

from memscope.analyze.space.row import SpaceRow, What
from memscope.model.diff import Change
from memscope.render.space.cells import begins
from memscope.tui.view import ProcessView

STEPS = 4
LONG_S, SHORT_S = 3.0, 1.0
"""Seconds until nothing is seen any more."""


class Glow:
    """Remembers when changes were first seen.

    Attributes:
        lasts_s: Seconds; 0: nothing glows.
        began: When the newest change was seen, on the clock that is handed in.
    """

    def __init__(self, lasts_s: float = LONG_S) -> None:
        self.lasts_s = lasts_s
        self.began = 0.0
        self._now = 0.0
        self._seen: dict[tuple[int, int], dict[int, tuple[Change, float]]] = {}

    @property
    def is_on(self) -> bool:
        """Something glows."""
        return any(self._seen.values()) and self._now - self.began < self.lasts_s

    @property
    def step_s(self) -> float:
        """Seconds until the next step."""
        return max(self.lasts_s / STEPS, 0.1)

    def see(self, processes: Iterable[ProcessView], now: float) -> None:
        """Take note of what is new, and of what is not any more.

        Args:
            processes: As they are shown now.
            now: Seconds of a clock that only goes on.
        """
        before, self._seen = self._seen, {}
        for one in processes:
            known = before.get(one.key, {})
            self._seen[one.key] = {
                start: (change, _since(known.get(start), change, now))
                for start, change in one.changed.items()
            }
        times = (at for seen in self._seen.values() for _change, at in seen.values())
        self.began = max(times, default=self.began)
        self.fade(now)

    def fade(self, now: float) -> None:
        """Let time go on."""
        self._now = now

    def of(self, row: SpaceRow) -> int:
        """Return how new the newest change in a row is: 0 to `STEPS` (just now)."""
        seen = self._seen.get(row.key.process)
        if not seen or not self.is_on or not row.regions or row.what is What.PAGES:
            return 0
        if len(row.regions) <= len(seen):
            times = [seen[r.start][1] for r in row.regions if r.start in seen]
        else:
            times = [at for one, (_c, at) in seen.items() if begins(row.regions, one)]
        if not times or self._now - max(times) >= self.lasts_s:
            return 0
        left = 1 - (self._now - max(times)) / self.lasts_s
        return max(min(round(left * STEPS + 0.49), STEPS), 1)


def _since(known: tuple[Change, float] | None, change: Change, now: float) -> float:
    return known[1] if known is not None and known[0] is change else now
