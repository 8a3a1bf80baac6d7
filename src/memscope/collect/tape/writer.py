"""Writes a recording: a file that grows look by look and always ends whole."""

import errno
import os
import stat
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from msgspec.structs import replace

from memscope.codec.tape.encoder import RecordingEncoder
from memscope.errors import BadFile
from memscope.i18n import _, reason_of
from memscope.model.recording import About, Bookmark, StepMark
from memscope.model.snapshot import Snapshot

_SYNC_S = 30.0
"""Seconds between requests that the disk itself has it: after a crash of the machine
no more is lost."""


class RecordingWriter:
    """A recording that grows; whatever happens, it ends with a whole record.

    Moments are of the monotonic clock, as live sources give them; a recording counts
    from its first frame.

    Attributes:
        path: Of the file.
        size: Bytes written so far.
        frames: Frames written so far.
        seconds: From the first frame to what was written last.
    """

    def __init__(self, path: str | os.PathLike[str], *, force: bool = False) -> None:
        """Create the file.

        Args:
            path: Where; `-` is stdout.
            force: Replace a file that exists, once there is a frame to put there.

        Raises:
            BadFile: It exists, or cannot be made.
        """
        self.path = os.fspath(path)
        self.size = 0
        self.frames = 0
        self._recorder = RecordingEncoder()
        self._synced_at = 0.0
        self.seconds = 0.0
        self._zero: float | None = None
        self._is_closed = False
        self._beside: str | None = None
        # Not pathlib: it raises where a folder on the way may not be searched.
        if force and os.path.isfile(self.path):  # noqa: PTH113
            self._descriptor, self._beside = _create_beside(self.path)
        else:
            self._descriptor = _create(self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin(self, *, interval_s: float, title: str = "") -> None:
        """Write what the recording says of itself: it begins now.

        Args:
            interval_s: Seconds between looks, as planned.
            title: What is recorded; "" when nobody says.
        """
        about = About(datetime.now(UTC), interval_s, title)
        self._append(self._recorder.begin(about))

    def frame(self, snapshot: Snapshot, moment: float | None = None) -> None:
        """Append a frame.

        Args:
            snapshot: What was seen.
            moment: When; None: now.

        Raises:
            BadFile: The disk is full, or the like; the file ends with the frame before.
        """
        moment = time.monotonic() if moment is None else moment
        self._zero = moment if self._zero is None else self._zero
        at = self._seconds_at(moment)
        self._append(self._recorder.frame(at, snapshot))
        self.seconds = at
        self.frames += 1
        self._take_its_place()
        if at - self._synced_at >= _SYNC_S:
            self._synced_at = at
            self._sync()

    def bookmark(self, name: str, moment: float | None = None) -> None:
        """Give a moment a name; None: this moment."""
        self.seconds = self._seconds_at(moment)
        self._append(self._recorder.bookmark(Bookmark(self.seconds, name)))

    def step(self, mark: StepMark) -> None:
        """Add a step of a lesson that was done by now; when, is filled in."""
        self.seconds = self._seconds_at(None)
        self._append(self._recorder.step(replace(mark, at=self.seconds)))

    def _seconds_at(self, moment: float | None) -> float:
        """Place a moment behind all that is written: readers seek by time."""
        if self._zero is None:
            return 0.0
        moment = time.monotonic() if moment is None else moment
        return max(moment - self._zero, self.seconds)

    def close(self) -> None:
        """Mark the end and let go of the file, which is gone if it has no frame.

        Does nothing the second time.
        """
        if self._is_closed:
            return
        self._is_closed = True
        try:
            if self.frames:
                self._append(self._recorder.end(self.seconds))
                self._sync()
        finally:
            os.close(self._descriptor)
            if self._beside is not None or not self.frames:
                self._discard()

    def _discard(self) -> None:
        """Leave nothing behind that nobody could open: there is no frame in it."""
        if self._beside is not None:
            Path(self._beside).unlink(missing_ok=True)
        elif not _is_special(self.path):
            Path(os.path.realpath(self.path)).unlink(missing_ok=True)

    def _take_its_place(self) -> None:
        """Replace the old file by this one, which has a whole frame now."""
        if self._beside is None:
            return
        try:
            Path(self._beside).replace(Path(self.path).resolve())
        except OSError as error:
            raise _cannot_write(self.path, error) from None
        self._beside = None

    def _append(self, data: bytes) -> None:
        """Write all of a record, or take back the part that was written."""
        try:
            done = 0
            while done < len(data):
                done += os.write(self._descriptor, data[done:])
        except OSError as error:
            self._take_back()
            if not self.frames:
                self._discard()
            kept = _("What was recorded before is in the file.") if self.frames else ""
            raise _cannot_write(self.path, error, kept) from None
        except BaseException:
            self._take_back()
            raise
        self.size += len(data)

    def _take_back(self) -> None:
        with suppress(OSError):  # a pipe cannot; its reader sees a record cut off
            os.ftruncate(self._descriptor, self.size)
            os.lseek(self._descriptor, self.size, os.SEEK_SET)

    def _sync(self) -> None:
        with suppress(OSError):  # a pipe has nothing to sync
            os.fdatasync(self._descriptor)


def _create(path: str) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    try:
        if path == "-":
            return os.dup(1)
        if _is_special(path):
            return os.open(path, os.O_WRONLY | os.O_CLOEXEC)
        # A link to a file that is not there yet leads to where it will be.
        return os.open(os.path.realpath(path), flags, 0o666)
    except FileExistsError:
        text = _("{path} exists").format(path=path)
        raise BadFile(text, hint=_("Add --force to replace it.")) from None
    except IsADirectoryError:
        raise BadFile(_("{path} is a directory").format(path=path)) from None
    except (OSError, ValueError) as error:
        raise _cannot_write(path, error) from None


def _create_beside(path: str) -> tuple[int, str]:
    """Open a file of another name in the same folder, with the same permissions."""
    try:
        descriptor, name = tempfile.mkstemp(
            prefix=f".{Path(path).name}.", dir=Path(path).resolve().parent
        )
        os.fchmod(descriptor, stat.S_IMODE(Path(path).stat().st_mode))
    except OSError as error:
        raise _cannot_write(path, error) from None
    return descriptor, name


def _cannot_write(path: str, error: OSError | ValueError, hint: str = "") -> BadFile:
    if isinstance(error, BrokenPipeError):
        return BadFile(_("the program that reads our output has closed it"))
    if path == "-" and isinstance(error, OSError) and error.errno == errno.EBADF:
        return BadFile(_("cannot write: the output is closed"))
    reason = reason_of(error) if isinstance(error, OSError) else str(error)
    text = _("cannot write {path}: {reason}").format(path=path, reason=reason)
    return BadFile(text, hint=hint)


def _is_special(path: str) -> bool:
    """A pipe or a device is there to be written to; a folder never."""
    if path == "-":
        return True
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError):
        return False
    if stat.S_ISDIR(mode):
        raise IsADirectoryError
    return not stat.S_ISREG(mode)


def record(
    looks: Iterable[tuple[float, Snapshot]],
    file: RecordingWriter,
    *,
    interval_s: float,
    title: str = "",
    for_s: float | None = None,
    marks: Callable[[], Iterable[str]] = tuple,
    family: bool = False,
) -> bool:
    """Write looks to a file until they end, the processes do, or the time is over.

    Returns whether it was the processes.

    Args:
        looks: (seconds, snapshot), as a live source gives them.
        file: Where to; it is not closed.
        interval_s: Seconds between looks, to be written down.
        title: What is recorded, to be written down.
        for_s: Seconds after which it is over; None: when the processes end.
        marks: Called after every frame; returns names of bookmarks to set there.
        family: Processes may come later, too: whoever asks for looks knows whose.
    """
    file.begin(interval_s=interval_s, title=title)
    ours: set[tuple[int, int]] | None = None
    for moment, snapshot in looks:
        if ours is None or family:
            ours = {one.identity for one in snapshot.processes}
        # A number that was given to another process since is not what was asked for.
        kept = tuple(one for one in snapshot.processes if one.identity in ours)
        if not (kept or file.frames):
            return True  # they ended before they could be seen
        frame = replace(snapshot, processes=kept)
        file.frame(frame, moment)
        for name in marks():
            file.bookmark(name, moment)
        if not frame.alive():
            return True
        if for_s is not None and file.seconds + interval_s > for_s:
            return False
    return False
