"""All that is remembered for one screen: whole looks, courses, bookmarks, events."""

import threading
from bisect import insort
from collections import deque
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from memscope.analyze.diff.changes import changes_between
from memscope.analyze.diff.unequal import unequal
from memscope.analyze.growth.came import Came
from memscope.analyze.growth.course import FINE_S, KEPT_S, Course, Moment
from memscope.analyze.growth.events import Between, Happening, apart, listed_once
from memscope.analyze.growth.growth import NO_GROWTH, Growth, Window
from memscope.analyze.growth.layered import series_of
from memscope.analyze.growth.reckon import growth_of
from memscope.analyze.growth.steps import step_of
from memscope.analyze.layers import LayerKey, layer_of, layers_of
from memscope.analyze.series import Series, Tick, Ticks
from memscope.collect.history.ring import WHOLE_S, Ring, different_regions
from memscope.collect.history.undo import Identity
from memscope.model.diff import Change
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.model.snapshot import Snapshot

_MOST_TICKS = 500
_MOST_HAPPENED = 2000
_MOST_COURSES = 64
"""Processes, also those that ended."""


class _Followed:
    """One process: its course, and what it was when it was seen last."""

    def __init__(self, at: float, process: Process, fine_s: float) -> None:
        self.course = Course(at, fine_s)
        self.process, self.seen_at = process, at
        self.layers: Mapping[LayerKey, int] = layers_of(process)
        self.growth = NO_GROWTH
        self.ticks: list[Tick] = []
        self.came = Came()
        self.course.add(Moment(at, process.usage.resident, self.layers))


class PastLooks:
    """Takes looks in, in order of time; may be used from any thread."""

    def __init__(self, ring: Ring | None = None, *, fine_s: float = FINE_S) -> None:
        """Begin with nothing seen.

        Args:
            ring: Keeps whole looks; None: a new one of ten minutes.
            fine_s: Seconds for which every look counts by itself.
        """
        self._ring = ring or Ring()
        self._fine_s = fine_s
        self._followed: dict[Identity, _Followed] = {}
        self._bookmarks: list[Tick] = []
        self._happened: deque[Happening] = deque(maxlen=_MOST_HAPPENED)
        self._happenings: tuple[Happening, ...] = ()
        self._lock = threading.RLock()

    def add(self, at: float, snapshot: Snapshot) -> dict[Identity, tuple[Change, ...]]:
        """Take a look in, and return what changed in each process that was known.

        Args:
            at: Seconds, later than the last one.
            snapshot: The look.
        """
        with self._lock:
            last = self._ring.last
            if last is not None and at <= last[0]:
                return {}  # the same look once more
            different = different_regions(last[1] if last else None, snapshot)
            self._ring.add(at, snapshot, different)
            told = {
                one.identity: self._follow(at, one, different.get(one.identity))
                for one in snapshot.alive()
            }
            return {who: what for who, what in told.items() if what is not None}

    def _follow(
        self,
        at: float,
        process: Process,
        different: tuple[list[Region], list[Region]] | None,
    ) -> tuple[Change, ...] | None:
        known = self._followed.get(process.identity)
        if known is None:
            self._followed[process.identity] = _Followed(at, process, self._fine_s)
            self._forget_some()
            return None
        if different is None:  # it was missing in the look before
            different = unequal(known.process.regions, process.regions)
        gone, come = different
        changes = _changes(known.process, process, gone, come)
        known.layers = _layers(known, process, gone, come)
        step = step_of(gone, come)
        known.course.add(Moment(at, process.usage.resident, known.layers, step))
        if gone or come:
            known.came.note(at, gone, come, apart(come, gone))
        if changes:
            who, before = process.identity, known.seen_at
            self._note(known, Between(who, before, at, changes, gone, come, step))
        known.process, known.seen_at = process, at
        return changes

    def _note(self, known: _Followed, between: Between) -> None:
        self._tell(between.happened())
        known.ticks += between.ticks()
        del known.ticks[:-_MOST_TICKS]

    def _forget_some(self) -> None:
        while len(self._followed) > _MOST_COURSES:
            oldest = min(self._followed, key=lambda one: self._followed[one].seen_at)
            del self._followed[oldest]

    def note_ended(self, at: float, identity: Identity) -> None:
        """Remember that a process ended."""
        with self._lock:
            self._tell([Happening(identity, None, at, at)])

    def _tell(self, new: Sequence[Happening]) -> None:
        self._happened.extend(new)
        self._happenings = listed_once(self._happenings, new)

    def mark(self, at: float, name: str = "") -> None:
        """Set a bookmark."""
        with self._lock:
            old = at - KEPT_S
            self._bookmarks = [one for one in self._bookmarks if one.at > old]
            insort(
                self._bookmarks, Tick(at, Ticks.BOOKMARK, name), key=lambda one: one.at
            )
            for known in self._followed.values():
                known.course.mark(at)

    @property
    def bookmarks(self) -> Sequence[Tick]:
        """In order of time."""
        return tuple(self._bookmarks)

    @property
    def happenings(self) -> tuple[Happening, ...]:
        """What happened, the newest first."""
        return self._happenings

    def happenings_at(self, until: float) -> tuple[Happening, ...]:
        """Return what had happened up to a moment, the newest first."""
        with self._lock:
            since = until - WHOLE_S
            told = [one for one in self._happened if since <= one.at <= until]
        found: tuple[Happening, ...] = ()
        for one in told:
            found = listed_once(found, [one])
        return found

    def growth(self, process: Process, window: Window, until: float) -> Growth | None:
        """Return what grew in a process up to a moment; None: it was never seen.

        Args:
            process: As it was then.
            window: Since when.
            until: The moment: that of a look.
        """
        with self._lock:
            known = self._followed.get(process.identity)
            if known is None:
                return None
            marks = [one.at for one in self._bookmarks]
            found = growth_of(
                known.course, process, window, until=until, bookmarks=marks
            )
            # Of a still process it is the same record, look after look.
            if not found.says_the_same(known.growth):
                known.growth = found
            return known.growth

    def series(self, identity: Identity) -> Series | None:
        """Return the layers of a process over time; None: it was never seen."""
        with self._lock:
            known = self._followed.get(identity)
            if known is None:
                return None
            ticks = sorted([*self._bookmarks, *known.ticks], key=lambda one: one.at)
            whole_s, looks, is_short = self._kept()
            return series_of(
                known.course,
                ticks=ticks,
                whole_s=whole_s,
                looks=looks,
                is_short=is_short,
            )

    def _kept(self) -> tuple[float, int, bool]:
        """Return seconds and number of whole looks, and whether room was short."""
        return self._ring.seconds, self._ring.looks, self._ring.is_short

    def layers(self, identity: Identity, at: float) -> Mapping[LayerKey, int]:
        """Return the layers of a process at one look; {} where it was not seen."""
        with self._lock:
            known = self._followed.get(identity)
            seen = known.course.latest(at, 1) if known else []
            return seen[0].layers if seen else {}

    def appeared(
        self, identity: Identity, until: float
    ) -> tuple[float, Mapping[int, float]] | None:
        """Return when a process was seen first, and which regions came later, when.

        None: it was never seen.
        """
        with self._lock:
            known = self._followed.get(identity)
            if known is None:
                return None
            return known.course.began, known.came.up_to(until)

    def moments(self) -> list[float]:
        """Return the moments of whole looks, ascending."""
        return self._ring.moments()

    def at(self, when: float) -> tuple[float, Snapshot] | None:
        """Return the whole look of a moment; see `Ring.at`."""
        return self._ring.at(when)

    def before(self, at: float) -> tuple[float, Snapshot] | None:
        """Return the whole look before that of a moment."""
        return self._ring.before(at)

    def close(self) -> None:
        """Stop whatever goes on by itself."""

    def forget(self) -> None:
        """Begin anew; bookmarks stay."""
        with self._lock:
            self._happened.clear()
            self._ring.clear()
            self._followed.clear()
            self._happenings = ()


def _changes(
    old: Process, new: Process, gone: Sequence[Region], come: Sequence[Region]
) -> tuple[Change, ...]:
    if old.threads is new.threads and not gone and not come:
        return ()
    return changes_between(
        replace(old, regions=tuple(gone)), replace(new, regions=tuple(come))
    )


def _layers(
    known: _Followed, now: Process, gone: Sequence[Region], come: Sequence[Region]
) -> Mapping[LayerKey, int]:
    if now.exe != known.process.exe:
        return layers_of(now)
    if not gone and not come:
        return known.layers
    layers = dict(known.layers)
    for sign, regions in ((-1, gone), (1, come)):
        for one in regions:
            key = layer_of(one, now.exe)
            resident = one.usage.resident or 0
            layers[key] = layers.get(key, 0) + sign * resident
    return {key: size for key, size in layers.items() if size}
