"""Ordinary programs at rest: what is certain of them has to be so."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.patience import wait_until

PROGRAMS: dict[str, tuple[str, ...]] = {
    "awk": ("awk", "{ print }"),
    "bash": ("bash",),
    "bc": ("bc",),
    "cat": ("cat",),
    "cpp": ("cpp", "-"),
    "cut": ("cut", "-c1"),
    "dash": ("dash",),
    "dc": ("dc",),
    "factor": ("factor",),
    "fmt": ("fmt",),
    "fold": ("fold",),
    "gcc": ("gcc", "-E", "-"),
    "gdb": ("gdb", "-q", "-nx"),
    "git": ("git", "hash-object", "--stdin"),
    "grep": ("grep", "x"),
    "gzip": ("gzip", "-c"),
    "m4": ("m4",),
    "make": ("make", "-f", "-"),
    "node": ("node", "-"),
    "od": ("od",),
    "openssl": ("openssl", "sha256"),
    "perl": ("perl", "-e", "<>"),
    "python": (sys.executable, "-c", "input()"),
    "python-libraries": (
        sys.executable,
        "-c",
        "import flask, textual, jinja2, httpx, psutil; input()",
    ),
    "python-threads": (
        sys.executable,
        "-c",
        "import concurrent.futures as c, time\n"
        "p = c.ThreadPoolExecutor(4); list(p.map(time.sleep, [0.05] * 8)); input()",
    ),
    "sed": ("sed", "s/a/b/"),
    "sha256sum": ("sha256sum",),
    "sleep": ("sleep", "60"),
    "sort": ("sort",),
    "sqlite": (sys.executable, "-c", "import sqlite3; input()"),
    "strace": ("strace", "-o", "/dev/null", "cat"),
    "tail": ("tail", "-f", "/dev/null"),
    "tee": ("tee",),
    "tr": ("tr", "a", "b"),
    "uniq": ("uniq",),
    "wc": ("wc",),
    "xargs": ("xargs",),
    "xz": ("xz", "-c"),
    "as": ("as", "-o", "/dev/null"),
    "tar": ("tar", "-tf", "-"),
}
"""Each waits for its input, which does not come."""


def installed() -> dict[str, tuple[str, ...]]:
    """Return those that this machine has."""
    return {name: one for name, one in PROGRAMS.items() if shutil.which(one[0])}


@contextmanager
def at_rest(command: tuple[str, ...]) -> Iterator[int]:
    """Run a program until it waits; yield its pid; it is ended with the block."""
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd="/",
    ) as process:
        try:
            wait_until(lambda: _is_waiting(process.pid))
            yield process.pid
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _is_waiting(pid: int) -> bool:
    """Tell whether it runs its own program, and sleeps."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
        return text.rpartition(")")[2].split()[0] == "S"
    except OSError:
        return True
