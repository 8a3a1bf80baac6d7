"""A film of fork: one page from shared to split, and its neighbour that stays.

Root sees the frames; anybody else sees the exclusive bit. Both are told no lies.
"""

from collections.abc import Iterator

import pytest

from memscope.analyze.page_changes import page_changes
from memscope.collect.closer.compare import compare
from memscope.collect.closer.pages import look_at_pages, page_at, resident_ranges
from memscope.lab.lab import Lab
from memscope.lab.sample import Sample
from memscope.model.page import PageChange, PageMap, PageState
from memscope.model.sharing import (
    Comparison,
    Proof,
    RegionPair,
    Sharing,
    SpaceRelation,
)
from memscope.parse.pagemap import Pages
from memscope.proc.fs import ProcFs
from memscope.proc.machine import PAGE_SIZE
from memscope.proc.memory import TargetMemory
from tests.live.pages.own import sees_frames, states

pytestmark = pytest.mark.live

PAGES = 8
SHARED, OWN = PageState.SHARED, PageState.EXCLUSIVE


@pytest.fixture
def family() -> Iterator[Sample]:
    with Lab() as lab:
        yield lab.start("pages", language="python", args=["--pages", str(PAGES)])


def address_of(family: Sample, name: str = "private") -> int:
    return int(str(family.facts[name]), 16)


def look(family: Sample, who: str, *, contents: bool = False) -> PageMap:
    start = address_of(family)
    pid = int(str(family.facts[who]))
    return look_at_pages(pid, start, start + PAGES * PAGE_SIZE, contents=contents)


def compared(family: Sample) -> Comparison:
    return compare(int(str(family.facts["pid"])), int(str(family.facts["child"])))


def pair_at(comparison: Comparison, address: int) -> RegionPair:
    (pair,) = [one for one in comparison.pairs if address in one.first]
    return pair


def test_one_page_goes_from_shared_to_split_and_its_neighbours_stay(
    family: Sample,
) -> None:
    first = address_of(family)
    before = {who: look(family, who) for who in ("pid", "child")}

    family.tell("touch", 0, 1)

    after = {who: look(family, who) for who in ("pid", "child")}
    assert states(before["pid"]) == states(before["child"]) == [SHARED] * PAGES
    assert states(after["child"]) == [OWN] + [SHARED] * (PAGES - 1)
    assert states(after["pid"]) == [OWN] + [SHARED] * (PAGES - 1)
    copied = PageChange.COPIED if sees_frames() else PageChange.UNSHARED
    assert page_changes(before["child"], after["child"]) == {first: copied}
    assert page_changes(before["pid"], after["pid"]) == {first: PageChange.UNSHARED}


def test_as_root_the_frames_tell_the_story(family: Sample) -> None:
    if not sees_frames():
        pytest.skip("frame numbers are hidden: run as root (CAP_SYS_ADMIN)")
    parent, child = (int(str(family.facts[who])) for who in ("pid", "child"))
    address = address_of(family)
    before = page_at(parent, address), page_at(child, address)

    family.tell("touch", 0, 1)

    after = page_at(parent, address), page_at(child, address)
    neighbours = [page_at(pid, address + PAGE_SIZE) for pid in (parent, child)]
    assert before[0].frame == before[1].frame
    assert before[0].mappings == 2
    assert after[0].frame == before[0].frame
    assert after[1].frame != before[1].frame
    assert [page.mappings for page in after] == [1, 1]
    assert neighbours[0].frame == neighbours[1].frame is not None


def test_a_comparison_says_how_far_the_split_has_gone(family: Sample) -> None:
    address = address_of(family)
    before = pair_at(compared(family), address)

    family.tell("touch", 2, 3)

    comparison = compared(family)
    after = pair_at(comparison, address)
    assert before.pages is not None
    assert after.pages is not None
    assert comparison.address_space is SpaceRelation.SEPARATE
    assert comparison.space_proofs == (Proof.KCMP,)
    assert after.pages.different == before.pages.different + 3
    assert comparison.isolation is not None
    assert comparison.isolation.pages >= 3
    if sees_frames():
        assert comparison.page_proof is Proof.FRAMES
        assert before.sharing in (Sharing.COPY_ON_WRITE, Sharing.PARTLY)
        assert after.sharing is Sharing.PARTLY
        assert before.pages.same - after.pages.same == 3
        assert after.pages.copy_on_write == after.pages.same
        assert comparison.gaps == ()
        return
    assert comparison.page_proof is Proof.EXCLUSIVE_BIT
    assert Proof.EXCLUSIVE_BIT in after.proofs
    assert after.sharing is Sharing.ALIKE
    assert before.pages.alike - after.pages.alike == 3
    assert after.pages.same == 0
    (gap,) = comparison.gaps
    assert (gap.what, gap.remedy) == ("physical frames", "run as root")


def test_shared_memory_stays_one_page_when_it_is_written(family: Sample) -> None:
    address = address_of(family, "shared")
    family.tell("child-write", 41)

    assert family.tell("parent-read") == {"value": 41}

    pair = pair_at(compared(family), address)
    assert pair.same_object
    assert pair.sharing is Sharing.SAME_FRAMES
    assert pair.pages is not None
    assert (pair.pages.same, pair.pages.copy_on_write) == (1, 0)
    assert pair.proofs == ((Proof.FRAMES if sees_frames() else Proof.INODE),)


def test_looking_does_not_undo_the_sharing_it_looks_at(family: Sample) -> None:
    """Pinning a page that is shared after fork would make the kernel copy it."""
    family.tell("touch", 7, 1)
    before = look(family, "pid"), look(family, "child")
    child = int(str(family.facts["child"]))

    for _ in range(2):
        compared(family)
        look(family, "pid", contents=True)
        with ProcFs().process(child) as directory:
            memory = TargetMemory(directory, Pages(resident=resident_ranges(before[1])))
            assert memory.read(address_of(family), PAGES * PAGE_SIZE) is not None

    assert [
        page_changes(old, new)
        for old, new in zip(
            before, (look(family, "pid"), look(family, "child")), strict=True
        )
    ] == [{}, {}]
