"""A control group for one patient, with a limit of its own, where we may make one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.live.why.cannot import CannotTry
from tests.patience import tries

_JOIN = 'echo $$ > "$0" && exec "$@"'


@contextmanager
def joined(limit: int) -> Iterator[list[str]]:
    """Make a group until the end of the block, and yield what a command begins with.

    Args:
        limit: Bytes that it may be charged with; 0: no group is made.

    Raises:
        CannotTry: Only root may make groups, and not everywhere.
    """
    if not limit:
        yield []
        return
    parent, limiter = _hierarchy()
    group = parent / f"memscope-ward-{os.getpid()}"
    try:
        group.mkdir()
    except OSError as error:
        raise CannotTry(f"no control group may be made, run as root: {error}") from None
    try:
        (group / limiter).write_text(str(limit))
        yield ["sh", "-c", _JOIN, str(group / "cgroup.procs")]
    except FileNotFoundError:
        raise CannotTry(f"{parent} does not control memory: +memory") from None
    finally:
        _removed(group)


def _hierarchy() -> tuple[Path, str]:
    top = Path("/sys/fs/cgroup")
    if (top / "memory" / "memory.limit_in_bytes").exists():
        return top / "memory", "memory.limit_in_bytes"
    if (top / "cgroup.controllers").exists():
        return top, "memory.max"
    raise CannotTry("no control groups here: mount -t cgroup2 none /sys/fs/cgroup")


def _removed(group: Path) -> None:
    """Remove a group; its last process may take a moment to be gone."""
    for _ in tries():
        with suppress(OSError):
            group.rmdir()
            return
