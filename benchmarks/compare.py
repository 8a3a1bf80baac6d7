"""Two Python processes of some 170 mappings, compared page by page."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.timing import in_turn, table
from memscope.collect.closer.compare import compare as compare_processes
from memscope.collect.closer.pages import with_pages
from memscope.collect.look.snapshot import Collector

PROGRAM = """
import asyncio, ctypes, decimal, json, lzma, sqlite3, ssl, sys
print("ready", flush=True)
sys.stdin.read()
"""


def compare(_programs: Path) -> Iterator[str]:
    """Sharing by frames (as root) or by what everybody may know, and all pages."""
    with ExitStack() as stack:
        first, second = (stack.enter_context(_python()) for _ in range(2))
        known = Collector()
        snapshot = known.look([first, second])
        mappings = len({one.vma for one in snapshot.processes[0].regions})
        times = in_turn(
            {
                "raw smaps of both": lambda: [
                    Path(f"/proc/{pid}/smaps").read_bytes() for pid in (first, second)
                ],
                "memscope compare": lambda: compare_processes(first, second),
                "memscope, the next one": lambda: compare_processes(
                    first, second, collector=known
                ),
                "every page of both": lambda: with_pages(snapshot),
            },
            rounds=15,
        )
        proof = compare_processes(first, second).page_proof
        yield from table(
            f"two Pythons of {mappings} VMAs, by {proof}", times, "raw smaps of both"
        )


@contextmanager
def _python() -> Iterator[int]:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            yield process.pid
        finally:
            process.kill()
