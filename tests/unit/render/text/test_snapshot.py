"""A look as text: what is left out where a line is too short, or nothing is known."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from memscope.model.kinds import Kind
from memscope.model.page import PageRun, PageState
from memscope.model.process import Process
from memscope.model.region import ProcessUsage, Region
from memscope.model.snapshot import Gap
from memscope.render.text.snapshot import snapshot_lines
from tests.golden import check, sheet
from tests.tui.synthetic import process, region, snapshot

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).with_name("golden")
HEAP = region(0x1000_0000, 16 << 10, Kind.HEAP, resident=4096, path="[heap]")
MAIN = process(threads=1).threads[0]


def small(*regions: Region, **main: object) -> Process:
    threads = (replace(MAIN, **main),) if main or regions else ()
    return replace(process(), regions=regions, threads=threads, usage=ProcessUsage())


def test_a_look() -> None:
    assert MAIN.stack is not None
    grows = replace(MAIN.stack, limit=8 << 20)
    pages = replace(HEAP, pages_=(PageRun(PageState.EXCLUSIVE, 4),))
    registers = {"rip": 0x401000, "rsp": 0x7FFD, "rax": 1}
    looks = [
        ("nothing", snapshot(small())),
        ("heap", snapshot(small(HEAP))),
        ("two", snapshot(small(), small())),
        ("grows", snapshot(small(HEAP, stack=grows))),
        ("pages", snapshot(small(pages))),
        ("registers", snapshot(small(registers=registers))),
        ("stopped", snapshot(small(registers=registers, stopped_us_=41.6))),
    ]
    gaps = (
        Gap(what="memory map", pid=7, why="denied", remedy="be root"),
        Gap(what="all", pid=None, why="why"),
    )
    looks.append(("gaps", replace(snapshot(), gaps=gaps)))
    parts = [(name, snapshot_lines(look)) for name, look in looks]
    parts += [
        (f"registers in {width} cells", snapshot_lines(looks[5][1], width=width))
        for width in (45, 46, 68, 90, 130)
    ]

    check(GOLDEN / "snapshot.txt", sheet(parts))
