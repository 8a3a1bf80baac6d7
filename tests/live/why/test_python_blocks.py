"""What Python's pools say from outside is what Python itself says."""

import re
import subprocess
import sys

import pytest

from memscope.analyze.anonymous.python_blocks import PYMALLOC
from memscope.collect.closer.kept import kept_by_allocators
from memscope.collect.look.snapshot import take_snapshot

pytestmark = pytest.mark.live

PROGRAM = """
import sys
made = [bytes(number % 400) for number in range(60_000)]
kept = made[::7]
del made
sys._debugmallocstats()
print("ready", flush=True)
input()
"""
_IN_BLOCKS = re.compile(r"# bytes in allocated blocks\s*=\s*([\d,]+)")
_ARENAS = re.compile(r"# arenas allocated current\s*=\s*([\d,]+)")


def test_live_bytes_and_arenas_are_those_that_python_counts() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            assert process.stdout.readline() == "ready\n"
            (seen,) = take_snapshot([process.pid]).processes
            arenas, _gaps = kept_by_allocators(seen)
        finally:
            process.kill()
        told = process.stderr.read()
    if not _ARENAS.search(told):
        pytest.skip("this Python has no arenas of its own")
    mine = [one for one in arenas if one.allocator == PYMALLOC]
    assert all(one.whole for one in mine)
    assert len(mine) == _number(_ARENAS, told)
    live = sum(one.live or 0 for one in mine)
    # Between counting and waiting it makes a handful of objects.
    assert live == pytest.approx(_number(_IN_BLOCKS, told), rel=0.01)


def _number(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.search(text)
    assert found is not None
    return int(found[1].replace(",", ""))
