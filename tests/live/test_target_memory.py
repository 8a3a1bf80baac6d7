"""Reading another process's memory, and leaving no trace of it."""

import os
import re
from collections.abc import Iterator

import pytest

from memscope.errors import AccessDenied, ProcessGone
from memscope.model.ranges import Ranges
from memscope.parse.maps import parse_maps
from memscope.parse.pagemap import Pages
from memscope.proc.fs import ProcDir, ProcFs
from memscope.proc.memory import TargetMemory
from memscope.proc.scan import PAGE_SIZE, scan_pages
from tests.live.programs.c import Target, built, running
from tests.live.stacks.matrix import settled_look

pytestmark = pytest.mark.live

SIZE = 64 * PAGE_SIZE
SOURCE = r"""
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
int main(void)
{
    int page = getpagesize(), i;
    char *area = mmap(0, 64 * page, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (i = 0; i < 64; i += 2) memset(area + i * page, 'a' + i / 2, page);
    printf("{\"area\": %lu}\n", (unsigned long)area);
    fflush(stdout);
    for (;;) pause();
}
"""


@pytest.fixture(scope="module")
def target() -> Iterator[Target]:
    with built(SOURCE) as program, running([program]) as one:
        settled_look(one.pid, one.pid)
        yield one


@pytest.fixture
def memory(target: Target) -> Iterator[TargetMemory]:
    with ProcFs().process(target.pid) as directory:
        yield TargetMemory(directory, pages_of(directory))


def pages_of(directory: ProcDir) -> Pages:
    vmas = parse_maps(directory.read("maps"))
    return scan_pages(directory, [(vma.start, vma.end) for vma in vmas])


def faults(pid: int) -> tuple[int, str]:
    """Return resident kB and size of the page tables."""
    with ProcFs().process(pid) as directory:
        text = directory.read("smaps").decode(errors="replace")
        tables = re.findall("VmPTE.*", directory.read("status").decode())
    return sum(map(int, re.findall(r"^Rss: +(\d+)", text, re.M))), tables[0]


def test_what_is_in_memory_is_read_as_the_target_wrote_it(
    target: Target, memory: TargetMemory
) -> None:
    area = target.facts["area"]

    assert memory.read(area, PAGE_SIZE) == b"a" * PAGE_SIZE
    assert memory.read(area + 2 * PAGE_SIZE + 5, 3) == b"bbb"


def test_absent_pages_are_not_read_and_stay_absent(
    target: Target, memory: TargetMemory
) -> None:
    area = target.facts["area"]
    before = faults(target.pid)

    absent = memory.read(area + PAGE_SIZE, 8)
    across = memory.read(area + PAGE_SIZE - 4, 8)
    pieces = list(memory.present_pieces(area, area + SIZE))

    assert absent is None
    assert across is None
    assert [address for address, _ in pieces] == [
        area + page * PAGE_SIZE for page in range(0, 64, 2)
    ]
    assert all(len(data) == PAGE_SIZE for _, data in pieces)
    assert faults(target.pid) == before


def test_many_places_are_read_at_once_and_each_lands_in_its_place(
    target: Target, memory: TargetMemory
) -> None:
    area = target.facts["area"]
    pages = [*range(63, -1, -1), *range(64)] * 40

    found = memory.read_each([area + page * PAGE_SIZE for page in pages], 8)

    assert found == [
        None if page % 2 else bytes([ord("a") + page // 2]) * 8 for page in pages
    ]


def test_pages_that_vanished_since_the_scan_cost_only_themselves(
    target: Target, memory: TargetMemory
) -> None:
    area = target.facts["area"]
    hole = 0x1000
    believed = Pages(
        resident=Ranges([hole, area], [hole + PAGE_SIZE, area + PAGE_SIZE])
    )
    stale = TargetMemory(memory.directory, believed)

    found = stale.read_each([area, hole, area + 8, hole + 8, area + 16], 8)

    assert found == [b"a" * 8, None, b"a" * 8, None, b"a" * 8]


def test_addresses_that_cannot_be_are_only_absent(memory: TargetMemory) -> None:
    assert memory.read_each([0, 1, -8, (1 << 63) - 8, (1 << 64) - 8, 1 << 70], 8) == (
        [None] * 6
    )


def test_a_process_that_ended_is_gone() -> None:
    with built(SOURCE) as program:
        with running([program]) as target:
            fd = os.open(f"/proc/{target.pid}", os.O_RDONLY | os.O_DIRECTORY)
            directory = ProcDir(target.pid, fd)
            memory = TargetMemory(directory, pages_of(directory))
        try:
            with pytest.raises(ProcessGone):
                memory.read(target.facts["area"], 8)
        finally:
            directory.close()


@pytest.mark.skipif(os.getuid() == 0, reason="root may look: run as another user")
def test_what_belongs_to_root_is_refused() -> None:
    believed = Pages(resident=Ranges([0x1000], [0x2000]))
    with ProcFs().process(1) as directory, pytest.raises(AccessDenied):
        TargetMemory(directory, believed).read(0x1000, 8)
