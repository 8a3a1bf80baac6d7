"""Compare memscope with programs that know their own stacks, and write the table.

    make matrix
    MEMSCOPE_GLIBC=/folder/of/another/libc.so.6 make matrix

writes docs/stack-matrix.md. It needs a C compiler; builds whose compiler is missing
(musl-gcc) and runtimes that are not installed are left out and named.
"""

import os
import platform
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.live.programs import start  # noqa: E402 the line above makes it importable
from tests.live.programs.c import running  # noqa: E402
from tests.live.stacks import away  # noqa: E402
from tests.live.stacks.matrix import (  # noqa: E402
    BUILDS,
    Build,
    Row,
    Verdict,
    can_run,
    compiled,
    run_case,
)
from tests.live.stacks.test_runtimes import go  # noqa: E402
from tests.live.stacks.witness import rows_of_witness, witnessed  # noqa: E402

KINDS = {
    "default": "the default size",
    "small": "64 KiB",
    "large": "256 MiB",
    "guardless": "without a guard",
    "big-guard": "with a large guard",
    "bss": "supplied by the user, in .bss",
    "malloc": "supplied by the user, by malloc",
    "mmap": "supplied by the user, by mmap",
    "invisible": "with a guard that no line of the map shows",
}
STATES = {"blocked": 5, "spinning": 3}
"""State to number of threads."""
MANY = (1, 100, 1000)
PAGE = ROOT / "docs" / "stack-matrix.md"


def lines() -> Iterator[str]:
    """Run everything, and yield the page line by line."""
    yield "# Every stack, and what memscope says of it\n"
    yield (
        "Each program asks the C library for the bounds and guards of its own stacks "
        "(`pthread_getattr_np`) and prints them. memscope looks from outside, without "
        "stopping anything, as "
        f"{'root' if os.geteuid() == 0 else 'an ordinary user'}. *Right* means: both "
        "bounds, the guard and the owner are exactly the program's own. *Unknown* "
        "means that memscope says nothing; *wrong* is what must never happen.\n"
    )
    yield (
        f"Linux {platform.release()}, {platform.machine()}, "
        f"{' '.join(platform.libc_ver())}, {datetime.now(UTC):%Y-%m-%d}. "
        "`make matrix` writes this page anew.\n"
    )
    verdicts: Counter[Verdict] = Counter()
    builds = [build for build in BUILDS if shutil.which(build.compiler)]
    for state, count in STATES.items():
        cases = {words: blocked_or_spinning(kind, count, state)
                 for kind, words in KINDS.items()}  # fmt: skip
        yield from table(f"{count} {state} threads", "stacks", cases, builds, verdicts)
    cases = {f"{count:,}": blocked_or_spinning("small", count, "blocked")
             for count in MANY}  # fmt: skip
    yield from table("How many threads", "threads", cases, builds, verdicts)
    yield from table("Unusual lives", "threads", away.CASES, builds, verdicts)
    yield from runtimes(verdicts)
    missing = [build.name for build in BUILDS if build not in builds]
    if missing:
        yield f"Not built here, for want of a compiler: {', '.join(missing)}.\n"
    total = sum(verdicts.values())
    said = ", ".join(f"{verdicts[one]} {one.value}" for one in Verdict)
    yield f"**{total} stacks: {said}.**\n"
    yield WHY_UNKNOWN


WHY_UNKNOWN = (
    "Why some are unknown: musl tells the kernel nothing, so its descriptors are found "
    "by their looks. Where musl is a mapped library, or where a stack pointer lies in "
    "a stack that was found so, that is enough. In a static program of which no thread "
    "waits on its own stack nothing confirms them, and any memory may look like a "
    "descriptor. A thread that no C library started (a raw `clone`) has no descriptor "
    "at all; Go's runtime, which starts its own, has records of them.\n\n"
    "Threads of another glibc than the system's (`MEMSCOPE_GLIBC`) have no visible "
    "guards from 2.42 on: their stacks are one mapping, cut here at every guard."
)

Case = Callable[[Build], list[Row]]


def blocked_or_spinning(kind: str, count: int, state: str) -> Case:
    """Return how to look at a kind of stack in one build."""

    def case(build: Build) -> list[Row]:
        with compiled("stacks", build) as program:
            if not can_run(program, kind):
                return []
            return run_case(program, build, kind, count, state)

    return case


def table(
    title: str,
    what: str,
    cases: dict[str, Case],
    builds: list[Build],
    verdicts: Counter[Verdict],
) -> Iterator[str]:
    """Yield a table with a row a case and a column a build."""
    yield f"## {title}\n"
    yield f"| {what} | {' | '.join(build.name for build in builds)} |"
    yield f"|---|{'---|' * len(builds)}"
    for words, case in cases.items():
        cells = []
        for build in builds:
            rows = case(build)
            verdicts.update(row.verdict for row in rows)
            cells.append(cell(rows))
        yield f"| {words} | {' | '.join(cells)} |"
    yield ""


def runtimes(verdicts: Counter[Verdict]) -> Iterator[str]:
    """Yield a table of language runtimes; a library in them tells the truth."""
    yield "## Language runtimes\n"
    yield (
        "A library preloaded into them notes what `pthread_getattr_np` says in every "
        "thread that starts.\n"
    )
    yield "| program | threads |"
    yield "|---|---|"
    for name, begin in RUNTIMES.items():
        try:
            rows = begin()
        except pytest.skip.Exception as missing:
            yield f"| {name} | not seen: {missing.msg} |"
            continue
        verdicts.update(row.verdict for row in rows)
        yield f"| {name} | {cell(rows)} |"
    yield ""


def java() -> list[Row]:
    """The virtual machine's own threads, and four of a program."""
    with witnessed() as record, start.java() as (pid,):
        return rows_of_witness("Java", record, pid)


def node() -> list[Row]:
    """V8's worker threads, and those of libuv."""
    with witnessed() as record, start.node() as (pid,):
        return rows_of_witness("Node", record, pid)


def python() -> list[Row]:
    """A pool of three threads."""
    with witnessed() as record, start.python() as (pid,):
        return rows_of_witness("Python", record, pid)


def go_with_c() -> list[Row]:
    """Threads that wait in C, and those of Go's runtime."""
    with go(in_c=True) as command, witnessed() as record, running(command) as target:
        return rows_of_witness("Go", record, target.pid)


RUNTIMES = {
    "Java (HotSpot)": java,
    "Node (V8)": node,
    "Python": python,
    "Go, with C in it (cgo)": go_with_c,
    "Go alone, whose threads no C library starts": away.go_alone,
}


def cell(rows: list[Row]) -> str:
    """Return one cell: `5 right (certain)`."""
    found = Counter((row.verdict, row.confidence) for row in rows)
    return ", ".join(
        f"{count} {verdict.value}" + (f" ({confidence.value})" if confidence else "")
        for (verdict, confidence), count in found.items()
    ) or "–"  # fmt: skip


if __name__ == "__main__":
    page = "\n".join(lines()) + "\n"
    PAGE.write_text(page, encoding="utf-8")
    print(page.splitlines()[-1])
