"""Keys of the scope that go through time: a look back, a mark back, and now again."""

from bisect import bisect_left, bisect_right
from functools import partial

from memscope.i18n import N_, _
from memscope.tui.build import ViewBuilder
from memscope.tui.messages import LookedBack
from memscope.tui.screens.scope.host import Host

_NOTHING_KEPT = N_("nothing is kept from before that")


class Travel:
    """Knows which moment the screen shows while looking goes on.

    Attributes:
        at: Seconds, on the clock of the looks; None: what goes on now.
    """

    def __init__(self, builder: ViewBuilder, host: Host) -> None:
        self.at: float | None = None
        self._builder, self._host = builder, host

    def skip(self, seconds: float) -> None:
        """Go some seconds on, or back."""
        here = self._here()
        if here is not None:
            self.go(here + seconds)

    def step(self, by: int) -> None:
        """Go to another look, so many on or back."""
        moments, here = self._builder.past.moments(), self._here()
        if moments and here is not None:
            at = bisect_left(moments, here) + by
            self.go(moments[max(0, min(at, len(moments) - 1))])

    def jump(self, by: int) -> None:
        """Go to the next mark or event, or to the one before."""
        here, view = self._here(), self._host.view
        if here is None or view is None:
            return
        ticks = sorted({tick.at for one in view.processes for tick in one.series.ticks})
        at = bisect_right(ticks, here) if by > 0 else bisect_left(ticks, here) - 1
        if 0 <= at < len(ticks):
            self.go(ticks[at])
        elif by > 0:
            self.now()
        else:
            self._host.say(_(_NOTHING_KEPT))

    def go(self, when: float) -> None:
        """Show the look of a moment; the last one is now."""
        last = self._builder.seen_at
        if last is None or when >= last:
            self.now()
            return
        first = self._builder.past.moments()[:1]
        self.at = max(when, *first)
        self._host.work("travel", partial(self._look_back, self.at))

    def now(self) -> None:
        """Show what goes on."""
        if self.at is not None:
            self.at = None
            self._host.show_now()

    def _look_back(self, when: float) -> LookedBack | None:
        view = self._builder.view_at(when)
        return LookedBack(view, when) if view is not None else None

    def _here(self) -> float | None:
        return self._builder.seen_at if self.at is None else self.at
