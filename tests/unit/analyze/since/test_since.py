import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from memscope.analyze.since.since import Since, SinceRow, since
from memscope.model.diff import Difference
from memscope.model.kinds import Kind
from memscope.model.region import Region, RegionUsage
from memscope.model.snapshot import Gap, Snapshot
from tests.unit.analyze.beside.scene import MOMENT, SYSTEM, process
from tests.unit.analyze.pages import SIZE
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit


def made(
    kind: Kind, start: int, pages: int, resident: int | None = 0, label: str = ""
) -> Region:
    one = region(kind, start * SIZE, pages, label=label)
    size = None if resident is None else resident * SIZE
    return replace(one, usage=RegionUsage(resident=size))


def look(*regions: Region) -> Snapshot:
    one = process(7, [(each, "", {}) for each in regions])
    return Snapshot(MOMENT, 1.0, SYSTEM, (one,))


def between(before: Snapshot, after: Snapshot) -> Since:
    found = since(before, after, (7, 70))
    assert found is not None
    return found


STACK = made(Kind.STACK, 900, 4, 4)


def told(rows: tuple[SinceRow, ...]) -> list[tuple[str, str | None, int | None]]:
    return [(row.regions[0].kind, row.what, row.delta) for row in rows]


def test_what_gained_most_is_on_top_and_what_went_at_the_end() -> None:
    before = look(
        made(Kind.HEAP, 10, 9, 2), made(Kind.ARENA, 50, 9, 5), made(Kind.JIT, 70, 2, 2)
    )
    after = look(
        made(Kind.HEAP, 10, 12, 9), made(Kind.FILE, 40, 3, 3), made(Kind.JIT, 70, 2, 1)
    )

    found = between(before, after)

    assert told(found.rows) == [
        ("heap", None, 7 * SIZE),
        ("file", Difference.APPEARED, 3 * SIZE),
        ("jit", None, -SIZE),
        ("arena", Difference.GONE, -5 * SIZE),
    ]
    assert (found.appeared, found.gone, found.changed) == (1, 1, 2)
    assert found.rows[0].mapped == 3 * SIZE
    assert not found.rows[-1].is_here


def test_alike_ones_are_one_row() -> None:
    stacks = [
        made(Kind.THREAD_STACK, 100 + 10 * at, 8, 1, label=f"stack of w-{at}")
        for at in range(17)
    ]

    found = between(look(STACK), look(*stacks, STACK))

    (row,) = found.rows
    assert len(row.regions) == 17
    assert (row.before, row.after, row.mapped) == (0, 17 * SIZE, 136 * SIZE)


def test_unknown_is_no_difference_and_comes_last() -> None:
    before = look(made(Kind.HEAP, 10, 1, None), made(Kind.ANON, 40, 1, 0))
    after = look(made(Kind.HEAP, 10, 2, None), made(Kind.ANON, 40, 1, 1))

    rows = between(before, after).rows

    assert told(rows) == [("anon", None, SIZE), ("heap", None, None)]


def test_equal_looks_have_no_rows() -> None:
    assert between(look(STACK), look(STACK)).rows == ()


def test_what_could_not_be_seen_is_not_gone() -> None:
    hidden = replace(look(), gaps=(Gap(what="memory map", pid=7, why="denied"),))

    found = between(look(STACK), hidden)

    assert (found.rows, found.is_known) == ((), False)


def test_another_process_of_the_same_pid_has_no_before() -> None:
    assert since(look(STACK), look(STACK), (7, 71)) is None


REGIONS = st.dictionaries(
    st.integers(1, 12),
    st.tuples(st.sampled_from([Kind.ANON, Kind.HEAP]), st.integers(0, 4)),
)


@settings(max_examples=40)
@given(REGIONS, REGIONS)
def test_rows_add_up_to_the_whole_difference(
    before: dict[int, tuple[Kind, int]], after: dict[int, tuple[Kind, int]]
) -> None:
    def of(some: dict[int, tuple[Kind, int]]) -> Snapshot:
        rows = [
            made(kind, 10 * at, 4, pages) for at, (kind, pages) in sorted(some.items())
        ]
        return look(*rows, STACK)

    def resident(some: dict[int, tuple[Kind, int]]) -> int:
        return sum(pages for _kind, pages in some.values()) * SIZE

    found = between(of(before), of(after))

    assert sum(row.delta or 0 for row in found.rows) == (
        resident(after) - resident(before)
    )
    assert found.delta == resident(after) - resident(before)
