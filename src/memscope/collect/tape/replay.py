"""The source that plays a recording: like the live one, and it can go back."""

import threading
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from memscope.codec.tape.reader import RecordingReader
from memscope.model.snapshot import Snapshot

SLOWEST_HZ = 0.02
_LONGEST_PAUSE_S = 5.0
"""Seconds that a hole in a recording takes at most, such as a suspended laptop."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment that one can jump to.

    Attributes:
        at: Seconds since the recording began.
        name: A bookmark's name, or a step's title.
    """

    at: float
    name: str


class ReplaySource:
    """Iterates over (seconds, Snapshot); blocking, for one thread, endless.

    At the last frame it waits, so that one can go back; `close` ends it. Everything
    else may be called from any thread.
    """

    def __init__(self, recording: RecordingReader, *, speed: float = 1.0) -> None:
        self._recording = recording
        self._speed = speed
        self._index = 0
        self._is_playing = True
        self._is_closed = False
        self._is_due = True
        self._changed = threading.Condition()
        self.marks = _marks_of(recording)
        # A mark belongs to the frame before it: that is the one that was seen then.
        self._mark_frames = [recording.index_at(one.at) for one in self.marks]
        self.steps = tuple(recording.steps)
        self._step_frames = [recording.index_at(one.at) for one in self.steps]

    @classmethod
    def open(cls, path: str | Path) -> Self:
        """Open a file.

        Raises:
            BadFile: It cannot be read, is no recording, or holds nothing.
        """
        return cls(RecordingReader.open(path))

    @property
    def title(self) -> str:
        """What was recorded, or the file's name."""
        return self._recording.about.title or Path(self._recording.path).name

    @property
    def path(self) -> str:
        """Of the file."""
        return self._recording.path

    @property
    def is_of_lesson(self) -> bool:
        """It goes from process to process: whoever is missing may well live on."""
        return bool(self._recording.steps)

    @property
    def note(self) -> str:
        """What is wrong with the file; "": nothing."""
        return self._recording.note

    @property
    def interval_s(self) -> float:
        """Seconds from one frame to the next, as shown."""
        return self._recording.about.interval_s / self._speed

    @interval_s.setter
    def interval_s(self, seconds: float) -> None:
        self.speed = self._recording.about.interval_s / max(seconds, 0.001)

    @property
    def speed(self) -> float:
        """How many times faster than it happened."""
        return self._speed

    @speed.setter
    def speed(self, factor: float) -> None:
        with self._changed:
            self._speed = min(max(factor, SLOWEST_HZ), 1000.0)
            self._changed.notify_all()

    @property
    def is_playing(self) -> bool:
        """It goes on by itself."""
        return self._is_playing

    @property
    def position_s(self) -> float:
        """Seconds since the recording began, of the frame on show."""
        return self._recording.time_of(self._index)

    @property
    def duration_s(self) -> float:
        """Seconds from the beginning to the last frame."""
        return self._recording.duration_s

    @property
    def frame(self) -> tuple[int, int]:
        """Number of the frame on show, from 1, and how many there are."""
        return self._index + 1, len(self._recording)

    @property
    def passed(self) -> Mark | None:
        """The last mark up to the frame on show; None before the first."""
        count = bisect_right(self._mark_frames, self._index)
        return self.marks[count - 1] if count else None

    @property
    def steps_done(self) -> int:
        """How many steps of a lesson were done up to the frame on show."""
        return bisect_right(self._step_frames, self._index)

    def go_to_step(self, number: int) -> None:
        """Stand still where a step had just been done; the first is 0."""
        with self._changed:
            self._is_playing = False
            self._go(self._step_frames[number])

    def play(self) -> None:
        """Go on; from the beginning when it is at the end."""
        with self._changed:
            if self._is_at_end():
                self._go(0)
            self._is_playing = True
            self._changed.notify_all()

    def pause(self) -> None:
        """Stand still."""
        with self._changed:
            self._is_playing = False
            self._changed.notify_all()

    def step(self, frames: int) -> None:
        """Stand still so many frames later; negative: earlier."""
        with self._changed:
            self._is_playing = False
            self._go(self._index + frames)

    def seek(self, at: float) -> None:
        """Go to the last frame at or before a time, and go on from there or not."""
        with self._changed:
            self._go(self._recording.index_at(at))

    def go_to(self, moment: str) -> None:
        """Stand still at a moment: a time, a bookmark, or a step's id.

        Raises:
            UsageProblem: There is no such moment.
        """
        index = self._recording.find(moment)
        with self._changed:
            self._is_playing = False
            self._go(index)

    def skip(self, seconds: float) -> None:
        """Go so many seconds ahead; negative: back. Moves by one frame at least."""
        with self._changed:
            index = self._recording.index_at(self.position_s + seconds)
            if index == self._index:
                index += 1 if seconds > 0 else -1
            self._go(index)

    def jump(self, by: int) -> Mark | None:
        """Go to the next mark (1) or the one before (-1); None: there is none."""
        frames = list(zip(self._mark_frames, self.marks, strict=True))
        if by > 0:
            later = [one for one in frames if one[0] > self._index]
            chosen = later[0] if later else None
        else:
            earlier = [one for one in frames if one[0] < self._index]
            chosen = earlier[-1] if earlier else None
        if chosen is None:
            return None
        with self._changed:
            self._go(chosen[0])
        return chosen[1]

    def refresh(self) -> None:
        """Give the frame on show once more."""
        with self._changed:
            self._is_due = True
            self._changed.notify_all()

    def close(self) -> None:
        """End the iteration."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def __iter__(self) -> Iterator[tuple[float, Snapshot]]:
        try:
            while (index := self._next()) is not None:
                yield self._recording.time_of(index), self._recording.snapshot(index)
        finally:
            self._recording.close()

    def _next(self) -> int | None:
        """Wait for the next frame to show; None: closed."""
        with self._changed:
            while not self._is_closed and not self._is_due:
                if not self._is_playing or self._is_at_end():
                    self._is_playing = False
                    self._changed.wait()
                elif not self._changed.wait(self._pause_s()):
                    self._index += 1
                    self._is_due = True
            self._is_due = False
            return None if self._is_closed else self._index

    def _pause_s(self) -> float:
        time_of = self._recording.time_of
        gap = time_of(self._index + 1) - time_of(self._index)
        return min(gap / self._speed, _LONGEST_PAUSE_S)

    def _is_at_end(self) -> bool:
        return self._index == len(self._recording) - 1

    def _go(self, index: int) -> None:
        self._index = max(0, min(index, len(self._recording) - 1))
        self._is_due = True
        self._changed.notify_all()


def _marks_of(recording: RecordingReader) -> tuple[Mark, ...]:
    marks = [Mark(one.at, one.name) for one in recording.bookmarks]
    marks += [
        Mark(one.at, f"{one.index + 1} {one.step.title}") for one in recording.steps
    ]
    return tuple(sorted(marks, key=lambda one: one.at))
