"""Programs that know their own stacks, what memscope says of them, and the verdict.

`run_case` runs one program and returns a row a stack; a table is made of the rows.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from memscope.collect.look.snapshot import Collector
from memscope.model.kinds import Confidence, Kind
from memscope.model.process import Process, Stack
from memscope.model.region import Region
from tests.live.programs.c import built, running
from tests.patience import tries

UNSUPPORTED = 77
TARGETS = Path(__file__).parents[1] / "targets"


@dataclass(frozen=True, slots=True)
class Build:
    """A way to compile a target.

    Attributes:
        name: For the table.
        compiler: Command.
        flags: Its arguments.
    """

    name: str
    compiler: str
    flags: tuple[str, ...] = ()


OTHER_GLIBC = "MEMSCOPE_GLIBC"
"""Environment variable: folder of another glibc's libc.so.6 and loader, such as one of
2.42 or later, whose guards no line of the map shows."""


def other_glibc(folder: str | None) -> list[Build]:
    """Return how to build for a C library that is not the system's."""
    if not folder:
        return []
    (loader,) = Path(folder).glob("ld-linux-*.so.*")
    said = subprocess.run([loader, "--version"], capture_output=True, text=True)
    version = re.search(r"version (\d+\.\d+)", said.stdout)
    name = f"glibc {version[1]} dynamic" if version else "another glibc"
    flags = ("-pie", "-fPIE", f"-Wl,--dynamic-linker={loader}", f"-Wl,-rpath,{folder}")
    return [Build(name, "cc", flags)]


BUILDS = [
    Build("glibc dynamic PIE", "cc", ("-pie", "-fPIE")),
    Build("glibc dynamic no-PIE", "cc", ("-no-pie", "-fno-pie")),
    Build("glibc static", "cc", ("-static",)),
    Build("glibc static PIE", "cc", ("-static-pie", "-fPIE")),
    Build("musl dynamic", "musl-gcc"),
    Build("musl static", "musl-gcc", ("-static", "-no-pie")),
    *other_glibc(os.environ.get(OTHER_GLIBC)),
]


class Verdict(StrEnum):
    """What became of one stack."""

    RIGHT = "right"
    GUESSED = "guessed"
    """Called a guess, and it holds all of the true stack."""
    UNKNOWN = "unknown"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Row:
    """One stack: the truth, and what memscope says.

    Attributes:
        case: Which program, in words.
        tid: Its thread; 0 when the thread has ended.
        low: True lowest usable address.
        high: True first address above.
        guard: True size of the guard in bytes.
        local: Address of a local variable of the thread, as long as it runs.
        seen: What memscope says; None: it does not know.
        owner: TID that memscope gives to the region around `local`.
        kind: Kind of that region.
    """

    case: str
    tid: int
    low: int
    high: int
    guard: int
    local: int
    seen: Stack | None
    owner: int | None
    kind: Kind

    @property
    def verdict(self) -> Verdict:
        if self.seen is None:
            is_quiet = self.owner is None and self.kind is not Kind.STACK
            return Verdict.UNKNOWN if is_quiet else Verdict.WRONG
        said = (self.seen.start, self.seen.end, self.seen.guard)
        is_right = said == (self.low, self.high, self.guard)
        is_owned = (self.owner, self.kind) == (self.tid, Kind.THREAD_STACK)
        if is_right and is_owned:
            return Verdict.RIGHT
        holds_it = self.seen.start == self.low and self.seen.end >= self.high
        if self.confidence is Confidence.GUESS and holds_it and is_owned:
            return Verdict.GUESSED
        return Verdict.WRONG

    @property
    def confidence(self) -> Confidence | None:
        return self.seen.confidence if self.seen else None


def look(pid: int) -> Process:
    """Take one cheap look at a process."""
    (process,) = Collector().look([pid]).processes
    return process


def settled_look(pid: int, *tids: int) -> Process:
    """Look until threads that are about to block have done so."""
    for _ in tries():
        process = look(pid)
        resting = {one.tid for one in process.threads if one.sp is not None}
        if resting.issuperset(tids):
            return process
    pytest.fail(f"threads {tids} never came to rest")


def region_at(process: Process, address: int) -> Region:
    (found,) = (region for region in process.regions if address in region)
    return found


def rows_of(case: str, facts: dict[str, Any], process: Process) -> list[Row]:
    """Compare what a program said of itself with a look at it."""
    stacks = {thread.tid: thread.stack for thread in process.threads}
    rows = []
    for told in facts["threads"]:
        if told["ended"]:
            continue
        region = region_at(process, told["local"])
        rows.append(
            Row(
                case,
                told["tid"],
                told["low"],
                told["high"],
                told["guard"],
                told["local"],
                stacks.get(told["tid"]),
                region.thread,
                region.kind,
            )
        )
    return rows


@contextmanager
def compiled(name: str, build: Build) -> Iterator[Path]:
    """Compile targets/NAME.c; skips when that cannot be done here."""
    source = (TARGETS / f"{name}.c").read_text()
    with built(source, *build.flags, compiler=build.compiler) as program:
        yield program


def can_run(program: Path, kind: str) -> bool:
    """Tell whether this kernel has what a kind of stack needs."""
    command: list[str | Path] = [program, kind, "1", "blocked"]
    nothing = subprocess.DEVNULL
    result = subprocess.run(command, stdin=nothing, stdout=nothing)
    return result.returncode != UNSUPPORTED


def run_case(
    program: Path, build: Build, kind: str, count: int, state: str
) -> list[Row]:
    """Run the program of targets/stacks.c once and judge each of its threads."""
    case = f"{build.name}, {kind}, {count} threads, {state}"
    with running([program, kind, str(count), state]) as target:
        # A thread tells where its stack is just before it blocks.
        tids = [told["tid"] for told in target.facts["threads"]]
        at_rest = tids if state == "blocked" else []
        return rows_of(case, target.facts, settled_look(target.pid, *at_rest))
