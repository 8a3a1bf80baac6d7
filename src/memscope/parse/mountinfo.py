"""Turn /proc/PID/mountinfo into records (man 5 proc_pid_mountinfo)."""

import re
from os import fsdecode

from msgspec import Struct

_ESCAPE = re.compile(rb"\\([0-3][0-7]{2})")
_FEWEST = 6
"""Words before the tags, of which there may be none."""


class Mount(Struct, frozen=True, gc=False):
    """One mounted file system.

    Attributes:
        id: The kernel's number of the mount.
        device: `major:minor` in hex, as maps has it.
        root: Folder of the file system that is mounted.
        point: Where, as the process sees it.
        kind: Such as `tmpfs` or `cgroup2`.
        options: Of the file system, such as the controllers of a `cgroup`.
    """

    id: int
    device: str
    root: str
    point: str
    kind: str
    options: tuple[str, ...]


def parse_mountinfo(data: bytes) -> list[Mount]:
    """Return the mounts in the kernel's order; lines of another form are left out."""
    mounts = (_mount(line.split(b" ")) for line in data.split(b"\n"))
    return [one for one in mounts if one is not None]


def _mount(words: list[bytes]) -> Mount | None:
    try:
        end = words.index(b"-", _FEWEST)
        kind, _source, options = words[end + 1 : end + 4]
        major, minor = map(int, words[2].split(b":"))
        number = int(words[0])
    except ValueError:
        return None
    return Mount(
        number,
        f"{major:02x}:{minor:02x}",
        _text(words[3]),
        _text(words[4]),
        _text(kind),
        tuple(_text(options).split(",")),
    )


def _text(word: bytes) -> str:
    """Return a word with blanks, newlines and backslashes in it as they are."""
    return fsdecode(_ESCAPE.sub(lambda found: bytes([int(found[1], 8)]), word))
