from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from memscope.analyze.diff.diff import diff
from memscope.model.address import Address
from memscope.model.diff import Diff
from memscope.model.kinds import Confidence, Kind
from memscope.model.process import Process, Thread
from memscope.model.region import ProcessUsage, Region, RegionUsage
from memscope.model.snapshot import Gap, Snapshot, System

pytestmark = pytest.mark.unit

MIB = 1 << 20
LIBC = "/usr/lib/libc.so.6"


def region(
    start: int,
    size: int,
    kind: Kind,
    *,
    path: str = "",
    perms: str = "rw-p",
    thread: int | None = None,
    resident: int | None = 4096,
    label: str = "",
) -> Region:
    span = Address(start), Address(start + size)
    return Region(
        *span,
        perms,
        0,
        "fd:01" if path else "00:00",
        7 if path else 0,
        path,
        span,
        kind.segment,
        kind,
        thread,
        path or None,
        label or kind.value,
        confidence=Confidence.CERTAIN,
        usage=RegionUsage(resident=resident),
    )


def process(
    *regions: Region,
    pid: int = 10,
    name: str = "shop",
    threads: tuple[str, ...] = ("shop",),
    shift: int = 0,
) -> Process:
    """A process; `shift` moves its whole address space, as another exec would."""
    fixed = (
        region(0x7000_0000 + shift, 0x2_0000, Kind.STACK, path="[stack]"),
        region(0x7100_0000 + shift, 0x1000, Kind.VDSO, path="[vdso]"),
    )
    moved = [
        replace(one, start=one.start + shift, end=one.end + shift) for one in regions
    ]
    return Process(
        pid=pid,
        ppid=1,
        start_ticks=5,
        name=name,
        exe=f"/bin/{name}",
        cmdline=(name,),
        state="S",
        address_space=None,
        usage=ProcessUsage(),
        threads=tuple(
            Thread(pid + at, thread, "S", 0) for at, thread in enumerate(threads)
        ),
        regions=(*sorted(moved, key=lambda one: one.start), *fixed),
    )


def look(
    *processes: Process, boot: str = "one", gaps: tuple[Gap, ...] = ()
) -> Snapshot:
    system = System("6.18", "x86_64", 4096, boot)
    return Snapshot(datetime(2026, 1, 1, tzinfo=UTC), 1.0, system, processes, gaps)


def said(found: Diff) -> list[tuple[str, str, int]]:
    regions = found.processes[0].regions
    assert regions is not None
    return [(one.region.label, " ".join(one.differences), one.delta) for one in regions]


HEAP = region(0x1000_0000, MIB, Kind.HEAP, path="[heap]", label="heap")
CODE = region(0x2000_0000, MIB, Kind.CODE, path=LIBC, perms="r-xp", label="libc")
BLOCK = region(0x3000_0000, MIB, Kind.ANON, label="block")


def test_a_look_is_not_different_from_itself() -> None:
    one = look(process(HEAP, CODE, BLOCK))

    found = diff(one, one)

    assert not found.is_different
    assert found.is_complete
    assert found.processes[0].same_process
    assert found.processes[0].same_layout


def test_what_appears_in_the_middle_leaves_the_others_as_they_are() -> None:
    new = region(0x1800_0000, MIB, Kind.ANON, label="new")

    found = diff(look(process(HEAP, CODE)), look(process(HEAP, new, CODE)))

    assert said(found) == [("new", "appeared", MIB)]


def test_what_grew_at_either_end_or_both_grew_and_did_not_move() -> None:
    at_both = replace(BLOCK, start=BLOCK.start - 4096, end=BLOCK.end + 4096)
    taller = replace(HEAP, end=HEAP.end + MIB)

    found = diff(look(process(HEAP, BLOCK)), look(process(taller, at_both)))

    assert said(found) == [("heap", "grew", MIB), ("block", "grew", 8192)]


def test_a_file_that_is_mapped_elsewhere_moved() -> None:
    there = replace(CODE, start=CODE.start + 16 * MIB, end=CODE.end + 16 * MIB)

    found = diff(look(process(CODE)), look(process(there)))

    assert said(found) == [("libc", "moved", 0)]


def test_memory_without_a_name_is_never_said_to_have_moved() -> None:
    there = replace(BLOCK, start=BLOCK.start + 16 * MIB, end=BLOCK.end + 16 * MIB)

    found = diff(look(process(BLOCK)), look(process(there)))

    assert sorted(said(found)) == [("block", "appeared", MIB), ("block", "gone", -MIB)]


def test_permissions_use_and_meaning_are_told_apart() -> None:
    locked = replace(CODE, perms="r--p")
    touched = replace(HEAP, usage=RegionUsage(resident=3 * 4096))
    stack = replace(BLOCK, kind=Kind.THREAD_STACK)

    found = diff(
        look(process(HEAP, CODE, BLOCK)), look(process(touched, locked, stack))
    )

    assert said(found) == [
        ("heap", "touched", 0),
        ("libc", "permissions", 0),
        ("block", "meaning", 0),
    ]


def test_without_usage_only_the_layout_counts() -> None:
    touched = replace(HEAP, usage=RegionUsage(resident=8192, swapped=4096))
    before, after = look(process(HEAP)), look(process(touched))

    assert diff(before, after).is_different
    assert not diff(before, after, usage=False).is_different


def test_a_number_that_one_side_does_not_know_is_no_difference() -> None:
    unknown = replace(HEAP, usage=RegionUsage(resident=None))

    assert not diff(look(process(HEAP)), look(process(unknown))).is_different


def test_two_runs_of_a_program_are_matched_by_meaning() -> None:
    larger = replace(HEAP, end=HEAP.end + MIB)
    before = look(process(HEAP, CODE, BLOCK))
    after = look(process(larger, CODE, BLOCK, pid=99, shift=0x5000))

    found = diff(before, after)

    assert not found.processes[0].same_layout
    assert not found.processes[0].same_process
    assert said(found) == [("heap", "grew", MIB)]


def test_a_forked_child_is_matched_by_address() -> None:
    found = diff(look(process(HEAP, BLOCK)), look(process(HEAP, BLOCK, pid=11)))

    assert found.processes[0].same_layout
    assert not found.is_different


def test_threads_of_two_runs_are_matched_by_name_and_number() -> None:
    before = look(process(threads=("shop", "worker", "worker", "log")))
    after = look(process(pid=50, threads=("shop", "worker", "net"), shift=0x5000))

    found = diff(before, after).processes[0]

    assert [one.name for one in found.started] == ["net"]
    assert [one.name for one in found.ended] == ["worker", "log"]


def test_a_stack_is_its_threads_wherever_it_lies() -> None:
    stacks = [
        region(0x4000_0000 + at * MIB, MIB, Kind.THREAD_STACK, thread=tid)
        for at, tid in enumerate((11, 12))
    ]
    swapped = [replace(stacks[0], thread=52), replace(stacks[1], thread=51)]
    before = look(process(*stacks, threads=("shop", "one", "two")))
    after = look(
        process(*swapped, pid=50, threads=("shop", "one", "two"), shift=0x5000)
    )

    assert not diff(before, after).is_different


def test_processes_are_matched_by_identity_then_by_name() -> None:
    before = look(process(pid=1, name="a"), process(pid=2, name="b"))
    after = look(process(pid=2, name="b"), process(pid=3, name="c"))

    found = diff(before, after)

    assert [one.before.pid for one in found.processes] == [2]
    assert [one.pid for one in found.ended] == [1]
    assert [one.pid for one in found.started] == [3]
    assert found.is_different


def test_after_a_reboot_equal_numbers_mean_nothing() -> None:
    found = diff(look(process(HEAP)), look(process(HEAP), boot="two"))

    assert not found.processes[0].same_process


def test_two_single_processes_are_compared_whatever_they_are() -> None:
    found = diff(look(process(name="a")), look(process(pid=2, name="b", shift=0x5000)))

    assert len(found.processes) == 1


def test_what_could_not_be_seen_is_not_gone() -> None:
    hidden = replace(process(HEAP), regions=())
    gap = Gap(what="memory map", pid=10, why="permission denied")

    found = diff(look(process(HEAP)), look(hidden, gaps=(gap,)))

    assert found.processes[0].regions is None
    assert not found.is_complete
    assert [one.pid for one in found.gaps] == [10]


def test_sums_by_segment_have_both_sides() -> None:
    found = diff(look(process(HEAP)), look(process(HEAP, BLOCK)))

    heap = next(one for one in found.processes[0].segments if one.segment == "heap")
    assert heap.regions == (1, 2)
    assert heap.virtual == (MIB, 2 * MIB)


def test_sums_of_what_only_one_side_has_are_against_nothing() -> None:
    block = replace(BLOCK, kind=Kind.FILE, segment=Kind.FILE.segment)
    found = [
        diff(look(process(*before)), look(process(*after))).processes[0].segments
        for before, after in (((HEAP,), (HEAP, block)), ((HEAP, block), (HEAP,)))
    ]

    rows = [next(one for one in some if one.segment == "file") for some in found]
    assert [one.regions for one in rows] == [(0, 1), (1, 0)]
    assert [one.virtual for one in rows] == [(0, MIB), (MIB, 0)]
    assert [one.resident for one in rows] == [(0, 4096), (4096, 0)]


def test_an_empty_process_without_a_gap_was_seen() -> None:
    empty, other = (
        replace(process(), regions=()),
        Gap(what="memory map", pid=11, why="denied"),
    )

    found = diff(look(empty), look(process(HEAP), gaps=(other,)))

    assert found.processes[0].regions is not None
    assert found.is_complete


@pytest.mark.parametrize(
    ("pages", "grown", "words"),
    [
        (0, 1, "grew"),
        (-1, 1, "grew"),
        (300, 0, "moved"),
        (1, 0, "moved"),
        (300, 1, "moved grew"),
        (-1, 2, "grew"),
    ],
)
def test_a_file_moved_when_nothing_of_it_is_where_it_was(
    pages: int, grown: int, words: str
) -> None:
    start = CODE.start + pages * 4096
    there = replace(CODE, start=start, end=start + CODE.size + grown * 4096)

    found = diff(look(process(CODE)), look(process(there)))

    assert [what for _label, what, _delta in said(found)] == [words]


@pytest.mark.parametrize(
    ("name", "words"), [("swapped", "swap"), ("locked", "locks"), ("shared", "")]
)
def test_swap_and_locks_are_differences(name: str, words: str) -> None:
    was, now = (
        replace(HEAP, usage=RegionUsage(**{"resident": 4096, name: size}))
        for size in (0, 4096)
    )

    found = said(diff(look(process(was)), look(process(now))))

    assert [what.replace("lock", "locks") for _label, what, _delta in found] == (
        [words] if words else []
    )


def test_what_is_gone_comes_before_what_is_there_now() -> None:
    new = replace(BLOCK, kind=Kind.FILE, path="/tmp/x", inode=9, label="new")

    found = diff(look(process(BLOCK)), look(process(new)))

    assert [what for _label, what, _delta in said(found)] == ["gone", "appeared"]
