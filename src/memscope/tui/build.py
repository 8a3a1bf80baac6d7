"""From snapshots to views: all the work that grows with the number of regions."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from memscope.analyze.beside.rows import MOST, Aligner, SideBySide
from memscope.analyze.growth.events import Happening
from memscope.analyze.growth.growth import NO_GROWTH, Growth, Window
from memscope.analyze.series import NO_SERIES, Series
from memscope.analyze.series_together import together
from memscope.analyze.several.totals import Several
from memscope.analyze.since.since import Since, since
from memscope.analyze.space.space import MemorySpace, space_of
from memscope.analyze.space.terrain import Terrain, terrain_of
from memscope.collect.history.past import PastLooks
from memscope.model.diff import Change
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.model.snapshot import Snapshot
from memscope.render.words.names import colour_key, process_name
from memscope.tui.history import Remembered
from memscope.tui.measuring import NOTHING_MEASURED, MeasuredProcess
from memscope.tui.split import with_split
from memscope.tui.view import Event, Options, ProcessView, View

_EVENTS = 50
"""Events kept."""
_ENDED = 8
"""Processes that ended and are still shown, at most."""


Regions = tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What is drawn of one process's regions, and what it was made from."""

    regions: Regions
    space: MemorySpace
    terrain: Terrain
    measured: MeasuredProcess = NOTHING_MEASURED


class ViewBuilder:
    """Takes snapshots in, gives views out; may be used from any thread."""

    def __init__(
        self,
        options: Options | None = None,
        *,
        keeps_ended: bool = True,
        past: PastLooks | None = None,
    ) -> None:
        """Start with nothing seen.

        Args:
            options: What to show, and how.
            keeps_ended: Go on showing processes that are gone; a lesson, which goes
                on to other processes, does not.
            past: Remembers what was seen; None: a new one, of this machine.
        """
        self._options = options or Options()
        self.past = past or PastLooks()
        self._window = Window()
        self._past_plans: dict[tuple[int, int], _Drawn] = {}
        self._known: dict[tuple[int, int], Remembered] = {}
        self._events: list[Event] = []
        self._letters = 0
        self._keeps_ended = keeps_ended
        self._last: tuple[float, Snapshot] | None = None
        self._plans: dict[tuple[int, int], _Drawn] = {}
        self._measured = NOTHING_MEASURED
        self._aligner = Aligner()
        self._several: Several | None = None
        self._letter_of: dict[tuple[int, int], str] = {}
        self._lock = threading.Lock()

    def note_measured(self, measured: MeasuredProcess) -> None:
        """Hear what a close look told; from the next look on it is shown."""
        self._measured = measured

    def note_several(self, several: Several | None) -> None:
        """Hear, before a look is added, the totals of all processes.

        Args:
            several: None: all that there are are looked at fully.
        """
        with self._lock:
            self._several = several
            self._close(several)

    def add(self, at: float, snapshot: Snapshot) -> View:
        """Return what to draw after one more look."""
        with self._lock:
            seen = {one.identity for one in snapshot.alive()}
            if not self._keeps_ended:
                self._forget_all_but(_asked_for(snapshot))
            changes = self.past.add(at, snapshot)
            for process in snapshot.processes:
                is_alive = process.identity in seen
                told = changes.get(process.identity)
                self._look(at, process, told, is_alive=is_alive)
            self._note_ended(at, seen)
            self._last = (at, snapshot)
            return self._view(at, snapshot)

    @property
    def seen_at(self) -> float | None:
        """The time of the last look; None: there was none."""
        return self._last[0] if self._last else None

    def forget(self) -> None:
        """Begin anew, as if nothing had been seen."""
        with self._lock:
            self._known.clear()
            self._events.clear()
            self._plans.clear()
            self.past.forget()
            self._letters, self._last = 0, None
            self._letter_of.clear()

    def with_options(self, options: Options) -> View | None:
        """Return the last look as it appears with other options."""
        with self._lock:
            self._options = options
            return self._view(*self._last) if self._last else None

    def with_window(self, window: Window) -> View | None:
        """Return the last look with differences since another moment."""
        with self._lock:
            self._window = window
            return self._view(*self._last) if self._last else None

    def mark(self, name: str = "", at: float | None = None) -> View | None:
        """Set a bookmark; return the last look with it.

        Args:
            name: What the reader calls it; "": nothing.
            at: The moment of a look; None: of the last one.
        """
        with self._lock:
            if self._last is None:
                return None
            self.past.mark(self._last[0] if at is None else at, name)
            return self._view(*self._last)

    def since(self, key: tuple[int, int], when: float | None = None) -> Since | None:
        """Return what is different in a process since a moment; takes its time.

        Args:
            key: Pid and start time.
            when: Seconds, on the clock of the looks; None: the last bookmark.

        Returns:
            None where nothing is known of it at that moment, or there is no bookmark.
        """
        with self._lock:
            marks = [one.at for one in self.past.bookmarks]
            at = when if when is not None else max(marks, default=None)
            before = self.past.at(at) if at is not None else None
            last = self._last
        return since(before[1], last[1], key) if before and last else None

    def view_at(self, when: float) -> View | None:
        """Return what to draw of an earlier moment, while looking goes on.

        What grew is then told up to that moment; the series stays as it is.

        Args:
            when: Seconds, on the clock of the looks: the last look up to then.
        """
        with self._lock:
            found = self.past.at(when)
            if found is None or self._last is None:
                return None
            if found[0] >= self._last[0]:
                return self._view(*self._last)
            return self._past_view(*found)

    def _past_view(self, at: float, snapshot: Snapshot) -> View:
        assert self._last is not None
        before = self.past.before(at) or (at, snapshot)
        then = [self._remembered(at, process, *before) for process in snapshot.alive()]
        return View(
            at=at,
            snapshot=snapshot,
            options=self._options,
            processes=tuple(
                self._process_view(at, snapshot, one, self._past_plans) for one in then
            ),
            events=tuple(one for one in self._events if one.at <= at),
            happenings=self.past.happenings_at(at),
            beside=self._beside(then),
            now=self._last[0],
            together=self._together(list(self._known.values())),
        )

    def _remembered(
        self, at: float, process: Process, then: float, before: Snapshot
    ) -> Remembered:
        """Return a process as it was known at a moment in the past."""
        known = self._known.get(process.identity)
        letter = known.letter if known else process.name[:1].upper()
        old = {one.identity: one for one in before.processes}
        found = Remembered(letter, old.get(process.identity, process), then)
        found.look(at, process)
        if known is not None:
            found.lanes_of(known, at)
        return found

    def _close(self, several: Several | None) -> None:
        """Whoever is read by totals only has not ended: it is not shown fully now."""
        for one in several.processes if several else ():
            if not one.is_open and one.key in self._known:
                del self._known[one.key]
                self._plans.pop(one.key, None)
                self._past_plans.pop(one.key, None)

    def _look(
        self,
        at: float,
        process: Process,
        told: tuple[Change, ...] | None,
        *,
        is_alive: bool,
    ) -> None:
        known = self._known.get(process.identity)
        if known is None:
            letter = self._new_letter(process.identity)
            known = self._known[process.identity] = Remembered(letter, process, at)
            known.begin()
        elif is_alive and (changes := known.look(at, process, told)):
            self._event(Event(at, known.letter, changes))

    def _new_letter(self, key: tuple[int, int]) -> str:
        """Give a process a letter; the same one again when it is opened again."""
        letter = self._letter_of.get(key)
        if letter is None:
            letter = self._letter_of[key] = _letter(self._letters)
            self._letters += 1
        return letter

    def _note_ended(self, at: float, seen: set[tuple[int, int]]) -> None:
        for identity, known in self._known.items():
            ended = identity not in seen
            if ended and not known.ended:
                self._event(Event(at, known.letter, ended=True))
                self.past.note_ended(at, identity)
            known.ended = ended
        ended_ones = [key for key, known in self._known.items() if known.ended]
        for key in ended_ones[:-_ENDED]:
            del self._known[key]
            self._plans.pop(key, None)
            self._past_plans.pop(key, None)

    def _forget_all_but(self, pids: set[int]) -> None:
        """A lesson goes on to other processes: nobody asks for the old ones now."""
        for key in [key for key in self._known if key[0] not in pids]:
            del self._known[key]
            self._plans.pop(key, None)
            self._past_plans.pop(key, None)
        if not self._known:
            self._letters = 0
            self._letter_of.clear()

    def _event(self, event: Event) -> None:
        self._events.insert(0, event)
        del self._events[_EVENTS:]

    def _view(self, at: float, snapshot: Snapshot) -> View:
        known = list(self._known.values())
        return View(
            at=at,
            snapshot=snapshot,
            options=self._options,
            processes=tuple(
                self._process_view(at, snapshot, one, self._plans) for one in known
            ),
            events=tuple(self._events),
            happenings=self._happenings(at),
            beside=self._beside(known),
            together=self._together(known),
            several=self._several,
        )

    def _happenings(self, at: float) -> tuple[Happening, ...]:
        return self.past.happenings

    def _together(self, known: Sequence[Remembered]) -> Series:
        """Return the memory of several processes over time, those that ended too."""
        if len(known) < 2:
            return NO_SERIES
        return together(
            [
                (f"{one.letter} {process_name(one.process)}", found)
                for one in known
                if (found := self.past.series(one.process.identity)) is not None
            ]
        )

    def _beside(self, known: Sequence[Remembered]) -> SideBySide | None:
        """Align those that were chosen, or all where there are two to four."""
        chosen = self._options.beside
        some = [
            one
            for one in known
            if one.process.regions
            and (one.process.identity in chosen if chosen else not one.ended)
        ]
        if not 2 <= len(some) <= MOST:
            return None
        return self._aligner.align(
            [one.letter for one in some], [one.process for one in some]
        )

    def _process_view(
        self,
        at: float,
        snapshot: Snapshot,
        known: Remembered,
        plans: dict[tuple[int, int], _Drawn],
    ) -> ProcessView:
        process, plan = known.process, self._plan_of(known.process, plans)
        known.forget(at)
        began, appeared = self.past.appeared(process.identity, at) or (None, {})
        return ProcessView(
            letter=known.letter,
            process=process,
            ended=known.ended,
            space=plan.space,
            terrain=plan.terrain,
            changed={start: change for start, (_at, change) in known.changed.items()},
            gaps=tuple(gap for gap in snapshot.gaps if gap.pid == process.pid),
            growth=self._growth_of(known),
            series=self.past.series(process.identity) or NO_SERIES,
            layers=self.past.layers(process.identity, known.seen_at),
            threads=known.threads(),
            appeared=appeared,
            began=began,
        )

    def _growth_of(self, known: Remembered) -> Growth:
        found = self.past.growth(known.process, self._window, known.seen_at)
        return found or NO_GROWTH

    def _plan_of(
        self, process: Process, plans: dict[tuple[int, int], _Drawn]
    ) -> _Drawn:
        """Lay out its space; what has not changed is not laid out again."""
        old, measured = plans.get(process.identity), NOTHING_MEASURED
        if plans is self._plans and self._measured.key == process.identity:
            measured = self._measured
        is_same = old is not None and old.regions == process.regions
        if old is not None and is_same and old.measured is measured:
            return old
        plan = _Drawn(
            regions=process.regions,
            space=space_of(with_split(process, measured), old.space if old else None),
            terrain=old.terrain if old and is_same else terrain_of(process, colour_key),
            measured=measured,
        )
        plans[process.identity] = plan
        return plan


def _asked_for(snapshot: Snapshot) -> set[int]:
    """Return the processes that the look was about, also those that are gone."""
    there = {process.pid for process in snapshot.processes}
    return there | {gap.pid for gap in snapshot.gaps if gap.pid is not None}


def _letter(number: int) -> str:
    """A, B, …, Z, then A2, B2, …."""
    turn, index = divmod(number, 26)
    return chr(ord("A") + index) + (str(turn + 1) if turn else "")
