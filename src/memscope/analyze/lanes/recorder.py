"""Writes down what all threads of a process do, look by look."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter

from memscope.analyze.lanes.lane import COLUMN_S, SPAN_S, Lane, Second, packed
from memscope.analyze.lanes.waits import state_of
from memscope.model.process import Process, Thread

_ENTRIES = 400_000
"""Numbers of eight bytes kept of threads that do something, about."""
_LONGEST_S = 660
"""Seconds kept where there is room: whoever looks back sees the minute before that."""
_GONE = 1000
"""Threads that ended and are remembered."""
_PAUSE_S, _PAUSE_BEATS = 2.0, 3.0
"""Nobody looked: for so long, and so many times the time between looks."""
_TELLING = "SITtZXRLD"
"""States, the one that tells most last: a second shows that one."""
_tid = attrgetter("tid")


@dataclass(frozen=True, slots=True, eq=False)
class Lanes:
    """What the threads of a process did up to one moment.

    Attributes:
        at: Seconds, in the source's clock.
        column: The newest one.
        lanes: By TID; shared with whoever goes on writing.
        blind: (first, after the last) columns in which nobody looked.
        began: The column of the first look.
    """

    at: float = 0.0
    column: int = 0
    lanes: Mapping[int, Lane] = field(default_factory=dict)
    blind: tuple[tuple[int, int], ...] = ()
    began: int = 0

    def is_blind(self, column: int) -> bool:
        """Tell whether nobody looked in a column."""
        return column < self.began or any(
            first <= column < after for first, after in self.blind
        )

    def seconds(self, tid: int, first: int, count: int) -> list[Second | None]:
        """Return what a thread did in some columns; None: nobody saw it then."""
        lane = self.lanes.get(tid)
        if lane is None:
            return [None] * count
        found = lane.seconds(first, count)
        return [
            None if column > self.column or self.is_blind(column) else one
            for column, one in enumerate(found, first)
        ]

    def cpu(self, tid: int, seconds: int = 3) -> float | None:
        """Return the share of one CPU lately, in percent; None: unknown."""
        lane, first = self.lanes.get(tid), self.column - seconds + 1
        if lane is None:
            return None
        if first >= self.began and not (self.blind and self.blind[-1][1] > first):
            return lane.mean_cpu(first, self.column)
        found = self.seconds(tid, self.column - seconds + 1, seconds)
        known = [one.cpu for one in found if one is not None and one.cpu is not None]
        return sum(known) / len(known) if known else None

    def then(self, at: float) -> "Lanes":
        """Return what was known at an earlier moment."""
        return Lanes(at, int(at // COLUMN_S), self.lanes, self.blind, self.began)


NO_LANES = Lanes()


class LaneRecorder:
    """Takes looks at one process in, gives lanes out.

    Memory is bounded: threads that sleep take a number each, and where very many do
    something all the time they are remembered for a minute.
    """

    def __init__(self) -> None:
        self._lanes: dict[int, Lane] = {}
        self._seen: dict[int, Thread] = {}
        self._threads: tuple[Thread, ...] = ()
        self._unsettled: set[int] = set()
        self._gone: dict[int, int] = {}
        self._at, self._beat = 0.0, 0.0
        self._since: float | None = None
        self._epoch = 0
        self._blind: tuple[tuple[int, int], ...] = ()
        self._began = 0
        self._last = NO_LANES

    def look(self, at: float, process: Process) -> Lanes:
        """Add one look; return all that is known now."""
        column, last = int(at // COLUMN_S), int(self._at // COLUMN_S)
        if at < self._at or not self._lanes:
            self._begin(column)
            last = column
        elapsed = at - self._at
        if self._threads and elapsed > max(_PAUSE_S, _PAUSE_BEATS * self._beat):
            self._blind = (*self._blind[-9:], (last + 1, column))
            self._since, last = None, column - 1
            self._epoch += 1
            self._unsettled.update(self._seen)
        elif column > last:
            self._since = self._at
            self._epoch += 1
        is_new = column > last or process.threads is not self._threads
        if is_new:
            self._write(at, min(last + 1, column), process.threads)
        if column // 16 > last // 16:
            self._forget(column)
        self._beat, self._at = (elapsed if self._threads else 0.0), at
        self._threads = process.threads
        if is_new:
            self._last = Lanes(at, column, self._lanes, self._blind, self._began)
        return self._last

    def _begin(self, column: int) -> None:
        self._lanes, self._seen, self._threads = {}, {}, ()
        self._unsettled, self._gone = set(), {}
        self._blind, self._began, self._since = (), column, None

    def _write(self, at: float, column: int, threads: tuple[Thread, ...]) -> None:
        """Write down what is new; most threads do what they did."""
        unsettled, self._unsettled = self._unsettled, set()
        for thread in self._changed(threads, unsettled):
            self._note(at, column, thread)
        if self._since is None:
            self._since = at

    def _changed(
        self, threads: tuple[Thread, ...], unsettled: set[int]
    ) -> Iterable[Thread]:
        if threads is self._threads:
            return [self._seen[tid] for tid in unsettled if tid in self._seen]
        before, now = self._seen, dict(zip(map(_tid, threads), threads, strict=True))
        self._seen = now
        if gone := before.keys() - now.keys():
            self._gone.update(dict.fromkeys(gone, int(self._at // COLUMN_S)))
        get = before.get
        return [one for tid, one in now.items() if tid in unsettled or get(tid) != one]

    def _note(self, at: float, column: int, thread: Thread) -> None:
        lane = self._lanes.get(thread.tid)
        if lane is None or lane.cpu_ms > thread.cpu_ms or thread.tid in self._gone:
            lane = self._lanes[thread.tid] = Lane()
            self._gone.pop(thread.tid, None)
        if lane.epoch != self._epoch:
            is_first = self._since is None  # nobody knows what it used before
            lane.base_ms = thread.cpu_ms if is_first else lane.cpu_ms
            lane.epoch = self._epoch
        lane.cpu_ms = thread.cpu_ms
        stack = thread.stack
        if stack is not None and stack.depth is not None:
            lane.depth, lane.depth_at = stack.depth, at
        cpu, state = self._share(at, lane), state_of(thread)
        seen = lane.state_in(column)
        telling = max(seen, state, key=_TELLING.find) if seen else state
        lane.put(packed(column, telling, cpu, thread))
        if cpu != 0 or telling != state:
            self._unsettled.add(thread.tid)  # the next second may be another

    def _share(self, at: float, lane: Lane) -> int | None:
        """Return the share of one CPU in this column, in percent."""
        if self._since is None or at <= self._since:
            return None
        used = lane.cpu_ms - lane.base_ms
        return max(0, min(round(used / (at - self._since) / 10), 100))

    def _forget(self, column: int) -> None:
        busy = sum(len(lane.entries) > 8 for lane in self._lanes.values())
        oldest = column - max(SPAN_S, min(_LONGEST_S, _ENTRIES // max(busy, 1)))
        for tid, when in list(self._gone.items()):
            if when < oldest or len(self._gone) > _GONE:
                self._lanes.pop(tid, None)
                del self._gone[tid]
        for lane in self._lanes.values():
            lane.forget(oldest)
