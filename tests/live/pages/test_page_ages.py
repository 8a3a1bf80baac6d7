"""Pages by age: what a program touches between two looks is new, and nothing else."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from memscope.collect.look.look import Detail
from memscope.collect.look.snapshot import Collector
from memscope.model.process import Process
from memscope.proc.machine import PAGE_SIZE
from memscope.render.space.page_dots import dots_of
from memscope.tui.age_watch import AgeWatch
from memscope.tui.close_looks import LiveCloser

pytestmark = pytest.mark.live

PAGES = 64
_PROGRAM = f"""
import ctypes, mmap, sys
mine = mmap.mmap(-1, {PAGES} * {PAGE_SIZE}, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
print(ctypes.addressof(ctypes.c_char.from_buffer(mine)), flush=True)
for line in sys.stdin:
    for at in line.split():
        mine[int(at) * {PAGE_SIZE}] = 1
    print("touched", flush=True)
"""
Touch = Callable[[str], None]


@pytest.fixture
def program() -> Iterator[tuple[int, int, Touch]]:
    """Yield its pid, where its memory begins, and what makes it touch pages."""
    with subprocess.Popen(
        [sys.executable, "-c", _PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        told, said = running.stdin, running.stdout

        def touch(pages: str) -> None:
            told.write(pages + "\n")
            told.flush()
            assert said.readline() == "touched\n"

        yield running.pid, int(said.readline()), touch
        told.close()


def test_what_was_touched_between_two_looks_is_new(
    program: tuple[int, int, Touch],
) -> None:
    pid, start, touch = program
    watch = AgeWatch(LiveCloser())

    def new_and_old() -> tuple[set[int], set[int]]:
        process = Collector().look([pid], detail=Detail.MAP).process(pid)
        assert isinstance(process, Process)
        region = process.region_at(start)
        assert region is not None
        ages = watch.look(process.identity, region, time.monotonic())
        dots = dots_of(ages, "anon", columns=1 << 16, lines=1).dots
        numbers = {(dot.low - start) // PAGE_SIZE: dot.level for dot in dots}
        mine = {at: level for at, level in numbers.items() if 0 <= at < PAGES}
        new = {at for at, level in mine.items() if level == "new"}
        return new, {at for at, level in mine.items() if level not in ("new", "0")}

    touch("3 4 60")
    assert new_and_old() == (set(), {3, 4, 60})
    touch("5 61 3")
    assert new_and_old() == ({5, 61}, {3, 4, 60})
