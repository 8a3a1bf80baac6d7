"""Keeps what somebody sees anyway: frames of a live picture go into a file."""

import threading

from memscope.collect.tape.writer import RecordingWriter
from memscope.errors import MemscopeError
from memscope.model.recording import bookmark_name
from memscope.model.snapshot import Snapshot


class Reel:
    """A recording that is begun and ended while others look; safe between threads."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._file: RecordingWriter | None = None
        self._marks = 0

    @property
    def path(self) -> str | None:
        """Of the file that is being written; None: nothing is recorded."""
        file = self._file
        return None if file is None else file.path

    def begin(self, path: str, *, interval_s: float, title: str) -> None:
        """Begin to record into a new file.

        Raises:
            BadFile: It exists, or cannot be made.
        """
        with self._turn:
            file = RecordingWriter(path)
            file.begin(interval_s=interval_s, title=title)
            self._file, self._marks = file, 0

    def add(self, snapshot: Snapshot) -> None:
        """Append a frame, if something is being recorded.

        Raises:
            BadFile: The disk is full, or the like; the recording has ended with the
                frame before.
        """
        with self._turn:
            if self._file is None:
                return
            try:
                self._file.frame(snapshot)
            except MemscopeError:
                self._let_go()
                raise

    def mark(self, name: str = "") -> str | None:
        """Set a bookmark; return its name, or None when nothing is recorded.

        Args:
            name: What the reader calls it; "": it gets a number.
        """
        with self._turn:
            if self._file is None:
                return None
            self._marks += 1
            name = name or bookmark_name(self._marks)
            self._file.bookmark(name)
            return name

    def end(self) -> tuple[str, int] | None:
        """End the recording; return its path and how many frames it has."""
        with self._turn:
            file = self._file
            if file is None:
                return None
            self._let_go()
            return file.path, file.frames

    def _let_go(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.close()
