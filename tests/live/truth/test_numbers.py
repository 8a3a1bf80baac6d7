"""Numbers: parts add up to wholes, and one that is unknown hides no other."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest

from memscope.collect.closer.compare import compare
from memscope.collect.closer.pages import page_at
from memscope.collect.look.look import Detail
from memscope.collect.look.snapshot import Collector
from memscope.model.kinds import Segment
from memscope.model.sharing import Sharing
from memscope.model.snapshot import Snapshot
from tests.live.truth.cases import Case, built, region_at, told
from tests.live.truth.invariants import wrong_numbers

pytestmark = pytest.mark.live

MIB = 1 << 20
POOL = Path("/proc/sys/vm/nr_hugepages")


def test_own_copies_of_a_files_pages_are_no_shared_memory(tmp_path: Path) -> None:
    with told(built("private_file.c"), tmp_path / "archive.bin") as case:
        snapshot = case.look()
        (process,) = snapshot.processes
        (address,) = case.numbers("at")
        region = region_at(process, address)

        assert region is not None
        assert region.segment is Segment.FILE
        assert region.usage.copies == region.usage.dirty == 8 * MIB
        assert region.usage.clean == 0
        assert wrong_numbers(snapshot) == []


def test_all_that_is_shared_is_mapped_shared(tmp_path: Path) -> None:
    with told(built("cached_file.c"), tmp_path) as case:
        snapshot = case.look()
        (process,) = snapshot.processes
        (address,) = case.numbers("half")
        region = region_at(process, address)

        assert region is not None
        assert region.segment is Segment.SHARED
        assert wrong_numbers(snapshot) == []


def test_a_program_that_runs_twice_has_all_its_shares() -> None:
    program = built("two_runs.c", "-no-pie")
    with told(program) as first, told(program):
        snapshot = first.look()
        (process,) = snapshot.processes

        assert wrong_numbers(snapshot) == []
        assert [one for one in process.regions if one.usage.private is None] == []
        unknown = [one for one in process.regions if one.usage.proportional is None]
        assert unknown == []
        assert snapshot.gaps == ()


def test_processes_of_one_look_have_a_total() -> None:
    program = built("two_runs.c", "-no-pie")
    with told(program) as first, told(program) as second:
        pids = [first.pid, second.pid]
        snapshot = Collector().look(pids, detail=Detail.MEMORY)
        shares = [one.usage.proportional for one in snapshot.processes]

        assert snapshot.totals.processes == 2
        assert snapshot.totals.unknown == ()
        assert snapshot.totals.proportional == sum(one or 0 for one in shares)


def test_a_child_of_a_thread_has_sums_of_its_own() -> None:
    with told(built("fork_in_worker.c")) as case:
        assert wrong_numbers(case.look()) == []


def test_parts_add_up_while_pages_come_and_go() -> None:
    with told(built("moving_pages.c")) as case:
        collector = Collector()
        looks = [collector.look([case.pid], detail=Detail.MEMORY) for _ in range(20)]

        assert [text for one in looks for text in wrong_numbers(one)] == []
        moved = [one for one in looks if _moved(one)]
        assert moved, "pages never moved, so that nothing was shown"


def _moved(snapshot: Snapshot) -> bool:
    return any("pages came and went" in gap.why for gap in snapshot.gaps)


@contextmanager
def pool_of_huge_pages(count: int) -> Iterator[None]:
    """Set huge pages aside, and give them back whatever happens."""
    with ExitStack() as stack:
        try:
            # One at a time: each gives back what it found.
            flock(stack.enter_context(POOL.open()), LOCK_EX)
            before = POOL.read_text()
            POOL.write_text(str(count))
        except OSError:
            pytest.skip(
                "huge pages cannot be set aside here: run as root, not in a jail"
            )
        stack.callback(POOL.write_text, before)
        if int(POOL.read_text()) < count:
            pytest.skip("there is not enough memory in one piece for huge pages")
        yield


@contextmanager
def pool() -> Iterator[Case]:
    with ExitStack() as stack:
        stack.enter_context(pool_of_huge_pages(12))
        yield stack.enter_context(told(built("huge_pool.c")))


def test_one_unknown_share_hides_no_other() -> None:
    with pool() as case:
        snapshot = case.look()
        (process,) = snapshot.processes
        usage = process.usage

        assert usage.proportional is None
        assert usage.proportional_known is not None
        assert 0 < usage.proportional_known < 10 * MIB
        assert usage.huge == 10 * MIB
        assert snapshot.totals.unknown == (process.pid,)
        assert snapshot.totals.proportional_known == usage.proportional_known
        assert wrong_numbers(snapshot) == []


def test_processes_with_one_page_table_are_not_counted_as_one_process() -> None:
    with pool_of_huge_pages(2), told(built("shared_tables.c")) as case:
        (start,) = case.numbers("tables")
        found = compare(case.pid, case.numbers("end")[0])
        (pair,) = [one for one in found.pairs if one.first.start == start]
        page = page_at(case.pid, start)
        snapshot = case.look()

    assert pair.sharing is Sharing.SAME_FRAMES
    assert pair.pages is not None
    assert pair.pages.same == 512
    assert pair.mappings is None
    assert page.mappings is None
    assert "huge" in (page.frame_flags or ())
    (process,) = snapshot.processes
    assert process.usage.own is None
    assert any("hugetlbfs" in gap.why for gap in snapshot.gaps)


def test_no_part_of_a_comparison_is_larger_than_its_whole() -> None:
    with told(built("forked_data.c")) as case:
        found = compare(case.pid, case.numbers("end")[0])
        pairs = [one for one in found.pairs if one.in_bytes is not None]

        assert pairs
        for one in pairs:
            counts = one.in_bytes
            assert counts is not None
            everything = counts.both + counts.only_first
            assert everything <= one.first.size, one.first.label
