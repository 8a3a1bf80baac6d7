import pytest

from memscope.analyze.sharing.compare import (
    Space,
    compare_separate,
    compare_with_itself,
    frames_of,
    sharing_of,
)
from memscope.analyze.sharing.verdicts import KnownOfPages
from memscope.model.kinds import Kind
from memscope.model.sharing import PagePairs, Proof, SameAddress, Sharing
from memscope.parse.pagemap import FILE
from tests.unit.analyze.pages import BASE, SIZE, page_map
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

ROOT = KnownOfPages(separate=True, frames=True, flags=True)
USER = KnownOfPages(separate=True, frames=False)


@pytest.mark.parametrize(
    ("pages", "sharing"),
    [
        (PagePairs(both=2, same=2), Sharing.SAME_FRAMES),
        (PagePairs(both=2, same=2, copy_on_write=2), Sharing.COPY_ON_WRITE),
        (PagePairs(both=2, same=2, copy_on_write=1), Sharing.SAME_FRAMES),
        (PagePairs(both=2, same=1, different=1), Sharing.PARTLY),
        (PagePairs(both=2, same=1, alike=1), Sharing.ALIKE),
        (PagePairs(both=2, alike=1, different=1), Sharing.ALIKE),
        (PagePairs(both=2, different=1, undecided=1), Sharing.PRIVATE),
        (PagePairs(both=2, undecided=1, zero=1), Sharing.UNKNOWN),
        (PagePairs(both=2, zero=1, merged=1), Sharing.MERGED),
        (PagePairs(both=1, zero=1), Sharing.ZERO),
        (PagePairs(only_first=1), Sharing.NOTHING),
    ],
)
def test_counts_in_one_word(pages: PagePairs, sharing: Sharing) -> None:
    assert sharing_of(pages, is_all_own=False, same_object=False) is sharing


def test_a_file_that_is_not_in_ram_is_at_least_the_same_file() -> None:
    nothing = PagePairs()

    assert sharing_of(nothing, False, same_object=True) is Sharing.SAME_OBJECT


def test_two_heaps_of_exclusive_pages_are_private_wherever_the_pages_are() -> None:
    heap = region(Kind.HEAP, pages=2)
    spaces = Space([heap], page_map("X.")), Space([heap], page_map(".X"))

    (pair,) = compare_separate(*spaces, USER).pairs

    assert pair.pages == PagePairs(only_first=1, only_second=1)
    assert pair.sharing is Sharing.PRIVATE


def test_addresses_that_mean_different_memory_are_counted_and_named() -> None:
    regions = [region(pages=2, label="heap"), region(start=BASE + 2 * SIZE, label="m")]
    first = Space(regions, page_map("XXX"))
    second = Space(regions, page_map("XXS", frames={0: 77}))

    isolation = compare_separate(first, second, ROOT).isolation

    assert isolation is not None
    assert isolation.pages == 1
    assert isolation.examples == (SameAddress(BASE, "heap", Proof.FRAMES, 1000, 77),)


def test_for_a_user_the_examples_have_no_frames() -> None:
    heap = region(pages=1, label="heap")
    spaces = [Space([heap], page_map("X", hidden=True)) for _ in range(2)]

    isolation = compare_separate(spaces[0], spaces[1], USER).isolation

    assert isolation is not None
    assert isolation.examples == (SameAddress(BASE, "heap", Proof.EXCLUSIVE_BIT),)


def test_frames_that_both_have_at_other_places_are_not_lost() -> None:
    one, other = page_map("SS"), page_map("SS", frames={0: 1001, 1: 55})
    known = KnownOfPages(
        True,
        True,
        flags=True,
        common=frozenset(frames_of(one)[0] & frames_of(other)[0]),
    )

    found = compare_separate(
        Space([region(pages=2)], one), Space([region(pages=2)], other), known
    )

    assert found.totals == PagePairs(both=2, different=2)
    assert found.elsewhere == 1


def test_without_frames_it_is_unknown_what_is_elsewhere() -> None:
    space = Space([region()], page_map("X", hidden=True))

    assert compare_separate(space, space, USER).elsewhere is None


def test_without_pages_the_regions_are_still_matched_and_nothing_is_counted() -> None:
    space = Space([region()], None)

    found = compare_separate(space, space, USER)

    assert [pair.sharing for pair in found.pairs] == [Sharing.UNKNOWN]
    assert found.pairs[0].pages is None
    assert (found.totals, found.isolation, found.elsewhere) == (None, None, None)


def test_mappings_of_the_same_frames_are_summed_up_as_a_range() -> None:
    known = KnownOfPages(True, True, flags=True, mappings={1000: 2, 1001: 9})
    space = Space([region(Kind.CODE, pages=3, inode=7, perms="r-xp")], page_map("FFF"))

    (pair,) = compare_separate(space, space, known).pairs

    assert pair.mappings == (2, 9)


def test_of_a_frame_that_is_not_counted_nobody_says_how_often_it_is_mapped() -> None:
    known = KnownOfPages(True, True, flags=True, mappings={1000: 2, 1001: 0})
    space = Space([region(Kind.CODE, pages=2, inode=7, perms="r-xp")], page_map("FF"))

    (pair,) = compare_separate(space, space, known).pairs

    assert pair.mappings is None


def test_one_space_seen_twice_is_all_the_same() -> None:
    space = Space([region(pages=4)], page_map("XS.Z"))

    found = compare_with_itself(space, (Proof.KCMP,))

    assert found.totals == PagePairs(both=3, same=3)
    assert [pair.sharing for pair in found.pairs] == [Sharing.ONE_SPACE]
    assert found.isolation is not None
    assert found.isolation.pages == 0


def test_frames_that_may_be_of_zeros_are_those_that_are_no_files() -> None:
    assert frames_of(page_map("XF.W")) == ({1000, 1001}, {1000})
    everything = {1000, 1001}
    assert frames_of(page_map("XF.W", scan=False)) == (everything, everything)


def test_the_huge_page_of_zeros_is_among_them_though_it_looks_like_a_file() -> None:
    zeros = page_map("ZZ", huge=True, frames={0: 512, 1: 513})
    words = zeros.pieces[0].words
    for index in range(2):
        words[index] |= FILE

    assert frames_of(zeros) == ({512, 513}, {512, 513})
