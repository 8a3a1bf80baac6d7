"""The files that -o names: whole, or not at all."""

import os
import stat
from pathlib import Path

from memscope.errors import OutputFailed
from memscope.i18n import _, reason_of


def write_file(data: bytes, to: str, force: bool) -> None:
    """Write all of `data`, or leave what is there as it was.

    Args:
        data: What to write.
        to: Path of the file.
        force: Replace a file that exists.

    Raises:
        OutputFailed: With one line that says why.
    """
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


def _replace(data: bytes, path: Path) -> None:
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


def _failed(path: Path, error: OSError) -> OutputFailed:
    return OutputFailed(
        _("cannot write {path}: {reason}").format(path=path, reason=reason_of(error))
    )
