"""A gibibyte of small blocks asked why, and its heap walked."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.targets import Target, running
from benchmarks.timing import in_turn, table
from memscope.collect.answer import why
from memscope.collect.closer.kept import kept_by_allocators
from memscope.collect.look.snapshot import take_snapshot

GIB_OF_BLOCKS = """
import sys
blocks = [bytes(500) for _ in range(1_900_000)]
kept = blocks[::3]
del blocks
print("ready", flush=True)
sys.stdin.read()
"""


def answers(_programs: Path) -> Iterator[str]:
    """The first answer, and the one with the walk."""
    with running(Path(sys.executable), "-c", GIB_OF_BLOCKS) as target:
        yield from _why(target)


def _why(target: Target) -> Iterator[str]:
    pid = target.pid
    process = take_snapshot([pid]).processes[0]
    times = in_turn(
        {
            "raw smaps": lambda: Path(f"/proc/{pid}/smaps").read_bytes(),
            "pmap -X": lambda: subprocess.run(
                ["pmap", "-X", str(pid)], stdout=subprocess.DEVNULL, check=True
            ),
            "memscope.why, without the walk": lambda: why(pid, heap=False),
            "memscope.why": lambda: why(pid),
            "the walk alone": lambda: kept_by_allocators(process, seconds=60),
        },
        rounds=3,
    )
    arenas, _gaps = kept_by_allocators(process, seconds=60)
    whole = sum(one.whole for one in arenas)
    blocks = sum((one.live_blocks or 0) + (one.free_blocks or 0) for one in arenas)
    yield from table(
        f"why a Python of 1 GiB in {blocks:,} blocks, {whole} of {len(arenas)} arenas "
        "walked whole",
        times,
        "pmap -X",
    )
