"""The moment that the screen shows, while looking goes on."""

from functools import partial

from memscope.tui.build import ViewBuilder
from memscope.tui.messages import LookedBack
from memscope.tui.screens.scope.host import Host


class Travel:
    """Knows where in time the reader is, and asks for the view of there.

    Attributes:
        at: Seconds, on the clock of the looks; None: what goes on now.
    """

    def __init__(self, builder: ViewBuilder, host: Host) -> None:
        self.at: float | None = None
        self._builder, self._host = builder, host

    def go(self, when: float | None) -> None:
        """Show the look of a moment; None: what goes on now."""
        last = self._builder.seen_at
        if when is None or last is None or when >= last:
            self.now()
            return
        self.at = when
        self._host.work("travel", partial(self._look_back, when))

    def now(self) -> None:
        """Show what goes on."""
        if self.at is not None:
            self.at = None
            self._host.show_now()

    def _look_back(self, when: float) -> LookedBack | None:
        view = self._builder.view_at(when)
        return LookedBack(view, when) if view is not None else None
