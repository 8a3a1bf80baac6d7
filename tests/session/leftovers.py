"""No process and no file may be left behind by a test run.

A process is ours when its environment carries this session's mark: every process
inherits it, however far from us it moved (new session, new parent, other user).
"""

import os
import signal
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[2]
MARK = "MEMSCOPE_TEST_SESSION"

MADE_BY_TOOLS = {"build", "dist", "snapshot_report.html", "__pycache__"}


@pytest.fixture(scope="session", autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    """Fail the session when a process survived it or the checkout changed."""
    own = uuid.uuid4().hex
    outer = os.environ.get(MARK, "")
    os.environ[MARK] = f"{outer}/{own}"
    before = checkout()
    yield
    os.environ[MARK] = outer
    left = wait_until_empty(lambda: survivors(own))
    for pid in left:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert not left, f"left behind by the tests: {left}"
    # A developer, or an editor, may well write files while the tests run.
    if "CI" in os.environ:
        assert checkout() == before, "the tests changed files in the checkout"


def wait_until_empty(look: Callable[[], dict[int, str]]) -> dict[int, str]:
    """Look until nothing is left or patience is; return what is left."""
    deadline = time.monotonic() + PATIENCE_S
    while (left := look()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def survivors(mark: str) -> dict[int, str]:
    """Return the processes that carry the mark, and our unreaped children."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with suppress(OSError):
                if is_ours(entry, mark):
                    found[int(entry.name)] = describe(entry)
    return found


def is_ours(proc: Path, mark: str) -> bool:
    """Tell by the environment; a zombie has none, so by its parent."""
    after_name = (proc / "stat").read_text(errors="replace").rpartition(")")[2]
    state, parent = after_name.split()[:2]
    if state == "Z":
        return int(parent) == os.getpid()
    with suppress(PermissionError):
        return mark.encode() in (proc / "environ").read_bytes()
    return False


def describe(proc: Path) -> str:
    """Return the command line, or the name of a zombie."""
    words = (
        (proc / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    )
    return words.strip() or (proc / "comm").read_text(errors="replace").strip()


def checkout() -> dict[str, tuple[int, int]]:
    """Return size and time of change of every file that is not a tool's own."""
    found = {}
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if not is_made_by_tools(name)]
        for name in files:
            if not is_made_by_tools(name):
                path = os.path.join(folder, name)  # noqa: PTH118 (a thousand files)
                with suppress(FileNotFoundError):
                    status = os.lstat(path)
                    found[path] = (status.st_size, status.st_mtime_ns)
    return found


def is_made_by_tools(name: str) -> bool:
    """Tell whether a tool may write there; .venv, .git and caches start with a dot."""
    return name in MADE_BY_TOOLS or name.startswith(".") or name.endswith(".pyc")
