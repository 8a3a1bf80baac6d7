"""A saved smaps of 64,000 mappings opened, beside a look at the process itself."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import memscope
from benchmarks.targets import running
from benchmarks.timing import in_turn, table
from memscope.collect.look.snapshot import take_snapshot


def saved(programs: Path) -> Iterator[str]:
    """The file as the kernel wrote it, and as a log did, with the time in front."""
    with (
        running(programs / "vmas", 64_000) as target,
        tempfile.TemporaryDirectory() as folder,
    ):
        pid = target.pid
        text = Path(f"/proc/{pid}/smaps").read_bytes()
        clean, noisy = Path(folder, "clean"), Path(folder, "noisy")
        clean.write_bytes(text)
        lines = text.splitlines(keepends=True)
        noisy.write_bytes(b"".join(b"12:00:00.123 stdout F " + one for one in lines))
        assert len(memscope.load(clean).processes[0].regions) > 64_000
        times = in_turn(
            {
                "memscope snapshot": lambda: take_snapshot([pid]),
                "its smaps, saved": lambda: memscope.load(clean),
                "with the time in front": lambda: memscope.load(noisy),
            },
            rounds=3,
        )
        title = f"a file of {len(text) >> 20} MiB"
        yield from table(title, times, "memscope snapshot")
