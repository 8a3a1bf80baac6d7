"""What a close look told is put into a quick one as long as it still holds."""

import pytest
from msgspec.structs import replace

from memscope.model.kinds import Kind
from memscope.model.region import Region, RegionUsage
from memscope.tui.build import ViewBuilder
from memscope.tui.measuring import MeasuredProcess
from memscope.tui.split import with_split
from memscope.tui.told import ToldRegions
from tests.tui.synthetic import KIB, LIBC, MIB, process, snapshot

pytestmark = pytest.mark.unit


def measured(heap: int = MIB) -> MeasuredProcess:
    """Say that a quarter of everything resident is own, the rest shared."""
    one = process(heap=heap)
    regions: list[Region] = []
    for region in one.regions:
        resident = region.usage.resident or 0
        own = resident // 4
        usage = RegionUsage(resident=resident, private=own, shared=resident - own)
        regions.append(replace(region, usage=usage))
    return MeasuredProcess(one.identity, ToldRegions(regions))


def test_a_region_that_is_as_it_was_says_what_is_own_and_what_shared() -> None:
    one = with_split(process(heap=MIB), measured())

    libc = [r.usage for r in one.regions if r.image == LIBC]
    assert all(u.private == (u.resident or 0) // 4 for u in libc)
    assert [r.start for r in one.regions] == [r.start for r in process().regions]


def test_of_one_that_changed_since_nothing_is_said() -> None:
    one = process(heap=MIB, touched=64 * KIB)

    told = with_split(one, measured())

    kinds = {r.kind for r in told.regions if r.usage.shared is None}
    assert kinds == {Kind.THREAD_STACK}


def test_of_another_process_nothing_is_said() -> None:
    other = process(4343)

    assert with_split(other, measured()) is other


def test_a_view_has_it_from_the_next_look_on_and_an_equal_one_is_the_same() -> None:
    builder = ViewBuilder()
    first = builder.add(0.0, snapshot(process(heap=MIB))).processes[0].space
    builder.note_measured(measured())
    second = builder.add(0.5, snapshot(process(heap=MIB))).processes[0].space
    builder.note_measured(measured())
    third = builder.add(1.0, snapshot(process(heap=MIB))).processes[0].space

    library = next(g for g in first.groups if g.key.kind == "library")
    assert library.amounts.shared is None
    library = next(g for g in second.groups if g.key.kind == "library")
    assert library.amounts.shared == (library.amounts.resident or 0) * 3 // 4
    assert third is second
