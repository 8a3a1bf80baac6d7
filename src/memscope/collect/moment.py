"""One look, wherever it comes from: a process, a file, a moment of a recording."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from memscope.codec.frame import MAGIC
from memscope.codec.snapshot import load_snapshot, read_snapshot
from memscope.codec.tape.reader import RecordingReader
from memscope.collect.look.snapshot import take_snapshot
from memscope.collect.tape.timeline import timeline_of
from memscope.errors import BadFile
from memscope.i18n import _
from memscope.model.recording import Timeline
from memscope.model.snapshot import Snapshot


def look_at(what: str) -> Snapshot:
    """Return the look that a word of the command line names.

    Args:
        what: A process id, the path of a snapshot or recording, `-` for a snapshot on
            standard input, or PATH@SECONDS or PATH@BOOKMARK for a recording. Without a
            moment a recording stands for its last frame.

    Raises:
        BadFile: The file cannot be read, or is neither.
        ProcError: There is no such process, or we may not look at it.
    """
    if what == "-":
        return _from_stdin()
    # Python does not read a number of thousands of digits, and no process has one.
    if what.isascii() and what.isdecimal() and len(what) < 20:
        return take_snapshot([int(what)])
    return load(what)


def load(path: str | os.PathLike[str]) -> Snapshot:
    """Read a snapshot file, or one moment of a recording; see `look_at`.

    Raises:
        BadFile: The file cannot be read, or is neither.
    """
    with _opened(os.fspath(path)) as (recording, index):
        return (
            recording.snapshot(index) if recording else load_snapshot(os.fspath(path))
        )


def look_with_timeline(what: str) -> tuple[Snapshot, Timeline | None]:
    """Return what `look_at` does and, from a recording, the timeline of all of it."""
    if what == "-":
        return look_at(what), None
    with _opened(what) as (recording, index):
        if recording is None:
            return look_at(what), None
        return recording.snapshot(index), timeline_of(recording, index)


@contextmanager
def _opened(text: str) -> Iterator[tuple[RecordingReader | None, int]]:
    """Open the recording that is meant, and say which frame; None: it is none."""
    name, at, moment = text.rpartition("@")
    # Not pathlib: it raises where a folder on the way may not be searched.
    if at and not os.path.exists(text) and is_recording(name):  # noqa: PTH110
        with RecordingReader.open(name) as recording:
            yield recording, recording.find(moment)
    elif is_recording(text):
        with RecordingReader.open(text) as recording:
            yield recording, len(recording) - 1
    else:
        yield None, 0


def is_recording(path: str | os.PathLike[str]) -> bool:
    """Tell by its first bytes whether a file is a recording, of any version."""
    if not os.path.isfile(path):  # noqa: PTH113
        return False  # what is taken out of a pipe to look at it is gone
    try:
        with Path(path).open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except (OSError, ValueError):
        return False  # whoever opens it next says what is wrong


def _from_stdin() -> Snapshot:
    if sys.stdin is None:
        raise BadFile(_("standard input is closed"))
    return read_snapshot(sys.stdin.buffer, source=_("standard input"))
