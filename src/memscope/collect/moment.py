"""One look from a file: a snapshot, a moment of a recording, saved text."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path

from memscope.codec.frame import MAGIC
from memscope.codec.snapshot import read_snapshot
from memscope.codec.tape.reader import RecordingReader
from memscope.collect.saved.files import (
    SavedText,
    holds_processes,
    is_known,
    read_folder,
    read_text,
    text_of,
    time_of,
)
from memscope.collect.saved.snapshot import snapshot_of_saved
from memscope.collect.tape.timeline import timeline_of
from memscope.errors import BadFile
from memscope.i18n import _, reason_of
from memscope.model.recording import Timeline
from memscope.model.snapshot import Snapshot

_PEEK = 1 << 16


def load(path: str | os.PathLike[str]) -> Snapshot:
    """Read a snapshot file, one moment of a recording, or saved text.

    Args:
        path: Of a snapshot or recording, or PATH@SECONDS or PATH@BOOKMARK, or of text
            such as maps, smaps and output of pmap, or of a folder of these. Without
            a moment a recording stands for its last frame.

    Raises:
        BadFile: The file cannot be read, or is none of them.
    """
    with _opened(os.fspath(path)) as (recording, index):
        return recording.snapshot(index) if recording else _read(os.fspath(path))


def _read(path: str) -> Snapshot:
    """Read a snapshot or saved text; what begins like JSON is meant to be that."""
    try:
        if Path(path).is_dir():
            return _snapshot_of(read_folder(path), path, time_of(path))
        with Path(path).open("rb") as file:
            return _read_open(file, path, time_of(path))
    except (OSError, ValueError) as error:
        why = reason_of(error) if isinstance(error, OSError) else str(error)
        raise BadFile(f"{path}: {why}") from None


def _read_open(file: BufferedReader, source: str, taken_at: datetime) -> Snapshot:
    """Read a file or a pipe, of which what was read is gone."""
    head = file.peek(_PEEK)
    if not head or head.startswith(MAGIC) or head.lstrip().startswith(b"{"):
        return read_snapshot(file, source=source)
    return _snapshot_of(text_of(read_text(file, source), source), source, taken_at)


def _snapshot_of(
    texts: Sequence[SavedText], source: str, taken_at: datetime
) -> Snapshot:
    if not texts:
        text = _("neither a snapshot nor a recording, nor text of a memory map")
        raise BadFile(f"{source}: {text}")
    return snapshot_of_saved(texts, taken_at)


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
    if os.path.isdir(path):  # noqa: PTH112
        return holds_processes(Path(path))
    if not os.path.isfile(path):  # noqa: PTH113
        return False
    try:
        with Path(path).open("rb") as file:
            head = file.read(_PEEK)
    except (OSError, ValueError):
        return False
    return head.startswith(MAGIC) or head.lstrip().startswith(b"{") or is_known(head)


def stdin_look() -> Snapshot:
    """Read what is on standard input.

    Raises:
        BadFile: It is closed, or nothing that memscope opens.
    """
    source = _("standard input")
    if sys.stdin is None:
        raise BadFile(_("standard input is closed"))
    file = sys.stdin.buffer
    if not isinstance(file, BufferedReader):
        return read_snapshot(file, source=source)
    return _read_open(file, source, datetime.now(UTC))
