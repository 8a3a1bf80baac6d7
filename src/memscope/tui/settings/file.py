"""`settings.toml`: read at the start, written anew when something is chosen.

It is replaced as a whole, so nobody ever reads half of it, and only its owner may. Two
screens that are open at once each change their own keys alone.
"""

import os
import stat
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from memscope.i18n import _, reason_of
from memscope.tui.settings.record import NAMES, Preferences, settings_of
from memscope.tui.settings.toml import toml_of

_MOST = 1 << 20
"""Bytes; a file of settings that is longer is none."""
_HEAD = "# Settings of memscope, which writes this file anew; comments are not kept.\n"


def settings_path() -> Path:
    """Return where this system keeps the settings of a user."""
    import platformdirs  # not at the top: `--no-config` needs none of it

    return platformdirs.user_config_path("memscope") / "settings.toml"


class SettingsFile:
    """The settings in use, and the file that keeps them.

    Args:
        path: Of the file; None: keep nothing.

    Attributes:
        settings: In use now.
        complaints: What is wrong with the file, a sentence each.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self.settings = Preferences()
        self.complaints: list[str] = []
        if path is not None:
            self._read(path)

    @property
    def is_kept(self) -> bool:
        """There is a file that remembers what is chosen."""
        return self._path is not None

    def _read(self, path: Path) -> None:
        try:
            found = _document(path)
        except FileNotFoundError:
            return
        except OSError as error:
            why = _("cannot read {path}: {reason}")
            self.complaints.append(why.format(path=path, reason=reason_of(error)))
            return
        except ValueError:  # no TOML, no UTF-8, too long
            self.complaints.append(_set_aside(path))
            return
        self.settings, self.complaints = settings_of(found)

    def use(self, **asked: object) -> None:
        """Take what the command line or the environment says; it is not kept."""
        self.settings = replace(self.settings, **asked)  # type: ignore[arg-type] # names are ours

    def change(self, **chosen: object) -> str:
        """Take what the reader chose and keep it.

        Returns:
            Why it could not be kept, in a sentence; "" when it was.
        """
        unknown = chosen.keys() - set(NAMES)
        if unknown:
            raise TypeError(", ".join(sorted(unknown)))
        self.settings = replace(self.settings, **chosen)  # type: ignore[arg-type] # checked above
        if self._path is None:
            return ""
        try:
            _write(self._path, {name: _plain(self.settings, name) for name in chosen})
        except OSError as error:
            why = _("the settings are not kept: {reason}")
            return why.format(reason=reason_of(error))
        return ""


def _plain(settings: Preferences, name: str) -> object:
    value = asdict(settings)[name]
    if isinstance(value, Mapping):
        return {key: list(one) if isinstance(one, tuple) else one
                for key, one in value.items()}  # fmt: skip
    return value


def _document(path: Path) -> dict[str, Any]:
    """Return what a file says; raises OSError, and ValueError for what is no TOML."""
    # O_NONBLOCK: a pipe of that name would wait for a writer.
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ValueError(path)
        data = file.read(_MOST + 1)
    if len(data) > _MOST:
        raise ValueError(path)
    import tomllib  # not at the top: most starts find no file

    return tomllib.loads(data.decode())


def _set_aside(path: Path) -> str:
    """Rename a file that cannot be understood; say where it is now."""
    aside = path.with_name(f"{path.name}.broken")
    try:
        path.replace(aside)
    except OSError as error:
        why = _("{path} cannot be understood, nor set aside: {reason}")
        return why.format(path=path, reason=reason_of(error))
    told = _("{path} could not be understood and is now {aside}")
    return told.format(path=path, aside=aside.name)


def _write(path: Path, chosen: Mapping[str, object]) -> None:
    """Change some keys of a file and leave the others."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # With sudo that keeps HOME: a file of root's would lock its owner out.
    if path.parent.stat().st_uid != os.geteuid():
        raise PermissionError(13, "")
    try:
        before = _document(path)
    except (FileNotFoundError, ValueError):
        before = {}
    _replace(Path(os.path.realpath(path)), _HEAD + toml_of(before | dict(chosen)))


def _replace(path: Path, text: str) -> None:
    """Write beside the file and rename.

    Without fsync, which may take the screen's thread a second: file systems that
    write late keep the order of the two, and a broken file is set aside.
    """
    draft = path.with_name(f".{path.name}.{os.urandom(4).hex()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    try:
        with os.fdopen(os.open(draft, flags, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
