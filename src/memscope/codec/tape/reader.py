"""Reads a recording: an index when it is opened, any moment after that.

A file that was cut off, or is damaged, is read up to the last whole record before
that place; `note` says so.
"""

import os
from array import array
from bisect import bisect_right
from pathlib import Path
from typing import BinaryIO, Self

import msgspec

from memscope.codec.frame import (
    FRAMES,
    HEAD,
    LARGEST_WORDS,
    LONGEST_FIRST_LINE,
    MAGIC,
    VERSION,
    Head,
    RecordKind,
    is_whole,
    read_head,
    unpack,
)
from memscope.codec.names import decode
from memscope.codec.snapshot import decode_snapshot
from memscope.codec.tape.delta import decode_delta
from memscope.codec.wire import WrongField, moment_from_json
from memscope.errors import BadFile, UsageProblem
from memscope.i18n import _, reason_of
from memscope.model.claim import StepResult
from memscope.model.recording import About, Bookmark, StepMark
from memscope.model.snapshot import Snapshot

_BROKEN = (WrongField, msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class _AboutRecord(msgspec.Struct):
    created_at: str
    interval_s: float = 0.5
    title: str = ""


class _BookmarkRecord(msgspec.Struct):
    name: str


class _StepRecord(msgspec.Struct):
    lesson: str
    title: str
    lang: str
    index: int
    step: StepResult


class RecordingReader:
    """An open recording; close it, or use it as a context manager.

    Attributes:
        path: Of the file.
        bookmarks: In order of time.
        steps: Steps of lessons, in order of time.
        is_closed_well: The recorder came to its end; else it was cut off, or goes on.
        note: What is wrong with the file, in one sentence; "": nothing.
    """

    def __init__(self, path: str, file: BinaryIO) -> None:
        self.path = path
        self._about: About | None = None
        self.bookmarks: list[Bookmark] = []
        self.steps: list[StepMark] = []
        self.is_closed_well = False
        self.note = ""
        self._file = file
        self._times = array("d")
        self._places = array("Q")
        self._keys = array("Q")
        self._last: tuple[int, Snapshot] | None = None
        self._words = 0
        self._check_first_line()
        self._scan(os.fstat(file.fileno()).st_size)
        if not self._keys:
            raise BadFile(f"{path}: {_('the recording holds no whole frame')}")

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Self:
        """Open a file and find out where its frames are.

        Raises:
            BadFile: It cannot be read, is no recording, or holds nothing.
        """
        name = os.fspath(path)
        try:
            file = Path(name).open("rb")  # noqa: SIM115 the recording keeps it
        except (OSError, ValueError) as error:
            why = reason_of(error) if isinstance(error, OSError) else str(error)
            raise BadFile(f"{name}: {why}") from None
        try:
            if not file.seekable():
                text = _("a recording cannot be read from a pipe; name its file")
                raise BadFile(f"{name}: {text}")
            return cls(name, file)
        except OSError as error:
            file.close()
            raise BadFile(f"{name}: {reason_of(error)}") from None
        except BaseException:
            file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def __len__(self) -> int:
        """How many frames there are; at least one."""
        return len(self._times)

    @property
    def about(self) -> About:
        """What the recording says of itself."""
        if self._about is None:
            raise BadFile(f"{self.path}: {_('this is not a memscope recording')}")
        return self._about

    @property
    def duration_s(self) -> float:
        """Seconds from the beginning to the last frame."""
        return self._times[-1]

    def time_of(self, index: int) -> float:
        """Return when a frame was taken, in seconds since the recording began."""
        return self._times[index]

    def index_at(self, at: float) -> int:
        """Return the last frame at or before a time; the first one if there is none."""
        return max(bisect_right(self._times, at) - 1, 0)

    def find(self, moment: str) -> int:
        """Return the frame that a word names: a time, a bookmark, or a step's id.

        A time is in seconds, or as on a clock: `90`, `1:30`. What can be read as a
        time is one, whatever bookmarks are called.

        Raises:
            UsageProblem: There is no such moment.
        """
        at = _seconds(moment)
        if 0 <= at <= self.duration_s + max(self.about.interval_s, 1.0):
            return self.index_at(at)
        for mark in self.bookmarks:
            if mark.name == moment:
                return self.index_at(mark.at)
        for step in self.steps:
            if step.step.id == moment:
                return self.index_at(step.at)
        why = _("{path} has no moment {moment}")
        hint = _("It lasts {n} seconds; `memscope replay --list` names its marks.")
        raise UsageProblem(
            why.format(path=self.path, moment=moment),
            hint=hint.format(n=f"{self.duration_s:.1f}"),
        )

    def snapshot(self, index: int) -> Snapshot:
        """Return a frame.

        Raises:
            BadFile: What is written there makes no sense.
        """
        key = self._keys[bisect_right(self._keys, index) - 1]
        if self._last is not None and key <= self._last[0] <= index:
            at, snapshot = self._last
        else:
            at, snapshot = key, self._key_frame(key)
        while at < index:
            at += 1
            snapshot = self._delta_frame(snapshot, at)
        self._last = at, snapshot
        return snapshot

    def _key_frame(self, index: int) -> Snapshot:
        return decode_snapshot(self._payload(index), source=self._name_of(index))

    def _delta_frame(self, before: Snapshot, index: int) -> Snapshot:
        try:
            return decode_delta(before, self._payload(index))
        except WrongField as error:
            raise BadFile(f"{self._name_of(index)}: ${error}") from None
        except _BROKEN as error:
            raise BadFile(f"{self._name_of(index)}: {error}") from None

    def _name_of(self, index: int) -> str:
        return _("{path}, frame {n}").format(path=self.path, n=index)

    def _payload(self, index: int) -> bytes:
        try:
            self._file.seek(self._places[index])
            front = self._file.read(HEAD.size)
            head = read_head(front) if len(front) == HEAD.size else None
            payload = self._file.read(head.length) if head else b""
            if head is None or not is_whole(front, payload):
                raise ValueError(_("the file has changed since it was opened"))
            return unpack(payload, is_packed=head.is_packed)
        except (OSError, ValueError) as error:
            raise BadFile(f"{self._name_of(index)}: {error}") from None

    def _check_first_line(self) -> None:
        line = self._file.readline(LONGEST_FIRST_LINE)
        if not line:
            raise BadFile(f"{self.path}: {_('the file is empty')}")
        version = line.removeprefix(MAGIC).rstrip(b"\n")
        if not line.startswith(MAGIC) or not version.isdigit():
            raise BadFile(f"{self.path}: {_('this is not a memscope recording')}")
        if int(version) > VERSION:
            text = _("written in version {version}").format(version=int(version))
            raise BadFile(
                f"{self.path}: {text}",
                hint=_(
                    "This memscope reads version 1; a newer memscope reads this file."
                ),
            )

    def _scan(self, size: int) -> None:
        """Read every record once, up to the first that is not whole."""
        last = 0.0
        place = self._file.tell()
        while place < size and not self.is_closed_well:
            front = self._file.read(HEAD.size)
            head = read_head(front) if len(front) == HEAD.size else None
            # Never ask for more than the file has: a wrong length would take all RAM.
            if head is None or place + HEAD.size + head.length > size:
                self._stop(place)
                return
            payload = self._file.read(head.length)
            if not is_whole(front, payload) or head.at < last:
                self._stop(place)
                return
            self._note(head, place, payload)
            last, place = head.at, place + HEAD.size + head.length
        if not self.is_closed_well:
            self.note = _("the recording was not closed; it ends with a whole frame")

    def _stop(self, place: int) -> None:
        text = _("cut off or damaged at byte {n}; everything before it is shown")
        self.note = text.format(n=place)

    def _note(self, head: Head, place: int, payload: bytes) -> None:
        if head.kind in FRAMES:
            is_key = head.kind == RecordKind.KEY
            if not is_key and not self._keys:
                raise BadFile(f"{self.path}: {_('the first frame is not a whole one')}")
            if is_key:
                self._keys.append(len(self._times))
            self._times.append(head.at)
            self._places.append(place)
        elif head.kind == RecordKind.END:
            self.is_closed_well = True
        elif head.kind in {*RecordKind}:
            self._note_words(head, place, payload)

    def _note_words(self, head: Head, place: int, payload: bytes) -> None:
        try:
            room = max(LARGEST_WORDS - self._words, 1)
            data = unpack(payload, is_packed=head.is_packed, largest=room)
            self._words += len(data)
            if head.kind == RecordKind.ABOUT:
                self._about = _about(data)
            elif head.kind == RecordKind.BOOKMARK:
                name = decode(data, _BookmarkRecord).name
                self.bookmarks.append(Bookmark(head.at, name))
            elif head.kind == RecordKind.STEP:
                one = decode(data, _StepRecord)
                self.steps.append(
                    StepMark(
                        head.at, one.lesson, one.title, one.lang, one.index, one.step
                    )
                )
        except (*_BROKEN, ValueError) as error:
            where = _("byte {n}").format(n=place)
            raise BadFile(f"{self.path}: {where}: {error}") from None


def _about(data: bytes) -> About:
    wire = decode(data, _AboutRecord)
    moment = moment_from_json(wire.created_at)
    return About(moment, max(wire.interval_s, 0.01), wire.title)


def _seconds(text: str) -> float:
    """Return the seconds of `90` or of a clock's `1:30` or `1:01:30`; -1: no time."""
    try:
        parts = [float(part) for part in text.split(":")]
    except ValueError:
        return -1.0
    if len(parts) > 3 or min(parts) < 0 or max(parts[1:], default=0) >= 60:
        return -1.0
    seconds = 0.0
    for part in parts:
        seconds = seconds * 60 + part
    return seconds
