"""Where what is copied goes: into the terminal's clipboard, or else into a file.

A terminal takes a text by an escape sequence (OSC 52) and says nothing about it. Of
some it is known that they do not, and most take only so much; then there is a file,
for its owner alone, and the reader is told its name.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from memscope.errors import OutputFailed
from memscope.i18n import N_, _, reason_of
from memscope.model.word import Word
from memscope.units import format_bytes

MOST_BYTES = 74_994
"""What xterm takes at most: 100,000 characters of base64, less a few."""
_WITHOUT = ("linux", "dumb", "vt100", "vt102", "vt220", "ansi", "cons25")
"""Terminals that have no clipboard to write to, by TERM."""


class Copyable(Word):
    """What can be copied."""

    ROW = "row"
    ADDRESS = "address"
    WHERE = "where"
    TABLE = "table"
    JSON = "json"
    SCREEN = "screen"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class CopyWay:
    """A key of the menu.

    Attributes:
        key: That copies it.
        what: What.
        short: A word for the menu, English.
        name: What is said to have been copied, English.
        ending: Of its file.
    """

    key: str
    what: Copyable
    short: str
    name: str
    ending: str = "txt"


COPY_WAYS = (
    CopyWay("y", Copyable.ROW, N_("row"), N_("the row")),
    CopyWay("a", Copyable.ADDRESS, N_("address"), N_("the address")),
    CopyWay("r", Copyable.WHERE, N_("what is there"), N_("what is there")),
    CopyWay("t", Copyable.TABLE, N_("table"), N_("the table"), "tsv"),
    CopyWay("j", Copyable.JSON, N_("JSON"), N_("the snapshot"), "json"),
    CopyWay("s", Copyable.SCREEN, N_("screen"), N_("the screen")),
    CopyWay("S", Copyable.PICTURE, N_("as SVG"), N_("the screen"), "svg"),
)
"""In the order of the menu."""


def way_of(what: Copyable) -> CopyWay:
    """Return the row of the menu."""
    return next(one for one in COPY_WAYS if one.what is what)


def copy(
    text: str,
    what: Copyable,
    put: Callable[[str], object],
    *,
    count: int = 1,
    is_web: bool = False,
    environment: Mapping[str, str] = os.environ,
) -> str:
    """Copy a text, and return what to say of it.

    Args:
        text: What is copied.
        what: What it is.
        put: Writes it to the terminal, such as `App.copy_to_clipboard`.
        count: Of the rows that it is about.
        is_web: The terminal is a page in a browser, which has no such sequence.
        environment: Of this process.

    Raises:
        OutputFailed: It could go nowhere.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    way = way_of(what)
    told = _told(way, count, size)
    if why := _why_not(size, is_web=is_web, term=environment.get("TERM", "")):
        path = _into_file(text, way, environment)
        return _("{what} is in {path}: {why}").format(
            what=told, path=shown(path, environment), why=why
        )
    put(text)
    return _("copied: {what}").format(what=told)


def _told(way: CopyWay, count: int, size: int) -> str:
    name = _(way.name)
    if count > 1:
        name = _("{n} rows").format(n=count)
    return f"{name}, {format_bytes(size)}"


def _why_not(size: int, *, is_web: bool, term: str) -> str:
    if is_web:
        return _("a browser's page has no clipboard for programs")
    if not term or term.partition("-")[0] in _WITHOUT:
        return _("this terminal has no clipboard")
    if size > MOST_BYTES:
        return _("it is too much for a terminal's clipboard")
    return ""


def shown(path: Path, environment: Mapping[str, str] = os.environ) -> str:
    """Return a path as short as a shell takes it."""
    home = environment.get("HOME", "")
    if home and path.is_relative_to(home) and path.parent != Path.cwd():
        return f"~/{path.relative_to(home)}"
    return f"./{path.name}" if path.parent == Path.cwd() else str(path)


def _into_file(text: str, way: CopyWay, environment: Mapping[str, str]) -> Path:
    """Write a new file here, or where programs keep such things."""
    problem: OSError | None = None
    for folder in (Path.cwd(), _state_folder(environment)):
        try:
            return _new_file(folder, text, way)
        except OSError as error:
            problem = error
    why = reason_of(problem) if problem else ""
    raise OutputFailed(_("nothing could be copied: {why}").format(why=why))


def _state_folder(environment: Mapping[str, str]) -> Path:
    base = environment.get("XDG_STATE_HOME") or "~/.local/state"
    return Path(base).expanduser() / "memscope"


def _new_file(folder: Path, text: str, way: CopyWay) -> Path:
    if folder != Path.cwd():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    for number in range(1, 10_000):
        path = folder / f"memscope-{way.what.value}-{number}.{way.ending}"
        try:
            fd = os.open(path, flags, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(fd, "wb") as file:
            file.write(text.encode("utf-8", "surrogatepass"))
        return path
    raise FileExistsError(17, os.strerror(17))
