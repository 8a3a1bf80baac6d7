"""What is remembered of a process between looks: changes, threads and what they did."""

from dataclasses import dataclass, field

from msgspec.structs import replace

from memscope.analyze.diff.changes import changes_between
from memscope.analyze.lanes.look import ThreadsLook, look_at_threads
from memscope.analyze.lanes.order import Arranger
from memscope.analyze.lanes.recorder import NO_LANES, LaneRecorder, Lanes
from memscope.model.diff import Change, Difference, ThreadChange
from memscope.model.process import Process

FRESH_S = 3.0
"""Seconds for which a change stays marked."""


@dataclass(slots=True)
class Remembered:
    """One process over time.

    Attributes:
        letter: Its letter on screen.
        process: As seen last, when there was still something to see.
        ended: It was missing, or a zombie, in the last look.
        changed: Latest change and its time, by start address of the region.
        started: TID of threads that started a moment ago, with the time.
    """

    letter: str
    process: Process
    seen_at: float
    ended: bool = False
    changed: dict[int, tuple[float, Change]] = field(default_factory=dict)
    started: dict[int, float] = field(default_factory=dict)
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
        for change in changes:
            self._note(at, change)
        # What is equal is the same record, look after look.
        self.process = process if process != self.process else self.process
        self.seen_at = at
        return changes

    def forget(self, at: float) -> None:
        """Drop the marks of changes that are no longer fresh."""
        old = at - FRESH_S
        self.changed = {k: one for k, one in self.changed.items() if one[0] > old}
        self.started = {tid: when for tid, when in self.started.items() if when > old}

    def lanes_of(self, known: "Remembered", until: float) -> None:
        """Take over what threads of another did up to a moment."""
        self._lanes, self._arranger = known._lanes.then(until), known._arranger

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


def _changes(old: Process, new: Process) -> tuple[Change, ...]:
    # Comparing takes a hundredth of the time of finding out what is different.
    if old.regions == new.regions:
        old, new = replace(old, regions=()), replace(new, regions=())
    return changes_between(old, new)
