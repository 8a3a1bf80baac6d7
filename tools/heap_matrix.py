"""Compare memscope with programs that are told their own heap, and write the tables.

    python tools/heap_matrix.py /folder/of/libc-2.31 /folder/of/libc-2.43

renews the end of docs/heap.md: a row for each C library (the system's, and those in the
folders, each with libc.so.6 and its loader), a column for each way to fill a heap. It
needs a C compiler.
"""

import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from memscope.collect.closer.heap import occupancy_of  # noqa: E402 importable by then
from memscope.collect.look.snapshot import Collector  # noqa: E402
from memscope.model.occupancy import Occupancy  # noqa: E402
from tests.live.programs.c import running  # noqa: E402

SOURCE = ROOT / "tests" / "live" / "targets" / "heap.c"
PAGE = ROOT / "docs" / "heap.md"
MARK = "<!-- the tables below are written by tools/heap_matrix.py -->"
WAYS = {
    "mixed sizes, 4 threads": ("mixed", 4, 8),
    "small blocks, 2 threads": ("small", 2, 8),
    "one block at the end": ("pinned", 0, 8),
    "others moved the break": ("foreign", 0, 8),
    "the break was blocked": ("blocked", 2, 8),
    "several heaps an arena": ("mixed", 2, 90),
}
"""Words to mode, threads and MiB of the program."""
RECORDS = 2256
"""Bytes of a thread's arena's own records, which the program is told as used."""


def build(folder: Path | None, to: Path) -> str:
    """Compile the program for a C library; return that library's version."""
    command = ["cc", "-O1", "-w", "-pthread", "-o", str(to), str(SOURCE)]
    if folder is None:
        subprocess.run(command, check=True)
        return platform.libc_ver()[1]
    (loader,) = folder.glob("ld-linux-x86-64.so.2")
    libraries = [
        str(folder / name)
        for name in ("libc.so.6", "libpthread.so.0")
        if (folder / name).exists()
    ]
    command[command.index("-pthread")] = "-D_REENTRANT"
    flags = ["-nodefaultlibs", *libraries, "-lgcc", "-Wl,--allow-shlib-undefined"]
    flags += [f"-Wl,--dynamic-linker={loader}", f"-Wl,-rpath,{folder}"]
    subprocess.run([*command, *flags], check=True)
    said = subprocess.run([loader, "--version"], capture_output=True, text=True)
    found = re.search(r"version (\d+\.\d+)", said.stdout)
    if found:
        return found[1]
    inside = re.search(
        rb"stable release version (\d+\.\d+)", (folder / "libc.so.6").read_bytes()
    )
    return inside[1].decode() if inside else "?"


def errors(program: Path, mode: str, threads: int, mib: int) -> str:
    """Return how far off used, free and a trim are: `+0.00 · 0.00 · +0.43`."""
    with running([program, mode, str(threads), str(mib)]) as target:
        facts = target.facts
        (process,) = Collector().look([target.pid]).processes
        arenas, _gaps = occupancy_of(process, seconds=60)
        if not all(one.whole for one in arenas) or not arenas:
            return "not whole"
        cached = total(arenas, "cached") - facts["fast"]
        records = RECORDS * (len(arenas) - 1) + (70000 if mode == "foreign" else 0)
        used = total(arenas, "live") + cached + records
        free = total(arenas, "free") - cached
        said = total(arenas, "returnable")
        given = int(target.ask("trim"))
    pairs = ((used, facts["used"]), (free, facts["free"]), (said, given))
    return " · ".join(
        f"{(ours - told) * 100 / max(told, 1):+.2f}" for ours, told in pairs
    )


def total(arenas: Sequence[Occupancy], name: str) -> int:
    """Return the sum of a number over arenas."""
    return sum(getattr(one, name) or 0 for one in arenas)


def lines(folders: Sequence[Path | None]) -> Iterator[str]:
    """Yield the tables line by line."""
    yield (
        "Differences from what the program is told itself, in percent: bytes used and "
        "free (`mallinfo2`; of its records, and of what others took of the brk area, "
        "it thinks as used), and what left RAM in `malloc_trim(0)` (`smaps_rollup`).\n"
    )
    yield f"| glibc | {' | '.join(WAYS)} |"
    yield f"|---|{'---|' * len(WAYS)}"
    for folder in folders:
        with tempfile.TemporaryDirectory(prefix="memscope-heap-") as place:
            program = Path(place, "heap")
            version = build(folder, program)
            cells = [errors(program, *way) for way in WAYS.values()]
        yield f"| {version} | {' | '.join(cells)} |"
    yield ""
    user = "root" if os.geteuid() == 0 else "an ordinary user"
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    yield f"Linux {platform.release()}, {platform.machine()}, {today}, as {user}."


if __name__ == "__main__":
    folders: list[Path | None] = [Path(one) for one in sys.argv[1:]]
    before, mark, _ = PAGE.read_text(encoding="utf-8").partition(MARK)
    text = "\n".join(lines([*folders, None]))
    PAGE.write_text(f"{before}{mark}\n\n{text}\n", encoding="utf-8")
    print(text)
