"""How many system calls a look makes, and how much it reads, counted by strace."""

import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(
        shutil.which("strace") is None,
        reason="needs strace: install it (apt install strace)",
    ),
]

PROBE = """
import os, sys
from memscope.collect.look.snapshot import Collector
collector, pid = Collector(), int(sys.argv[1])
for _ in range(2):
    collector.look([pid])
for _ in range(int(sys.argv[2])):
    os.getppid()  # marks the beginning and the end of a look in the trace
    collector.look([pid])
os.getppid()
"""
LOOKS = 5


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the trace of some looks at a program with one thread."""
    trace = tmp_path_factory.mktemp("strace") / "trace"
    with subprocess.Popen(["sleep", "600"]) as target:
        try:
            result = subprocess.run(
                ["strace", "-o", str(trace), sys.executable, "-c", PROBE,
                 str(target.pid), str(LOOKS)],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
        finally:
            target.kill()
    if "ptrace" in result.stderr and result.returncode:
        pytest.skip(f"strace may not trace here: {result.stderr.strip()[:80]}")
    assert result.returncode == 0, result.stderr
    return _between_marks(trace)


def _between_marks(trace: Path) -> list[str]:
    lines = trace.read_text(errors="replace").splitlines()
    marks = [at for at, line in enumerate(lines) if line.startswith("getppid(")]
    return [
        line
        for line in lines[marks[0] : marks[-1]]
        if not line.startswith(("getppid(", "brk(", "mmap(", "munmap(", "mremap("))
    ]


def test_a_live_look_makes_a_bounded_number_of_system_calls(calls: list[str]) -> None:
    names = Counter(line.partition("(")[0] for line in calls)

    assert len(calls) / LOOKS <= 120, names.most_common(8)


def test_a_live_look_reads_little(calls: list[str]) -> None:
    sizes = [
        int(found[1])
        for line in calls
        if (found := re.match(r"p?read(?:64|v)?\(.* = (\d+)$", line))
    ]

    assert 0 < sum(sizes) / LOOKS <= 64 << 10


def test_a_live_look_neither_stops_nor_signals_the_target(calls: list[str]) -> None:
    names = {line.partition("(")[0] for line in calls}

    assert not names & {"ptrace", "kill", "tgkill", "process_vm_writev", "pwrite64"}
