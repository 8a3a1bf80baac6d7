"""The only writer: streams, files, and plain signs where a terminal has no others.

Data goes to stdout or a file, which is written whole or not at all; everything else is
one line on stderr.
"""

import codecs
import os
import stat
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from memscope.errors import OutputFailed
from memscope.i18n import _, reason_of

if TYPE_CHECKING:
    from pathlib import Path

    from memscope.render.runs import Line

STDOUT = "-"


def write(data: str | bytes, *, to: str = STDOUT, force: bool = False) -> None:
    """Write all of `data`, or nothing that looks complete.

    Args:
        data: Text or bytes; text goes to a file as UTF-8, and to stdout in the
            terminal's encoding.
        to: Path of a file; `-` is stdout.
        force: Replace a file that exists.

    Raises:
        OutputFailed: With one line that says why.
    """
    if to == STDOUT:
        _write_stdout(data)
    else:
        write_file(data.encode() if isinstance(data, str) else data, to, force)


def say(message: str, hint: str = "", between: Iterable[str] = ()) -> None:
    """Tell the user something on stderr, which is never data.

    Args:
        message: In one line.
        hint: What to do about it.
        between: Lines between the two, such as what there is to choose from.
    """
    lines = [f"memscope: {_one_line(message)}"]
    lines += [f"  {_one_line(line)}" for line in between]
    if hint:
        lines.append(f"  {_one_line(hint)}")
    try:
        print("\n".join(lines), file=sys.stderr, flush=True)
    except (OSError, AttributeError, ValueError):
        # stderr is closed or full: there is nobody left to tell.
        _abandon(2)


def progress(text: str) -> None:
    """Tell somebody who watches what takes so long; in scripts say nothing."""
    if sys.stderr is not None and sys.stderr.isatty():
        print(f"  {_one_line(text)} …", file=sys.stderr, flush=True)


def json_indent(to: str) -> int:
    """Return blanks a level of JSON: for eyes on a terminal, not for programs."""
    return 2 if to == STDOUT and is_terminal() else 0


def is_terminal() -> bool:
    """Tell whether stdout is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def is_interactive() -> bool:
    """Tell whether a full-screen program can run: keys come in, pictures go out."""
    return is_terminal() and sys.stdin is not None and sys.stdin.isatty()


def wants_colour(when: str, to: str = STDOUT) -> bool:
    """Decide on colour: `always`, `never`, or `auto` (a terminal, and no NO_COLOR)."""
    if when != "auto":
        return when == "always"
    if to != STDOUT or os.environ.get("NO_COLOR"):
        return False
    return is_terminal() and os.environ.get("TERM") != "dumb"


def width(to: str = STDOUT) -> int | None:
    """Return the cells of a line: COLUMNS, or the terminal's; None: do not cut."""
    if to == STDOUT and (is_terminal() or os.environ.get("COLUMNS", "").isdecimal()):
        from shutil import get_terminal_size

        return max(get_terminal_size().columns, 40)
    return None


def styled(lines: "Iterable[Line]", *, colour: bool) -> str:
    """Return styled lines as text, with or without colours."""
    if not colour:
        from memscope.render.runs import plain

        return "".join(f"{plain(one)}\n" for one in lines)
    from memscope.render.ansi import ansi_text

    true_colour = os.environ.get("COLORTERM") in {"truecolor", "24bit"}
    return ansi_text(lines, true_colour=true_colour)


def _write_stdout(data: str | bytes) -> None:
    if sys.stdout is None:
        raise OutputFailed(_("cannot write: the output is closed"))
    try:
        if isinstance(data, str):
            data = _encoded(data, sys.stdout.encoding or "utf-8")
        sys.stdout.flush()
        rest = memoryview(data)
        while rest:
            # With PYTHONUNBUFFERED a write may be short, as on a disk that gets full.
            rest = rest[sys.stdout.buffer.write(rest) :]
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _abandon(1)
        why = _("the program that reads our output has closed it")
        raise OutputFailed(why) from None
    except OSError as error:
        _abandon(1)
        why = _("cannot write: {reason}").format(reason=reason_of(error))
        raise OutputFailed(why) from None


def _encoded(text: str, encoding: str) -> bytes:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return text.encode(encoding, errors=PLAIN)


def _abandon(descriptor: int) -> None:
    """Point a stream nowhere, so that Python's last flush at exit cannot fail too."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, descriptor)
        os.close(nowhere)
    except OSError:
        pass


def _one_line(text: str) -> str:
    """Keep a hostile name in a message from reaching the terminal raw."""
    from memscope.units import safe

    return safe(" ".join(text.split("\n")))


def write_file(data: bytes, to: str, force: bool) -> None:
    """Write all of `data`, or leave what is there as it was.

    Args:
        data: What to write.
        to: Path of the file.
        force: Replace a file that exists.

    Raises:
        OutputFailed: With one line that says why.
    """
    from pathlib import Path  # an eighth of every start, for the few that write

    path = Path(to)
    try:
        kind = path.stat().st_mode
    except FileNotFoundError:
        kind = None
    except OSError as error:
        raise _failed(path, error) from None
    if to.endswith("/") or (kind is not None and stat.S_ISDIR(kind)):
        raise OutputFailed(_("{path} is a directory").format(path=path))
    is_plain = kind is None or stat.S_ISREG(kind)
    if kind is not None and is_plain and not force:
        raise OutputFailed(
            _("{path} exists").format(path=path), hint=_("Add --force to replace it.")
        )
    try:
        if is_plain:
            _replace(data, Path(os.path.realpath(path)))
        else:
            # A device or pipe is there to be written to, not to be replaced.
            path.write_bytes(data)
    except OSError as error:
        raise _failed(path, error) from None


def _replace(data: bytes, path: "Path") -> None:
    """Write beside the file and rename: nobody ever sees one that is half written."""
    draft = path.with_name(f".{path.name[:200]}.{os.urandom(4).hex()}")
    try:
        with draft.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _failed(path: "Path", error: OSError) -> OutputFailed:
    return OutputFailed(
        _("cannot write {path}: {reason}").format(path=path, reason=reason_of(error))
    )


PLAIN = "memscope.plain"
"""Name of the error handler, for `str.encode`."""

_LONGER = {"≠": "!=", "…": "...", "·": "|", "▸": ">", "└": "+"}
"""Where a line need not stay as wide as it is."""


def _in_letters(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    from memscope.render.glyphs import SIGNS

    # "?" for all of them would turn what is certain into a guess, and yes and no into
    # the same thing.
    signs = SIGNS | _LONGER
    text = error.object[error.start : error.end]
    return "".join(signs.get(one, "?") for one in text), error.end


codecs.register_error(PLAIN, _in_letters)
