"""All threads of one process, ready to be sorted and drawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from memscope.analyze.lanes.order import Arranger, Sleepers, ThreadOrder
from memscope.analyze.lanes.recorder import NO_LANES, Lanes
from memscope.analyze.lanes.waits import Wait, wait_of, waiting_at
from memscope.model.process import Process, Thread


@dataclass(frozen=True, slots=True, eq=False)
class ThreadsLook:
    """The threads of one process at one look.

    Attributes:
        process: As it was seen.
        letter: Its letter on screen.
        ended: It has ended; what is shown is what was seen last.
        lanes: What its threads did.
        started: TIDs that started a moment ago.
        threads: By TID.
        running: How many run, or are ready to.
        waiting: How many of them sleep at each futex.
        arranger: Sorts them.
    """

    process: Process
    letter: str = "A"
    ended: bool = False
    lanes: Lanes = NO_LANES
    started: frozenset[int] = frozenset()
    threads: Mapping[int, Thread] = field(default_factory=dict)
    running: int = 0
    waiting: Mapping[int, int] = field(default_factory=dict)
    arranger: Arranger = field(default_factory=Arranger)
    _sorted: dict[tuple[ThreadOrder, bool], tuple[Sleepers, ...]] = field(
        default_factory=dict
    )

    def wait_of(self, thread: Thread) -> Wait:
        """Return what one of them waits for."""
        return wait_of(thread, self.threads, self.waiting)

    def groups(self, order: ThreadOrder, is_turned: bool) -> tuple[Sleepers, ...]:
        """Return its threads in order, alike sleepers together."""
        key = order, is_turned
        if key not in self._sorted:
            self._sorted[key] = self.arranger.arranged(
                self.lanes, self.threads, order, is_turned
            )
        return self._sorted[key]


def look_at_threads(
    process: Process,
    lanes: Lanes = NO_LANES,
    *,
    letter: str = "A",
    ended: bool = False,
    started: frozenset[int] = frozenset(),
    arranger: Arranger | None = None,
) -> ThreadsLook:
    """Return the threads of a process as the screen shows them, sorted as last time."""
    threads = {thread.tid: thread for thread in process.threads}
    look = ThreadsLook(
        process=process,
        letter=letter,
        ended=ended,
        lanes=lanes,
        started=started,
        threads=threads,
        running=0 if ended else sum(one.state == "R" for one in process.threads),
        waiting=waiting_at(process.threads),
        arranger=arranger or Arranger(),
    )
    look.groups(look.arranger.order, look.arranger.is_turned)
    return look
