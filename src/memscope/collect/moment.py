"""One look, wherever it comes from: a process, a file, a moment of a recording."""

import os
import sys
from pathlib import Path

from memscope.codec.recording import MAGIC
from memscope.codec.recording_file import Recording
from memscope.codec.snapshot import decode_snapshot, load_snapshot
from memscope.collect.snapshot import take_snapshot
from memscope.errors import BadFile
from memscope.i18n import _
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
    if what.isascii() and what.isdecimal():
        return take_snapshot([int(what)])
    return load(what)


def load(path: str | os.PathLike[str]) -> Snapshot:
    """Read a snapshot file, or one moment of a recording; see `look_at`.

    Raises:
        BadFile: The file cannot be read, or is neither.
    """
    text = os.fspath(path)
    name, at, moment = text.rpartition("@")
    if at and not Path(text).exists() and is_recording(name):
        with Recording.open(name) as recording:
            return recording.snapshot(recording.find(moment))
    if is_recording(text):
        with Recording.open(text) as recording:
            return recording.snapshot(len(recording) - 1)
    return load_snapshot(text)


def is_recording(path: str | os.PathLike[str]) -> bool:
    """Tell by its first bytes whether a file is a recording, of any version."""
    try:
        with Path(path).open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except (OSError, ValueError):
        return False  # whoever opens it next says what is wrong


def _from_stdin() -> Snapshot:
    if sys.stdin is None:
        raise BadFile(_("standard input is closed"))
    data = sys.stdin.buffer.read()
    name = _("standard input")
    if not data:
        raise BadFile(f"{name}: {_('the file is empty')}")
    return decode_snapshot(data, source=name)
