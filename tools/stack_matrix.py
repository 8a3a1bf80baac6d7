"""Compare memscope with programs that know their own stacks, and write the table.

    make matrix

writes docs/stack-matrix.md. It needs a C compiler; builds whose compiler is missing
(musl-gcc) are left out and named.
"""

import os
import platform
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.live.stacks.matrix import (  # noqa: E402 the line above makes it importable
    BUILDS,
    Build,
    Row,
    Verdict,
    compiled,
    run_case,
)

KINDS = {
    "default": "the default size",
    "small": "64 KiB",
    "large": "64 MiB",
    "guardless": "without a guard",
    "big-guard": "with a large guard",
    "bss": "supplied by the user, in .bss",
    "malloc": "supplied by the user, by malloc",
    "mmap": "supplied by the user, by mmap",
}
STATES = {"blocked": 5, "spinning": 3}
"""State to number of threads."""
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
    for state, count in STATES.items():
        yield f"## {count} {state} threads\n"
        builds = [build for build in BUILDS if shutil.which(build.compiler)]
        yield f"| stacks | {' | '.join(build.name for build in builds)} |"
        yield f"|---|{'---|' * len(builds)}"
        columns = [dict(cells(build, state, count, verdicts)) for build in builds]
        for kind, words in KINDS.items():
            yield f"| {words} | {' | '.join(column[kind] for column in columns)} |"
        yield ""
    missing = [build.name for build in BUILDS if not shutil.which(build.compiler)]
    if missing:
        yield f"Not built here, for want of a compiler: {', '.join(missing)}.\n"
    total = sum(verdicts.values())
    said = ", ".join(f"{verdicts[one]} {one.value}" for one in Verdict)
    yield f"**{total} stacks: {said}.**"


def cells(
    build: Build, state: str, count: int, verdicts: Counter[Verdict]
) -> Iterator[tuple[str, str]]:
    """Yield what became of each kind of stack in one build."""
    with compiled("stacks", build) as program:
        for kind in KINDS:
            rows = run_case(program, build, kind, count, state)
            verdicts.update(row.verdict for row in rows)
            yield kind, cell(rows)


def cell(rows: list[Row]) -> str:
    """Return one cell: `5 right (certain)`."""
    found = Counter((row.verdict, row.confidence) for row in rows)
    return ", ".join(
        f"{count} {verdict.value}" + (f" ({confidence.value})" if confidence else "")
        for (verdict, confidence), count in found.items()
    )


if __name__ == "__main__":
    page = "\n".join(lines()) + "\n"
    PAGE.write_text(page, encoding="utf-8")
    print(page.splitlines()[-1])
