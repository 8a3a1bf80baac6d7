"""The page scan against what the kernel itself adds up."""

import ctypes
import mmap
import os
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from memscope.errors import AccessDenied, NotProvided, ProcessGone
from memscope.parse.maps import parse_maps
from memscope.parse.pagemap import Pages
from memscope.proc import scan
from memscope.proc.fs import ProcDir, ProcFs
from memscope.proc.scan import PAGE_SIZE, scan_pages
from tests.live.programs.c import Target, built, running
from tests.live.stacks.matrix import settled_look

pytestmark = pytest.mark.live

SOURCE = r"""
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#define PAGE 4096
int main(void)
{
    long size = 64 << 20, i;
    volatile char sum = 0;
    char *written = mmap(0, size, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *read_only = mmap(0, 64 * PAGE, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *guarded = mmap(0, 64 * PAGE, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *huge = mmap(0, 8 << 20, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *aligned = (char *)(((long)huge + (2 << 20) - 1) & -(2L << 20));
    for (i = 0; i < size; i += 2 * PAGE) written[i] = 1;
    for (i = 0; i < 64; i++) sum += read_only[i * PAGE];
    madvise(aligned, 2 << 20, MADV_HUGEPAGE);
    sum += aligned[0];
    int guards = !madvise(guarded + 3 * PAGE, 2 * PAGE, 102);
    printf("{\"written\": %lu, \"read_only\": %lu, \"guarded\": %lu, \"guards\": %d, "
           "\"huge\": %lu}\n", (long)written, (long)read_only, (long)guarded, guards,
           (long)aligned);
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
def directory(target: Target) -> Iterator[ProcDir]:
    with ProcFs().process(target.pid) as one:
        yield one


def bounds_of(directory: ProcDir) -> list[tuple[int, int]]:
    return [(vma.start, vma.end) for vma in parse_maps(directory.read("maps"))]


def smaps_rss(directory: ProcDir) -> list[int]:
    text = directory.read("smaps").decode(errors="replace")
    return [int(kib) * 1024 for kib in re.findall(r"^Rss: +(\d+) kB", text, re.M)]


def by_scan(directory: ProcDir) -> Pages:
    return scan_pages(directory, bounds_of(directory))


def by_file(directory: ProcDir) -> Pages:
    fd = directory.open("pagemap")
    try:
        bounds = [one for one in bounds_of(directory) if one[1] < 1 << 63]
        return scan.read_entries(fd, bounds)
    finally:
        os.close(fd)


def test_resident_bytes_of_every_vma_are_the_kernels_own(directory: ProcDir) -> None:
    bounds = bounds_of(directory)

    assert by_scan(directory).resident_in_each(bounds) == smaps_rss(directory)


def test_every_second_page_is_a_range_of_its_own(
    target: Target, directory: ProcDir
) -> None:
    start = target.facts["written"]

    found = list(by_scan(directory).resident.within(start, start + (64 << 20)))

    assert len(found) == (64 << 20) // (2 * PAGE_SIZE)
    assert all(high - low == PAGE_SIZE for low, high in found)


def test_ranges_are_in_order_and_free_of_overlaps(directory: ProcDir) -> None:
    pages = by_scan(directory)

    for ranges in (pages.resident, pages.zero, pages.swapped, pages.guards):
        assert all(one[1] <= after[0] for one, after in pairwise(ranges))


def test_pages_that_were_only_read_use_no_memory(
    target: Target, directory: ProcDir
) -> None:
    start = target.facts["read_only"]
    pages = by_scan(directory)

    assert pages.resident.bytes_in(start, start + 64 * PAGE_SIZE) == 0
    assert pages.zero.bytes_in(start, start + 64 * PAGE_SIZE) == 64 * PAGE_SIZE


def test_guard_pages_are_found_and_are_not_swapped(
    target: Target, directory: ProcDir
) -> None:
    if not target.facts["guards"]:
        pytest.skip("this kernel lacks MADV_GUARD_INSTALL: Linux 6.13 has it")
    start = target.facts["guarded"]

    pages = by_scan(directory)

    assert list(pages.guards.within(start, start + 64 * PAGE_SIZE)) == [
        (start + 3 * PAGE_SIZE, start + 5 * PAGE_SIZE)
    ]
    assert pages.swapped.bytes_in(start, start + 64 * PAGE_SIZE) == 0


def test_the_pagemap_file_says_the_same_but_for_zero_pages(directory: ProcDir) -> None:
    pages, slow = by_scan(directory), by_file(directory)

    assert list(slow.guards) == list(pages.guards)
    assert list(slow.swapped) == list(pages.swapped)
    assert slow.resident.total == pages.resident.total + pages.zero.total


def test_a_captured_folder_without_the_scan_is_read_as_a_file(tmp_path: Path) -> None:
    (tmp_path / "7").mkdir()
    words = [0] * 16 + [1 << 63, 0, 1 << 63]
    (tmp_path / "7" / "pagemap").write_bytes(
        b"".join(word.to_bytes(8, "little") for word in words)
    )

    with ProcFs(str(tmp_path)).process(7) as directory:
        pages = scan_pages(directory, [(16 * PAGE_SIZE, 19 * PAGE_SIZE)])

    assert pages.resident.total == 2 * PAGE_SIZE
    assert not pages.guards_known


def test_a_kernel_without_pagemap_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "7").mkdir()
    (tmp_path / "7" / "stat").touch()
    with ProcFs(str(tmp_path)).process(7) as directory, pytest.raises(NotProvided):
        scan_pages(directory, [(0x1000, 0x2000)])


def test_a_process_that_ended_is_gone() -> None:
    with built(SOURCE) as program:
        with running([program]) as target:
            fd = os.open(f"/proc/{target.pid}", os.O_RDONLY | os.O_DIRECTORY)
        try:
            with pytest.raises(ProcessGone):
                scan_pages(ProcDir(target.pid, fd), [(0x1000, 0x2000)])
        finally:
            os.close(fd)


@pytest.mark.skipif(os.getuid() == 0, reason="root may look: run as another user")
def test_what_belongs_to_root_is_refused() -> None:
    with ProcFs().process(1) as directory, pytest.raises(AccessDenied):
        scan_pages(directory, [(0x1000, 0x2000)])


def test_our_own_new_pages_are_seen_at_once() -> None:
    with mmap.mmap(-1, 16 * PAGE_SIZE) as area, ProcFs().process(os.getpid()) as me:
        view = (ctypes.c_char * len(area)).from_buffer(area)
        start = ctypes.addressof(view)
        before = scan_pages(me, [(start, start + len(area))]).resident.total
        area[5 * PAGE_SIZE] = 1
        after = list(scan_pages(me, [(start, start + len(area))]).resident)
        del view

    assert before == 0
    assert after == [(start + 5 * PAGE_SIZE, start + 6 * PAGE_SIZE)]


@pytest.mark.parametrize("flags", [mmap.MAP_PRIVATE, mmap.MAP_SHARED])
def test_no_page_is_told_twice_however_far_apart_they_lie(flags: int) -> None:
    """The kernel fills its own buffer several times in one call."""
    size, step = 256 << 20, 128 << 10
    with mmap.mmap(-1, size, flags | mmap.MAP_ANONYMOUS) as memory:
        for at in range(0, size, step):
            memory[at] = 1
        start = ctypes.addressof(ctypes.c_char.from_buffer(memory))
        with ProcFs().process(os.getpid()) as directory:
            pages = scan_pages(directory, [(start, start + size)])
            resident = pages.resident
        assert resident.starts == sorted(set(resident.starts))
        if flags == mmap.MAP_SHARED:
            assert resident.bytes_in(start, start + size) == size // step * PAGE_SIZE
