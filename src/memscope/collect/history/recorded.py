"""The past of a recording: all of it is in the file, before and after what is shown."""

import threading
from contextlib import suppress

from memscope.analyze.series import Tick, Ticks
from memscope.codec.tape.reader import RecordingReader
from memscope.collect.history.past import PastLooks
from memscope.collect.history.ring import Ring
from memscope.collect.history.undo import Identity
from memscope.errors import MemscopeError
from memscope.model.diff import Change
from memscope.model.snapshot import Snapshot

_PATIENCE_S = 2.0
"""Seconds to wait for what comes before the look that is shown."""


class RecordedPast(PastLooks):
    """Reads a recording once from its beginning, on a thread of its own.

    What was not read yet is not known yet; the looks that are shown are told nothing
    that came after them.
    """

    def __init__(self, path: str) -> None:
        """Open the file a second time: others read it at another place.

        Args:
            path: Of a recording.

        Raises:
            BadFile: It cannot be read.
        """
        super().__init__(Ring(whole_s=0.0), fine_s=float("inf"))
        self._reading = RecordingReader.open(path)
        self._looking = RecordingReader.open(path)
        self._turn = threading.Condition()
        self._read_to = -1.0
        self._is_over = False
        self._bookmarks = _ticks_of(self._reading)
        self._thread = threading.Thread(target=self._read, name="past", daemon=True)
        self._thread.start()

    def _read(self) -> None:
        # What is wrong with the file is said by whoever plays it.
        with suppress(MemscopeError, OSError, ValueError), self._reading as file:
            for index in range(len(file)):
                if self._is_over:
                    break
                at = file.time_of(index)
                super().add(at, file.snapshot(index))
                with self._turn:
                    self._read_to = at
                    self._turn.notify_all()
        with self._turn:
            self._is_over = True
            self._turn.notify_all()

    def add(self, at: float, snapshot: Snapshot) -> dict[Identity, tuple[Change, ...]]:
        """Wait for what comes before a look; the file itself has told the look."""
        with self._turn:
            self._turn.wait_for(
                lambda: self._read_to >= at or self._is_over, _PATIENCE_S
            )
        return {}

    def note_ended(self, at: float, identity: Identity) -> None:
        """Do nothing: a recording may be played again and again."""

    def moments(self) -> list[float]:
        """Return the moments of all looks in the file, ascending."""
        return [*map(self._looking.time_of, range(len(self._looking)))]

    def at(self, when: float) -> tuple[float, Snapshot] | None:
        """Return the last look of the file up to a moment, else its first."""
        with self._lock:
            return self._look(self._looking.index_at(when))

    def before(self, at: float) -> tuple[float, Snapshot] | None:
        """Return the look before that of a moment."""
        with self._lock:
            index = self._looking.index_at(at)
            return self._look(index - 1) if index else None

    def _look(self, index: int) -> tuple[float, Snapshot] | None:
        try:
            return self._looking.time_of(index), self._looking.snapshot(index)
        except (MemscopeError, OSError, ValueError):
            return None  # damaged there, or closed by now

    def _kept(self) -> tuple[float, int, bool]:
        return self._looking.duration_s, len(self._looking), False

    def forget(self) -> None:
        """Keep everything: it does not depend on what is shown."""

    def close(self) -> None:
        """Let go of the file."""
        with self._turn:
            self._is_over = True
            self._turn.notify_all()
        self._looking.close()


def _ticks_of(file: RecordingReader) -> list[Tick]:
    ticks = [Tick(one.at, Ticks.BOOKMARK, one.name) for one in file.bookmarks]
    ticks += [Tick(one.at, Ticks.STEP, one.step.title) for one in file.steps]
    return sorted(ticks, key=lambda one: one.at)
