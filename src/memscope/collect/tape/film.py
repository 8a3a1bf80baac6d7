"""Records what is on stage while somebody else acts, such as a lesson."""

import threading
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from memscope.collect.poll import LiveSource
from memscope.collect.tape.writer import RecordingWriter
from memscope.errors import MemscopeError
from memscope.model.recording import StepMark

_PATIENCE_S = 5.0
"""Seconds to wait for a look; the disk may be full, which the end will tell."""


class Film:
    """A recording that a thread of its own makes while the block runs."""

    def __init__(
        self,
        file: RecordingWriter,
        pids: Callable[[], Sequence[int]],
        *,
        title: str = "",
        interval_s: float = 0.5,
    ) -> None:
        """Begin to record.

        Args:
            file: Where to; it is not closed.
            pids: Whom to look at; asked for every look.
            title: What is recorded, to be written down.
            interval_s: Seconds between looks.
        """
        self._file = file
        self._source = LiveSource(pids, interval_s)
        self._turn = threading.Condition()
        self._looked_at = time.monotonic()
        self._problem: MemscopeError | None = None
        file.begin(interval_s=interval_s, title=title)
        self._thread = threading.Thread(target=self._run, name="film", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        problem = self._stop()
        if problem is not None and error is None:
            raise problem

    def step(self, mark: StepMark) -> None:
        """Write down a step of a lesson that was just done, and look once more.

        Returns when that look is in the file: the next step may end the processes.

        Args:
            mark: The step; when it was done is filled in.
        """
        done = time.monotonic()
        self._source.refresh()
        with self._turn:
            self._turn.wait_for(lambda: self._looked_at >= done, _PATIENCE_S)
            self._file.step(mark)

    def _run(self) -> None:
        try:
            for moment, snapshot in self._source:
                with self._turn:
                    self._file.frame(snapshot, moment)
                    self._looked_at = moment
                    self._turn.notify_all()
        except MemscopeError as error:
            self._problem = error

    def _stop(self) -> MemscopeError | None:
        self._source.close()
        self._thread.join()
        return self._problem
