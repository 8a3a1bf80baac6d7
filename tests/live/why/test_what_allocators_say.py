"""What is read of allocators from outside is what they say of themselves."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from memscope.analyze.anonymous.jemalloc_extents import JEMALLOC
from memscope.analyze.anonymous.python_blocks import PYMALLOC
from memscope.collect.closer.kept import kept_by_allocators
from memscope.collect.look.snapshot import take_snapshot
from memscope.model.occupancy import Occupancy
from tests.live.why.cannot import CannotTry
from tests.live.why.ward import demand

pytestmark = pytest.mark.live

OF_PYTHON = """
import sys
made = [bytes(number % 400) for number in range(60_000)]
kept = made[::7]
del made
sys._debugmallocstats()
print("ready", flush=True)
input()
"""
OF_JEMALLOC = """
import ctypes, json
made = [bytearray(number % 5000 + 600) for number in range(20_000)]
kept = made[::3]
del made
library = ctypes.CDLL("libjemalloc.so.2")
value, size, now = ctypes.c_size_t(), ctypes.c_size_t(8), ctypes.c_uint64(1)
def ask(name):
    library.mallctl(name, ctypes.byref(value), ctypes.byref(size), None, 0)
    return value.value
library.mallctl(b"epoch", None, None, ctypes.byref(now), 8)
names = b"stats.active", b"stats.arenas.4096.pdirty", b"stats.arenas.4096.pmuzzy"
print(json.dumps([ask(name) for name in names]), flush=True)
input()
"""
_IN_BLOCKS = re.compile(r"# bytes in allocated blocks\s*=\s*([\d,]+)")
_ARENAS = re.compile(r"# arenas allocated current\s*=\s*([\d,]+)")


@contextmanager
def python(program: str, **env: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **env},
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def look(process: subprocess.Popen[str], allocator: str) -> list[Occupancy]:
    (seen,) = take_snapshot([process.pid]).processes
    arenas, _gaps = kept_by_allocators(seen)
    return [one for one in arenas if one.allocator == allocator]


def test_live_bytes_and_arenas_are_those_that_python_counts() -> None:
    with python(OF_PYTHON) as process:
        assert first_line(process) == "ready\n"
        mine = look(process, PYMALLOC)
        process.kill()
        assert process.stderr is not None
        told = process.stderr.read()
    if not _ARENAS.search(told):
        pytest.skip("this Python has no arenas of its own")
    assert all(one.whole for one in mine)
    assert len(mine) == number(_ARENAS, told)
    live = sum(one.live or 0 for one in mine)
    # Between counting and waiting it makes a handful of objects.
    assert live == pytest.approx(number(_IN_BLOCKS, told), rel=0.01)


def number(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.search(text)
    assert found is not None
    return int(found[1].replace(",", ""))


def test_what_jemalloc_has_in_use_and_keeps_is_what_it_says() -> None:
    try:
        demand("libjemalloc.so.2")
    except CannotTry as missing:
        pytest.skip(str(missing))
    with python(
        OF_JEMALLOC, LD_PRELOAD="libjemalloc.so.2", PYTHONMALLOC="malloc"
    ) as process:
        active, dirty, muzzy = json.loads(first_line(process))
        (found,) = look(process, JEMALLOC)
    page = os.sysconf("SC_PAGESIZE")
    assert found.whole
    assert found.live == pytest.approx(active, rel=0.02)
    assert found.free == pytest.approx((dirty + muzzy) * page, rel=0.02)
