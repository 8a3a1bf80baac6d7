"""What is remembered of a process between looks: changes, history, CPU time."""

from collections import deque
from dataclasses import dataclass, field

from msgspec.structs import replace

from memscope.analyze.diff.changes import changes_between
from memscope.analyze.lanes.look import ThreadsLook, look_at_threads
from memscope.analyze.lanes.order import Arranger
from memscope.analyze.lanes.recorder import NO_LANES, LaneRecorder, Lanes
from memscope.analyze.totals import Total
from memscope.model.diff import Change, Difference, ThreadChange
from memscope.model.kinds import Segment
from memscope.model.process import Process
from memscope.render.bars import Sample
from memscope.tui.view import History

FRESH_S = 3.0
"""Seconds for which a change stays marked."""
HISTORY_S = 60.0
_KEPT = 1200
"""Samples kept at most, at the fastest beat more than a minute's worth."""


def _samples() -> deque[Sample]:
    return deque(maxlen=_KEPT)


@dataclass(slots=True)
class Remembered:
    """One process over time.

    Attributes:
        letter: Its letter on screen.
        process: As seen last, when there was still something to see.
        ended: It was missing, or a zombie, in the last look.
        changed: Latest change and its time, by start address of the region.
        started: TID of threads that started a moment ago, with the time.
        cpu: Share of one CPU by TID since the look before.
    """

    letter: str
    process: Process
    seen_at: float
    ended: bool = False
    changed: dict[int, tuple[float, Change]] = field(default_factory=dict)
    started: dict[int, float] = field(default_factory=dict)
    cpu: dict[int, float] = field(default_factory=dict)
    _resident: deque[Sample] = field(default_factory=_samples)
    _heap: deque[Sample] = field(default_factory=_samples)
    _stacks: deque[Sample] = field(default_factory=_samples)
    _recorder: LaneRecorder = field(default_factory=LaneRecorder)
    _arranger: Arranger = field(default_factory=Arranger)
    _lanes: Lanes = NO_LANES
    _threads: ThreadsLook | None = None

    def begin(self) -> None:
        """Take in the first look."""
        self._lanes = self._recorder.look(self.seen_at, self.process)

    def look(
        self,
        at: float,
        process: Process,
        changes: tuple[Change, ...] | None = None,
    ) -> tuple[Change, ...]:
        """Take in what was seen and return what changed since the look before.

        Args:
            at: When it was seen.
            process: What was seen.
            changes: Those since the look before; None: to be found out.
        """
        if changes is None:
            changes = _changes(self.process, process)
        self._lanes = self._recorder.look(at, process)
        self._note_cpu(at, process)
        for change in changes:
            self._note(at, change)
        self.process, self.seen_at = process, at
        return changes

    def forget(self, at: float) -> None:
        """Drop the marks of changes that are no longer fresh."""
        old = at - FRESH_S
        self.changed = {k: one for k, one in self.changed.items() if one[0] > old}
        self.started = {tid: when for tid, when in self.started.items() if when > old}

    def record(self, at: float, totals: dict[Segment, Total]) -> None:
        """Add to the history of the last minute."""
        self._resident.append((at, self.process.usage.resident))
        for samples, segment in (
            (self._heap, Segment.HEAP),
            (self._stacks, Segment.STACK),
        ):
            total = totals.get(segment)
            samples.append((at, total.resident if total else None))
            _drop_old(samples, at)
        _drop_old(self._resident, at)

    def samples_of(self, known: "Remembered", until: float) -> None:
        """Take over what another remembers up to a moment."""
        for name in ("_resident", "_heap", "_stacks"):
            samples = [one for one in getattr(known, name) if one[0] <= until]
            setattr(self, name, deque(samples, maxlen=_KEPT))
        self._lanes, self._arranger = known._lanes.then(until), known._arranger

    def history(self) -> History:
        """Return the last minute."""
        return History(tuple(self._resident), tuple(self._heap), tuple(self._stacks))

    def threads(self) -> ThreadsLook:
        """Return the threads, and what they did; the same record if nothing differs."""
        old, started = self._threads, frozenset(self.started)
        if (
            old is not None
            and old.process.threads is self.process.threads
            and (old.lanes, old.started, old.ended)
            == (self._lanes, started, self.ended)
        ):
            return old
        self._threads = look_at_threads(
            self.process,
            self._lanes,
            letter=self.letter,
            ended=self.ended,
            started=started,
            arranger=self._arranger,
        )
        return self._threads

    def _note(self, at: float, change: Change) -> None:
        if change.what is ThreadChange.STARTED and change.tid is not None:
            self.started[change.tid] = at
        if change.start is None or change.what is Difference.GONE:
            return
        known = self.changed.get(change.start)
        # What grew was touched too; the growth is the news.
        if known and known[0] == at and change.what is Difference.TOUCHED:
            return
        self.changed[change.start] = (at, change)

    def _note_cpu(self, at: float, process: Process) -> None:
        elapsed_ms = (at - self.seen_at) * 1000
        if elapsed_ms <= 0:
            return
        before = {thread.tid: thread.cpu_ms for thread in self.process.threads}
        self.cpu = {
            thread.tid: (thread.cpu_ms - before[thread.tid]) / elapsed_ms
            for thread in process.threads
            if thread.tid in before
        }


def _changes(old: Process, new: Process) -> tuple[Change, ...]:
    # Comparing takes a hundredth of the time of finding out what is different.
    if old.regions == new.regions:
        old, new = replace(old, regions=()), replace(new, regions=())
    return changes_between(old, new)


def _drop_old(samples: deque[Sample], at: float) -> None:
    # One sample older than the window stays: it is the value at its left edge.
    while len(samples) > 1 and samples[1][0] < at - HISTORY_S:
        samples.popleft()
