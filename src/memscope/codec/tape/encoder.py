"""Turns snapshots, steps and bookmarks into the bytes of a recording."""

from memscope.codec.frame import FIRST_LINE, RecordKind, pack
from memscope.codec.names import encode
from memscope.codec.snapshot import encode_snapshot
from memscope.codec.tape.delta import encode_delta
from memscope.codec.wire import moment_to_json
from memscope.model.recording import About, Bookmark, StepMark
from memscope.model.snapshot import Snapshot

KEY_EVERY = 120
"""Frames from one whole snapshot to the next, at most: seeking reads so many."""
_KEY_WHEN_LARGER = 4
"""Deltas together so many times as large as the last whole snapshot: time for one."""


class RecordingEncoder:
    """Encodes one recording; each call returns bytes to append, in order."""

    def __init__(self) -> None:
        self._last: Snapshot | None = None
        self._since_key = 0
        self._key_size = 0
        self._delta_size = 0

    def begin(self, about: About) -> bytes:
        """Return the first line and what the recording says of itself."""
        payload = {
            "created_at": moment_to_json(about.created_at),
            "interval_s": about.interval_s,
            "title": about.title,
        }
        return FIRST_LINE + pack(RecordKind.ABOUT, 0.0, encode(payload))

    def frame(self, at: float, snapshot: Snapshot) -> bytes:
        """Return a frame.

        Args:
            at: Seconds since the recording began; never less than before.
            snapshot: What was seen.
        """
        delta = None
        if self._last is not None and self._since_key < KEY_EVERY:
            delta = encode_delta(self._last, snapshot)
        self._last = snapshot
        if delta is not None:
            record = pack(RecordKind.DELTA, at, delta)
            self._delta_size += len(record)
            if self._delta_size <= self._key_size * _KEY_WHEN_LARGER:
                self._since_key += 1
                return record
        record = pack(RecordKind.KEY, at, encode_snapshot(snapshot))
        self._since_key, self._key_size, self._delta_size = 1, len(record), 0
        return record

    def bookmark(self, mark: Bookmark) -> bytes:
        """Return a moment with a name."""
        payload = {"name": mark.name}
        return pack(RecordKind.BOOKMARK, mark.at, encode(payload))

    def step(self, mark: StepMark) -> bytes:
        """Return a step of a lesson."""
        payload = {
            "lesson": mark.lesson,
            "title": mark.title,
            "lang": mark.lang,
            "index": mark.index,
            "step": mark.step,
        }
        return pack(RecordKind.STEP, mark.at, encode(payload))

    def end(self, at: float) -> bytes:
        """Return the mark that nothing follows."""
        return pack(RecordKind.END, at, b"{}")
