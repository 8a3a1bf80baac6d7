"""Each page is called what it is: seen on pages that this process made itself."""

import ctypes
import mmap
import os
import tempfile

import pytest

from memscope.analyze.page_changes import page_changes
from memscope.collect.closer.pages import page_at, with_pages
from memscope.collect.look.snapshot import Collector
from memscope.model.page import CODES, HUGE, PageChange, PageState
from memscope.proc.machine import PAGE_SIZE
from tests.live.pages.own import address_of, block, look, madvise, sees_frames, states

pytestmark = pytest.mark.live

MADV_HUGEPAGE = 14
MADV_GUARD_INSTALL = 102
HUGE_SIZE = 2 << 20


def test_untouched_read_and_written_pages_are_three_different_things() -> None:
    with block(3 * PAGE_SIZE) as (memory, address):
        ctypes.string_at(address + PAGE_SIZE, 1)
        memory[2 * PAGE_SIZE] = 1

        pages = look(address, 3)

    assert states(pages) == [PageState.ABSENT, PageState.ZERO, PageState.EXCLUSIVE]
    assert pages.resident_count == 1


def test_guard_pages_are_guards_and_not_swap() -> None:
    with block(4 * PAGE_SIZE) as (memory, address):
        memory[:] = bytes([1]) * len(memory)
        if madvise(address + PAGE_SIZE, 2 * PAGE_SIZE, MADV_GUARD_INSTALL):
            pytest.skip("this kernel has no MADV_GUARD_INSTALL: Linux 6.13 has")

        pages = look(address, 4)

    own, guard = PageState.EXCLUSIVE, PageState.GUARD
    assert states(pages) == [own, guard, guard, own]


def test_shared_memory_and_files_are_told_from_private_memory() -> None:
    with tempfile.TemporaryFile() as file:
        file.write(bytes([7]) * 3 * PAGE_SIZE)
        file.flush()
        with mmap.mmap(file.fileno(), 3 * PAGE_SIZE, flags=mmap.MAP_PRIVATE) as copy:
            assert copy[0] + copy[PAGE_SIZE] == 14
            address = address_of(copy)
            before = look(address, 2)
            copy[0] = 1
            after = look(address, 2)

    kinds = {PageState.FILE, PageState.FILE_EXCLUSIVE}
    assert set(states(before)) <= kinds
    assert states(after)[0] is PageState.EXCLUSIVE
    assert states(after)[1] in kinds
    assert page_changes(before, after) == {address: PageChange.COPIED}


def test_huge_pages_are_marked_even_where_frames_are_hidden() -> None:
    with block(2 * HUGE_SIZE) as (_, address):
        start = -(-address // HUGE_SIZE) * HUGE_SIZE
        if madvise(start, HUGE_SIZE, MADV_HUGEPAGE):
            pytest.skip("this kernel has no transparent huge pages")
        ctypes.memset(start, 1, HUGE_SIZE)
        pages = look(start, HUGE_SIZE // PAGE_SIZE)
        one = page_at(os.getpid(), start + 5 * PAGE_SIZE)

    if not pages.code_at(start) & HUGE:
        pytest.skip("no huge page was to be had: memory is fragmented, or none allowed")
    (run,) = pages.runs()
    assert (run.state, run.count) == (PageState.EXCLUSIVE, HUGE_SIZE // PAGE_SIZE)
    assert one.huge
    if one.frame_flags is not None:
        assert "thp" in one.frame_flags


def test_the_huge_page_of_zeros_is_a_page_of_zeros() -> None:
    with block(2 * HUGE_SIZE) as (_, address):
        start = -(-address // HUGE_SIZE) * HUGE_SIZE
        if madvise(start, HUGE_SIZE, MADV_HUGEPAGE):
            pytest.skip("this kernel has no transparent huge pages")
        ctypes.string_at(start, 1)

        pages = look(start, HUGE_SIZE // PAGE_SIZE)

    assert pages.code_at(start) & ~HUGE == CODES[PageState.ZERO]
    assert pages.resident_count == 0


def test_other_contents_are_a_change_when_contents_were_asked_for() -> None:
    with block(2 * PAGE_SIZE) as (memory, address):
        memory[0] = memory[PAGE_SIZE] = 1
        before = look(address, 2, contents=True)
        memory[PAGE_SIZE] = 2
        after = look(address, 2, contents=True)
        blind = look(address, 2)

    changed = {address + PAGE_SIZE: PageChange.CONTENT}
    assert page_changes(before, after) == changed
    assert page_changes(before, blind) == {}


def test_looking_brings_no_page_into_memory() -> None:
    with block(64 * PAGE_SIZE) as (memory, address):
        memory[5 * PAGE_SIZE] = 1

        looks = [look(address, 64, contents=True) for _ in range(3)]

    assert [pages.resident_count for pages in looks] == [1, 1, 1]
    assert looks[0].checksums is not None
    assert set(looks[0].checksums) == {address + 5 * PAGE_SIZE}


def test_frames_are_numbers_for_root_and_unknown_for_others_but_never_0() -> None:
    with block(PAGE_SIZE) as (memory, address):
        memory[0] = 1
        page = page_at(os.getpid(), address + 17)

    assert page.address == address
    assert page.exclusive is True
    if sees_frames():
        assert page.frame
    else:
        assert page.frame is None
        assert page.mappings is None


def test_an_address_where_nothing_is_mapped_is_absent() -> None:
    page = page_at(os.getpid(), 0x1000)

    assert page.state is PageState.ABSENT
    assert (page.frame, page.exclusive) == (None, None)


def test_a_snapshot_with_pages_covers_every_region_page_by_page() -> None:
    snapshot = with_pages(Collector().look([os.getpid()]))

    (process,) = snapshot.processes
    for region in process.regions:
        first = region.start // PAGE_SIZE
        last = -(-region.end // PAGE_SIZE)
        assert region.pages is not None
        assert sum(run.count for run in region.pages) == last - first
    assert any(
        run.state is PageState.EXCLUSIVE
        for region in process.regions
        for run in region.pages or ()
        if region.path == "[stack]"
    )


def test_the_pages_of_a_process_add_up_to_its_resident_memory() -> None:
    with block(300 * PAGE_SIZE) as (memory, address):
        memory[: 200 * PAGE_SIZE] = bytes([1]) * (200 * PAGE_SIZE)
        snapshot = Collector().look([os.getpid()])
        usage = [
            one.usage.resident
            for one in snapshot.processes[0].regions
            if one.start <= address < one.end
        ]
        counted = look(address, 300).resident_count

    assert counted == 200
    assert usage[0] is not None
    assert usage[0] >= 200 * PAGE_SIZE
