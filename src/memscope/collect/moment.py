"""One look from a file: a snapshot, or a moment of a recording."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from memscope.codec.frame import MAGIC
from memscope.codec.snapshot import load_snapshot, read_snapshot
from memscope.codec.tape.reader import RecordingReader
from memscope.collect.tape.timeline import timeline_of
from memscope.errors import BadFile
from memscope.i18n import _
from memscope.model.recording import Timeline
from memscope.model.snapshot import Snapshot

_PEEK = 1 << 16


def load(path: str | os.PathLike[str]) -> Snapshot:
    """Read a snapshot file, or one moment of a recording.

    Args:
        path: Of a snapshot or recording, or PATH@SECONDS or PATH@BOOKMARK. Without a
            moment a recording stands for its last frame.

    Raises:
        BadFile: The file cannot be read, or is neither.
    """
    with _opened(os.fspath(path)) as (recording, index):
        return (
            recording.snapshot(index) if recording else load_snapshot(os.fspath(path))
        )


def look_with_timeline(path: str) -> tuple[Snapshot, Timeline | None]:
    """Return what `load` does and, from a recording, the timeline of all of it."""
    with _opened(path) as (recording, index):
        if recording is None:
            return load(path), None
        return recording.snapshot(index), timeline_of(recording, index)


def looks_up_to(path: str, most: int) -> list[tuple[float, Snapshot]]:
    """Return (seconds, look) of a recording up to the moment meant, evenly taken.

    Args:
        path: FILE, or FILE@MOMENT.
        most: How many looks, the last one included; of a snapshot there is one.

    Raises:
        BadFile: As `load` says.
    """
    with _opened(path) as (recording, last):
        if recording is None:
            return [(0.0, load(path))]
        steps = min(most - 1, last)
        wanted = [last * at // max(steps, 1) for at in range(steps)] + [last]
        return [(recording.time_of(at), recording.snapshot(at)) for at in wanted]


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


def is_openable(path: str | os.PathLike[str]) -> bool:
    """Tell by its first bytes whether a file may be one that `load` reads."""
    if not os.path.isfile(path):  # noqa: PTH113
        return False
    try:
        with Path(path).open("rb") as file:
            head = file.read(_PEEK)
    except (OSError, ValueError):
        return False
    return head.startswith(MAGIC) or head.lstrip().startswith(b"{")


def stdin_look() -> Snapshot:
    """Read what is on standard input.

    Raises:
        BadFile: It is closed, or nothing that memscope opens.
    """
    if sys.stdin is None:
        raise BadFile(_("standard input is closed"))
    return read_snapshot(sys.stdin.buffer, source=_("standard input"))
