"""Programs that state what is true of themselves, and looks compared with it.

A case prints one fact a line, then `ready`, and waits; `programs/truth.h` lists the
facts. A wrong label is a fact that a snapshot contradicts.
"""

import functools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from msgspec import Struct

from memscope.collect.look.look import Detail
from memscope.collect.look.snapshot import Collector
from memscope.model.kinds import Confidence
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.model.snapshot import Snapshot

PROGRAMS = Path(__file__).with_name("programs")

_LOOKS_FOR_REST = 50
"""A case that is busy on purpose never rests."""

Fact = list[str]
"""The words of one line."""


class Case(Struct, frozen=True):
    """A running case.

    Attributes:
        pid: The process that the facts are about.
        started: The process that was started; often the same.
        facts: What it said.
    """

    pid: int
    started: int
    facts: list[Fact]

    def numbers(self, word: str) -> list[int]:
        """Return the first number behind each line that begins with a word."""
        return [int(words[1], 0) for words in self.facts if words[0] == word]

    def look(self) -> Snapshot:
        """Look at it as `memscope snapshot` does, once its main thread waits."""
        for _ in range(_LOOKS_FOR_REST):
            if Path(f"/proc/{self.pid}/syscall").read_text().strip() != "running":
                break
            time.sleep(0.02)
        return Collector().look([self.pid], detail=Detail.MEMORY)

    def wrong(self, snapshot: Snapshot | None = None) -> list[str]:
        """Return the facts that a look contradicts, with what it shows instead."""
        process = (snapshot or self.look()).process(self.pid)
        assert process is not None
        found = []
        for words in self.facts:
            check = _CHECKS.get(words[0])
            instead = check(process, words[1:]) if check else ""
            if instead:
                found.append(f"{' '.join(words)}\n    shown: {instead}")
        return found


@functools.cache
def _folder() -> Path:
    holder = tempfile.TemporaryDirectory(prefix="memscope-truth-")
    _HOLDERS.append(holder)
    return Path(holder.name)


_HOLDERS: list[tempfile.TemporaryDirectory[str]] = []


@functools.cache
def built(name: str, *flags: str, compiler: str = "cc") -> Path:
    """Compile `programs/NAME` once a session, or skip with what is missing."""
    if shutil.which(compiler) is None:
        pytest.skip(f"no {compiler} on this machine: apt install gcc (or musl-tools)")
    program = _folder() / f"{Path(name).stem}{len(list(_folder().iterdir()))}"
    command = [compiler, "-g", "-O1", "-w", "-pthread", "-o", str(program)]
    result = subprocess.run(
        [*command, str(PROGRAMS / name), *flags], capture_output=True, text=True
    )
    if result.returncode:
        wants = "gcc-multilib" if "-m32" in flags else "what it names"
        pytest.skip(
            f"{compiler} {' '.join(flags)} fails (apt install {wants}): "
            f"{result.stderr[-300:]}"
        )
    return program


@contextmanager
def told(
    *command: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Iterator[Case]:
    """Run a case until the end of the block; all its processes are killed then."""
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, **env} if env else None,
        cwd=cwd or _folder(),
    ) as program:
        assert program.stdout is not None
        facts: list[Fact] = []
        try:
            for line in program.stdout:
                if line.split() == ["ready"]:
                    break
                facts.append(line.split() or ["#"])
            else:
                pytest.fail(f"{command[0]} ended before it was ready")
            pids = [int(words[1]) for words in facts if words[0] == "pid"]
            yield Case(pids[-1] if pids else program.pid, program.pid, facts)
        finally:
            ends = {int(one[1]) for one in facts if one[0] in ("pid", "end")}
            for pid in ends - {program.pid}:
                _kill(pid)
            os.killpg(program.pid, signal.SIGKILL)


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    with suppress(ChildProcessError):  # with CLONE_PARENT it is a child of ours
        os.waitpid(pid, 0)


def shown(region: Region | None) -> str:
    """Describe a region in one line."""
    if region is None:
        return "nothing is mapped"
    return (
        f"{region.start:x}-{region.end:x} {region.perms} {region.kind.value}/"
        f"{region.confidence.value} of {region.thread}: {region.label} "
        f"{list(region.evidence)}"
    )


def region_at(process: Process, address: int) -> Region | None:
    """Return the region that holds an address."""
    return next((one for one in process.regions if address in one), None)


def _stack(process: Process, tid: str) -> tuple[int, int, int | None, str] | None:
    for thread in process.threads:
        if thread.tid == int(tid) and thread.stack is not None:
            stack = thread.stack
            said = f"{stack.confidence.value} {list(stack.evidence)}"
            return stack.start, stack.end, stack.guard, said
    return None


def _shown_stack(stack: tuple[int, int, int | None, str] | None) -> str:
    if stack is None:
        return "no stack is known"
    start, end, guard, said = stack
    return f"stack {start:x}-{end:x} guard {guard} {said}"


def _holds(process: Process, rest: Sequence[str]) -> str:
    stack = _stack(process, rest[0])
    is_right = stack is not None and stack[0] <= int(rest[1], 16) < stack[1]
    return "" if is_right else _shown_stack(stack)


def _is_stack(process: Process, rest: Sequence[str]) -> str:
    stack = _stack(process, rest[0])
    bounds = int(rest[1], 16), int(rest[2], 16)
    is_right = (
        stack is not None and stack[:2] == bounds and rest[3] in ("?", str(stack[2]))
    )
    return "" if is_right else _shown_stack(stack)


def _at(process: Process, rest: Sequence[str]) -> str:
    region = region_at(process, int(rest[0], 16))
    if region is None:
        return shown(None)
    wanted = {"*": str(region.thread), "-": "None"}.get(rest[2], rest[2])
    is_right = region.kind.value in rest[1].split(",") and wanted == str(region.thread)
    return "" if is_right else shown(region)


def _span(process: Process, rest: Sequence[str]) -> str:
    region = region_at(process, int(rest[0], 16))
    is_right = (
        region is not None
        and region.kind.value in rest[2].split(",")
        and (region.start, region.end) == (int(rest[0], 16), int(rest[1], 16))
    )
    return "" if is_right else shown(region)


def _not(process: Process, rest: Sequence[str]) -> str:
    stack, address = _stack(process, rest[1]), int(rest[0], 16)
    if stack is not None and stack[0] <= address < stack[1]:
        return _shown_stack(stack)
    region = region_at(process, address)
    return shown(region) if region and str(region.thread) == rest[1] else ""


def _says(process: Process, rest: Sequence[str]) -> str:
    region = region_at(process, int(rest[0], 16))
    words = " ".join(rest[1:])
    return "" if region is not None and words in region.label else shown(region)


def _unsaid(process: Process, rest: Sequence[str]) -> str:
    region = region_at(process, int(rest[0], 16))
    words = " ".join(rest[1:])
    return shown(region) if region is not None and words in region.label else ""


def _unsure(process: Process, rest: Sequence[str]) -> str:
    region = region_at(process, int(rest[0], 16))
    is_sure = region is not None and region.confidence is Confidence.CERTAIN
    return shown(region) if is_sure else ""


_CHECKS = {
    "holds": _holds,
    "stack": _is_stack,
    "at": _at,
    "span": _span,
    "not": _not,
    "says": _says,
    "unsaid": _unsaid,
    "unsure": _unsure,
}
