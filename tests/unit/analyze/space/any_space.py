"""Address spaces for tests of the table: some that are told, and any at all."""

from collections.abc import Sequence

from hypothesis import strategies as st
from msgspec.structs import replace

from memscope.analyze.space.reading import AS_FIRST, Reading
from memscope.analyze.space.row import RowKey, SpaceRow
from memscope.analyze.space.rows import RowList
from memscope.analyze.space.space import space_of
from memscope.model import labels
from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.model.region import Region
from tests.tui.synthetic import EXE, KIB, LIBC, process, region

PAGE = 4096
GIB = 1 << 30


def told(*regions: Region, pid: int = 4242, threads: int = 1) -> Process:
    """Return a process that has these regions and no others."""
    found = tuple(sorted(regions, key=lambda one: one.start))
    return replace(process(pid, threads=threads), regions=found)


def rows_of(
    *processes: Process, reading: Reading = AS_FIRST, wanted: Sequence[int] = ()
) -> RowList:
    """Return the rows of some processes."""
    return RowList([space_of(one) for one in processes], reading, wanted=wanted)


def opened(rows: RowList) -> RowList:
    """Return the rows with everything open that can be opened."""
    keys: frozenset[RowKey] = frozenset()
    while more := {one.key for one in rows.rows() if one.can_open} - keys:
        keys |= more
        reading = Reading(opened=keys, order=rows.reading.order)
        rows = RowList(rows.spaces, reading)
    return rows


def crowded(threads: int) -> Process:
    """Return a process with very many threads, each with a stack and its guard."""
    return process(threads=threads, touched=12 * KIB)


_SORTS = (
    (Kind.ANON, labels.ANONYMOUS, "rw-p", ""),
    (Kind.ANON, labels.PYTHON_OBJECTS, "rw-p", ""),
    (Kind.HEAP, labels.HEAP, "rw-p", ""),
    (Kind.ARENA, labels.ARENA_OF.format(name="x"), "rw-p", ""),
    (Kind.RESERVED, labels.ARENA_RESERVE, "---p", ""),
    (Kind.THREAD_STACK, labels.STACK_OF.format(name="x"), "rw-p", ""),
    (Kind.GUARD, labels.GUARD_PAGES, "---p", ""),
    (Kind.STACK, labels.MAIN_STACK, "rw-p", ""),
    (Kind.CODE, labels.CODE_OF.format(name="libc.so.6"), "r-xp", LIBC),
    (Kind.RODATA, labels.CONSTANTS_OF.format(name="anatomy"), "r--p", EXE),
    (Kind.CODE, labels.CODE_OF.format(name="anatomy"), "r-xp", EXE),
    (Kind.VDSO, labels.VDSO, "r-xp", ""),
)
_GAPS = st.sampled_from((0, 0, 0, PAGE, 64 * PAGE, 2 << 20, GIB, 3 * GIB))


@st.composite
def any_process(draw: st.DrawFn) -> Process:
    """Draw a process with any regions in any places."""
    at, regions = 0x5500_0000_0000, []
    for number in range(draw(st.integers(0, 24))):
        kind, label, perms, image = draw(st.sampled_from(_SORTS))
        at += draw(_GAPS)
        size = PAGE * draw(st.integers(1, 300))
        resident = draw(st.none() | st.integers(0, size // PAGE).map(PAGE.__mul__))
        tid = number if kind in (Kind.THREAD_STACK, Kind.ARENA) else None
        one = region(at, size, kind, perms=perms, resident=resident, thread=tid)
        regions.append(replace(one, image=image or None, path=image, label=label))
        at += size
    return told(*regions)


def spans(rows: Sequence[SpaceRow]) -> list[tuple[int, int]]:
    """Return the bounds of the regions of rows."""
    return [(one.start, one.end) for row in rows for one in row.regions]
