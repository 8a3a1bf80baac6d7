"""What the header and the growth say, against what the kernel and the program say."""

import os
import pwd
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from memscope.analyze.growth.growth import Window
from memscope.collect.look.look import Detail
from memscope.collect.look.snapshot import Collector
from memscope.collect.owner import owner_of
from memscope.render.runs import plain
from memscope.render.space.header import header
from memscope.render.space.how import How
from memscope.tui.build import ViewBuilder
from memscope.tui.heading import facts_of
from memscope.tui.measuring import MeasuredProcess
from memscope.tui.told import ToldRegions
from memscope.units import short_bytes
from tests.live.steady import steady

pytestmark = pytest.mark.live

MIB = 1 << 20
HOLDER = """
import mmap, sys
held = []
print("ready", flush=True)
for line in sys.stdin:
    block = mmap.mmap(-1, int(line) << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    for at in range(0, len(block), 4096):
        block[at] = 1
    held.append(block)
    print("held", flush=True)
"""


class Holder:
    """A process that holds so many MiB more when told."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.pid = process.pid

    def hold(self, mib: int) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(mib, file=self._process.stdin, flush=True)
        assert self._process.stdout.readline() == "held\n"


@contextmanager
def holder() -> Iterator[Holder]:
    command = [sys.executable, "-S", "-c", HOLDER]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            yield Holder(process)
        finally:
            process.kill()


def kernels(pid: int, file: str) -> dict[str, int]:
    """Return numbers of a file of the kernel, in bytes."""
    lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    pairs = (line.split(":", 1) for line in lines if line.endswith(" kB"))
    return {name: int(rest.split()[0]) * 1024 for name, rest in pairs}


def test_the_header_says_what_the_kernel_says() -> None:
    with holder() as one:
        one.hold(24)
        view = ViewBuilder().add(time.monotonic(), Collector().look([one.pid]))
        close, rollup = steady(
            lambda: Collector().look([one.pid], detail=Detail.MEMORY).processes[0],
            lambda: kernels(one.pid, "smaps_rollup"),
            moved=lambda seen: seen.usage,
        )
        status = kernels(one.pid, "status")
        measured = MeasuredProcess(close.identity, ToldRegions(), close.usage)
        drawn = header(facts_of(view.processes[0], measured), How(), 200)

    words = plain(drawn.lines[1]).replace(",", "").split()
    told = dict(pairwise(words))
    private = rollup["Private_Clean"] + rollup["Private_Dirty"]
    assert told["resident"] == short_bytes(rollup["Rss"])
    assert told["private"] == short_bytes(private)
    assert told["shared"] == short_bytes(rollup["Rss"] - private)
    assert told["swap"] == short_bytes(status["VmSwap"])
    assert told["virtual"] == short_bytes(status["VmSize"])
    assert sum(view.processes[0].layers.values()) == rollup["Rss"]


def test_what_grew_is_what_the_program_took() -> None:
    with holder() as one:
        collector, builder = Collector(), ViewBuilder()
        for at in range(8):
            one.hold(2)
            rss = kernels(one.pid, "smaps_rollup")["Rss"]
            view = builder.add(at / 2, collector.look([one.pid]))
        earlier = builder.view_at(1.0)
        since = builder.with_window(Window(None, "start"))

    assert earlier is not None
    assert since is not None
    now, then = view.processes[0], earlier.processes[0]
    assert now.process.usage.resident == rss
    told = ((now.growth, 7), (then.growth, 2), (since.processes[0].growth, 7))
    for grown, looks in told:
        assert grown.total == sum(grown.by_start.values()) + sum(grown.gone.values())
        assert abs((grown.total or 0) - looks * 2 * MIB) < MIB // 4
    assert earlier.back_s == 2.5


def test_whose_it_is_and_since_when() -> None:
    began = time.time()
    with holder() as one:
        stat = Path(f"/proc/{one.pid}/stat").read_text()
        owner = owner_of(one.pid, int(stat.rpartition(")")[2].split()[19]))

    assert owner.user == pwd.getpwuid(os.geteuid()).pw_name
    assert abs(owner.began.timestamp() - began) < 5
