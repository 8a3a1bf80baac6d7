"""Stop at once where even one's own children cannot be looked at.

Every live test would fail there, each with a riddle of its own.
"""

import subprocess
from pathlib import Path

import pytest

NEEDS_A_KERNEL = {"live", "tui", "cli"}

REMEDY = """\
this machine does not let a process look at its own children: {why}
The live tests cannot run here. Look at /proc/sys/kernel/yama/ptrace_scope (0 or 1
will do), at how /proc is mounted, and at the sandbox's seccomp profile (ptrace-like
reads of a child have to be allowed); or run the pure tests alone:
    make test PYTEST_ARGS='tests/unit tests/fuzz tests/house'"""


def pytest_collection_finish(session: pytest.Session) -> None:
    """Try one look, if any collected test is going to need it."""
    marks = {mark.name for item in session.items for mark in item.iter_markers()}
    if marks & NEEDS_A_KERNEL and not session.config.option.collectonly:
        why = reason_not_to_look()
        if why is not None:
            pytest.exit(REMEDY.format(why=why), returncode=1)


def reason_not_to_look() -> str | None:
    """Read the map and one byte of memory of a child; None when that worked."""
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as child:
        proc = Path(f"/proc/{child.pid}")
        try:
            start = int((proc / "maps").read_text().partition("-")[0], 16)
            with (proc / "mem").open("rb") as memory:
                memory.seek(start)
                memory.read(1)
        except (OSError, ValueError) as error:
            return str(error)
        finally:
            child.communicate()
    return None
