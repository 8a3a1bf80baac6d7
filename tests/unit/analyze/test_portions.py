from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from memscope.analyze.meanings import meaning_of_vma
from memscope.analyze.portions import portions, portions_of
from memscope.model import labels, sorts
from memscope.model.address import Address
from memscope.model.kinds import Kind
from memscope.model.occupancy import Occupancy, Stretch
from memscope.model.portion import Portion
from memscope.model.process import Process
from memscope.model.region import UNKNOWN_USAGE, ProcessUsage, Region, RegionUsage
from memscope.parse.maps import parse_maps
from memscope.parse.smaps import parse_smaps
from tests.data.captured import CAPTURES, having, name_of
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

MIB = 1 << 20


def process(
    *regions: Region, pid: int = 1, space: str | None = None, exe: str | None = "/x"
) -> Process:
    return Process(
        *(pid, 0, 5, "x", exe, (), "S", space),
        ProcessUsage(),
        threads=(),
        regions=regions,
    )


def many(
    count: int, label: str, kind: Kind = Kind.ANON, *, at: int = 0, **usage: int | None
) -> list[Region]:
    """Return alike regions side by side, a MiB each."""
    made = []
    for n in range(count):
        low, high = at + n * MIB, at + (n + 1) * MIB
        one = region(kind, low, end=high, label=label.format(n=n))
        made.append(replace(one, usage=replace(UNKNOWN_USAGE, **usage)))
    return made


def by_label(found: Sequence[Portion]) -> dict[str, Portion]:
    return {one.label: one for one in found}


def test_alike_regions_are_one_line_with_their_sums() -> None:
    arenas = many(64, "malloc arena of w{n}", Kind.ARENA, resident=8, proportional=4)

    (found,) = portions(process(*arenas))

    assert found.label == sorts.ARENAS
    assert (found.count, found.virtual) == (64, 64 * MIB)
    assert (found.resident, found.proportional) == (64 * 8, 64 * 4)
    assert found.unknown == 0


def test_the_most_resident_comes_first_and_then_the_largest() -> None:
    few = many(1, labels.LARGE_BLOCK, resident=8)
    none = many(2, labels.RESERVED, Kind.RESERVED, resident=0)
    more = many(1, labels.GO_HEAP, resident=9)
    small = many(1, labels.SECRET, resident=0)

    found = portions(process(*few, *none, *more, *small))

    assert [one.label for one in found] == [
        *(labels.GO_HEAP, sorts.LARGE_BLOCKS, labels.RESERVED, labels.SECRET)
    ]


def test_unknown_is_counted_and_is_no_zero() -> None:
    known = many(1, labels.LARGE_BLOCK, resident=8, proportional=8, swapped=0)
    unknown = many(2, labels.LARGE_BLOCK, at=MIB)

    (found,) = portions(process(*known, *unknown))

    assert (found.resident, found.unknown) == (8, 2)
    assert (found.proportional, found.proportional_known) == (None, 8)
    assert found.swapped is None


def test_where_nobody_asked_no_share_is_known() -> None:
    (found,) = portions(process(*many(2, labels.LARGE_BLOCK, resident=8)))

    assert found.proportional_known is None


def test_a_large_file_keeps_its_name_and_small_ones_come_together() -> None:
    large = many(1, "file big.db", Kind.FILE, resident=MIB)
    small = many(9, "file small-{n}", Kind.FILE, at=8 * MIB, resident=4096)
    # So that a small one is not large as address space.
    room = many(600, labels.RESERVED, Kind.RESERVED, at=32 * MIB, resident=0)

    found = by_label(portions(process(*large, *small, *room)))

    assert found["file big.db"].resident == MIB
    assert found[sorts.FILES].count == 9


def test_what_is_alone_in_its_sort_keeps_its_name() -> None:
    heap = many(1, labels.HEAP, Kind.HEAP, resident=MIB)
    room = many(600, labels.RESERVED, Kind.RESERVED, at=32 * MIB, resident=0)
    twice = many(2, "file a.txt", Kind.FILE, at=8 * MIB, resident=4096)

    found = by_label(portions(process(*heap, *room, *twice)))

    assert found["file a.txt"].count == 2


def test_an_address_space_counts_once_however_many_processes_have_it() -> None:
    parent = process(*many(1, labels.HEAP, Kind.HEAP, resident=8), pid=1, space="a1")
    lent = replace(parent, pid=2)
    other = replace(parent, pid=3, address_space="a2")
    ended = process(pid=4)

    (found,) = portions_of([parent, lent, other, ended])

    assert (found.count, found.resident) == (2, 16)


def walked(*stretches: tuple[int, int, int, int], whole: bool = True) -> Occupancy:
    return Occupancy(
        allocator="glibc",
        arena=Address(0),
        name="main arena",
        stretches=tuple(
            Stretch(Address(start), Address(end), live, free)
            for start, end, live, free in stretches
        ),
        whole=whole,
    )


def test_what_an_allocator_says_is_told_beside_the_memory_that_it_is_of() -> None:
    arenas = many(3, "malloc arena of w{n}", Kind.ARENA, resident=MIB)
    one = walked((0, MIB, 5, 7), (MIB, 2 * MIB, 11, 13))
    broken = walked((2 * MIB, 3 * MIB, 1, 1), whole=False)

    (found,) = portions(process(*arenas), [one, broken])

    assert (found.live, found.free, found.walked) == (16, 20, 2)


def test_a_stretch_over_several_regions_is_counted_once() -> None:
    heap = many(3, labels.HEAP, Kind.HEAP, resident=MIB)

    (found,) = portions(process(*heap), [walked((MIB // 2, 3 * MIB, 5, 7))])

    assert (found.live, found.free, found.walked) == (5, 7, 3)


def test_without_a_walk_nobody_says_what_is_live() -> None:
    (found,) = portions(process(*many(1, labels.HEAP, Kind.HEAP, resident=8)))

    assert (found.live, found.free, found.walked) == (None, None, 0)


def captured(name: str) -> Process:
    """Return what a captured map says, with the numbers where it has them."""
    vmas, smaps = parse_maps((CAPTURES / name / "maps").read_bytes()), None
    if (file := CAPTURES / name / "smaps").exists():
        smaps = parse_smaps(file.read_bytes())
        vmas = smaps.vmas
    usages = smaps.usages if smaps else [UNKNOWN_USAGE] * len(vmas)
    regions = []
    for vma, usage in zip(vmas, usages, strict=True):
        meaning = meaning_of_vma(vma, None)
        one = region(
            *(meaning.kind, vma.start),
            end=vma.end,
            perms=vma.perms,
            inode=vma.inode,
            path=vma.path,
            label=meaning.label,
        )
        regions.append(replace(one, usage=usage))
    return process(*regions)


def assert_adds_up(found: Sequence[Portion], regions: Sequence[Region]) -> None:
    known = [one.usage.resident for one in regions if one.usage.resident is not None]

    assert sum(one.count for one in found) == len(regions)
    assert sum(one.virtual for one in found) == sum(one.size for one in regions)
    assert sum(one.resident for one in found) == sum(known)
    assert sum(one.unknown for one in found) == len(regions) - len(known)


@pytest.mark.parametrize("folder", having("maps"), ids=name_of)
def test_captured_maps_come_out_as_few_lines_that_add_up(folder: Path) -> None:
    one = captured(name_of(folder))
    assert one.regions

    found = portions(one)

    assert_adds_up(found, one.regions)
    assert len(found) <= 25


KNOWN = st.none() | st.integers(0, 1 << 40)
USAGES = st.builds(
    RegionUsage, resident=KNOWN, proportional=KNOWN, private=KNOWN, swapped=KNOWN
)
LABELS = st.sampled_from(labels.ALL) | st.text(max_size=8)


@st.composite
def some_regions(draw: st.DrawFn) -> list[Region]:
    at, made = 0, []
    for _n in range(draw(st.integers(0, 12))):
        low = at + draw(st.integers(0, 5)) * 4096
        at = low + draw(st.integers(1, 1 << 30)) * 4096
        one = region(
            *(draw(st.sampled_from(Kind)), low),
            end=at,
            perms=draw(st.sampled_from(["rw-p", "r--s", "---p"])),
            path=draw(st.sampled_from(["", "/x", "[anon:a]"])),
            label=draw(LABELS),
        )
        made.append(replace(one, usage=draw(USAGES)))
    return made


@given(st.lists(some_regions(), max_size=3))
def test_sums_are_those_of_the_regions_whatever_these_are(
    spaces: list[list[Region]],
) -> None:
    found = portions_of(process(*one, pid=n) for n, one in enumerate(spaces, 1))

    assert_adds_up(found, [one for space in spaces for one in space])
    assert list(found) == sorted(found, key=lambda one: -one.resident)
