"""The line below the table: what the marked rows add up to, each page once."""

from collections.abc import Mapping
from operator import is_

from textual.message import Message

from memscope.analyze.growth.growth import Growth
from memscope.analyze.space.marked import marked_sums, regions_of
from memscope.tui.counting import FrameCounter
from memscope.tui.screens.scope.host import Host
from memscope.tui.screens.scope.layout import ScopeLayout
from memscope.tui.session import Session
from memscope.tui.view import View

Identity = tuple[int, int]


class Marks:
    """Adds up what is marked; has pages counted that may be in several processes."""

    class FramesCounted(Message):
        """The counting is further, or over."""

        def can_replace(self, message: Message) -> bool:
            """The last one tells all."""
            return isinstance(message, Marks.FramesCounted)

    def __init__(self, panes: ScopeLayout, session: Session, host: Host) -> None:
        self._panes, self._host = panes, host
        closer = session.closer
        self._counter = FrameCounter(closer.once if closer else None, self._tell)
        self._drawn: tuple[object, ...] = ()

    def show(self, view: View | None) -> None:
        """Draw the line, where anything is marked."""
        table, counter = self._panes.table, self._counter
        growth = {each.key: each.growth for each in view.processes} if view else {}
        is_now = view is not None and view.now is None
        state = (table.rows, table.reading.marked, is_now, *growth.values())
        seen = (*state, counter.found, counter.progress)
        # Thousands of rows take their time, and each key asks for their sum.
        is_same = len(self._drawn) == len(seen) and all(map(is_, self._drawn, seen))
        if is_same and not counter.is_waiting:
            return
        self._drawn = seen
        self._draw(growth, is_now=is_now)

    def _draw(self, growth: Mapping[Identity, Growth], *, is_now: bool) -> None:
        rows, counter = self._panes.table.marked_rows(), self._counter
        if not rows:
            counter.forget()
            self._panes.marks.show(None)
            return
        counted = counter.of(rows, regions_of(rows)) if is_now else None
        progress = counter.progress.text if counter.progress else ""
        self._panes.marks.show(marked_sums(rows, growth, counted), progress)

    def stop(self) -> bool:
        """End the counting; False: none goes on."""
        return self._counter.give_up()

    def close(self) -> None:
        """End, as the screen does."""
        self._counter.stop()

    def _tell(self) -> None:
        self._host.post_message(self.FramesCounted())
