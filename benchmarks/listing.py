"""Three hundred small processes listed, beside smem, ps_mem and psutil."""

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

import memscope
from benchmarks.targets import running
from benchmarks.timing import in_turn, table

COUNT = 300


def listing(programs: Path) -> Iterator[str]:
    """The library and the command, each beside who does the same."""
    with contextlib.ExitStack() as stack:
        for _ in range(COUNT):
            stack.enter_context(running(programs / "resident", 1))
        count = len(memscope.processes().processes)
        assert count > COUNT
        inside = in_turn(
            {
                "raw smaps_rollup of all": _raw,
                "memscope.processes()": memscope.processes,
                "psutil, the same facts": _psutil_facts,
            },
            rounds=7,
        )
        title = f"{count} processes listed"
        yield from table(title, inside, "raw smaps_rollup of all")
        commands = in_turn(_commands(), rounds=5)
        yield from table(f"{title}, as a command", commands, "memscope list")


def _raw() -> None:
    """Read the kernel's sums of everybody, and nothing more."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                (folder / "smaps_rollup").read_bytes()


def _psutil_facts() -> None:
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            process.as_dict(["ppid", "name", "exe", "cmdline", "username"])
            process.num_threads()
            process.memory_full_info()


def _commands() -> dict[str, Callable[[], object]]:
    ours = [sys.executable, "-m", "memscope", "list"]
    known = {
        "memscope list": ours,
        "memscope list --by program": [*ours, "--by", "program"],
        "smem": ["smem"],
        "ps_mem": ["ps_mem"],
    }
    return {
        name: lambda command=command: subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True
        )
        for name, command in known.items()
        if shutil.which(command[0])
    }
