"""Scanning the pages of a large process while its other files are read.

The scan spends its time in the kernel, without the interpreter's lock.
"""

from collections.abc import Sequence
from threading import Thread

from memscope.errors import ProcError
from memscope.proc.fs import ProcDir
from memscope.proc.scan import Words, scan_words


class ScanAhead:
    """A scan that has begun; it has to be waited for."""

    def __init__(self, directory: ProcDir, bounds: Sequence[tuple[int, int]]) -> None:
        """Begin to scan what the VMAs of the last look cover.

        Args:
            directory: Of the process; it stays open until `words` returns.
            bounds: (start, end) of the VMAs, in ascending order.
        """
        self._found: Words | None = None
        self._thread = Thread(
            target=self._scan, args=(directory, bounds), name="scan", daemon=True
        )
        self._thread.start()

    def words(self) -> Words | None:
        """Return what the kernel said, once it has; None: ask it again, for the why."""
        self._thread.join()
        return self._found

    def _scan(self, directory: ProcDir, bounds: Sequence[tuple[int, int]]) -> None:
        try:
            self._found = scan_words(directory, bounds)
        except (OSError, ProcError):
            return  # whoever asks again is told why
