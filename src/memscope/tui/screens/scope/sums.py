"""What several processes take together: the kernel's sums, read now and then.

Of looks alone nobody knows what a process has for itself: for that page tables are
walked. It happens beside the screen, every few seconds, within a budget.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.message import Message

from memscope.analyze.several.totals import ProcessTotals, Several
from memscope.render.words.names import process_name
from memscope.tui.screens.scope.host import Host
from memscope.tui.view import ProcessView, View

if TYPE_CHECKING:
    from memscope.collect.several import SeveralSource

EVERY_S = 5.0

Identity = tuple[int, int]


def brought_to(read: ProcessTotals, resident: int | None) -> ProcessTotals:
    """Return what was read of a process as it is with what is in RAM by now.

    What was shared is taken to be shared still, and the rest to be its own: a guess.
    """
    if resident is None or read.resident is None or resident == read.resident:
        return read
    more = resident - read.resident
    own = None if read.own is None else read.own + more
    share = None if read.proportional is None else read.proportional + more
    if own is None or own < 0:
        own = share = None
    return replace(read, resident=resident, own=own, proportional=share, is_guess=True)


class SumsTogether:
    """Remembers the sums of the processes on the screen."""

    class SumsRead(Message):
        """The kernel's sums of some processes are known."""

        def __init__(self, several: Several) -> None:
            super().__init__()
            self.several = several

    def __init__(self, host: Host, *, is_live: bool) -> None:
        self._host, self._is_live = host, is_live
        self._read: dict[Identity, ProcessTotals] = {}
        self._not_before = 0.0
        self._source: SeveralSource | None = None
        self._pids: Sequence[int] = ()

    def of(self, view: View) -> Several | None:
        """Return the totals of a look; None: it is of one process."""
        if view.several is not None:
            return view.several if view.several.count > 1 else None
        alive = [one for one in view.processes if not one.ended]
        if len(alive) < 2:
            return None
        if self._is_live and view.now is None:
            self._ask(alive)
        return Several(view.at, tuple(self._totals(one) for one in alive))

    def note(self, several: Several) -> None:
        """Take what was read."""
        self._read = {one.key: one for one in several.processes}

    def _totals(self, one: ProcessView) -> ProcessTotals:
        """Return the sums of a look; what is its own, from what was read last."""
        read, usage = self._read.get(one.key), one.process.usage
        if read is not None and read.read_at is not None:
            return brought_to(read, usage.resident)
        return ProcessTotals(
            *(one.key, one.process.ppid or 0, process_name(one.process)),
            threads=len(one.process.threads),
            resident=usage.resident,
            own=usage.unique,
            proportional=usage.proportional,
            swapped=usage.swapped,
            is_open=True,
        )

    def _ask(self, alive: Sequence[ProcessView]) -> None:
        now = time.monotonic()
        pids = [one.process.pid for one in alive]
        if now >= self._not_before or pids != self._pids:
            self._not_before, self._pids = now + EVERY_S, pids
            self._host.work("sums", self._look)

    def _look(self) -> Message:
        if self._source is None:
            from memscope.collect.several import SeveralSource

            self._source = SeveralSource(lambda: self._pids)
        return self.SumsRead(self._source.totals(time.monotonic()))
