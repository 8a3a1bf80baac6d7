"""Which statements about two pages follow from what, and which never do."""

import pytest
from msgspec.structs import replace

from memscope.analyze.sharing.pages import Counted, count_pages, is_one_space
from memscope.analyze.sharing.regions import Match
from memscope.analyze.sharing.verdicts import KnownOfPages
from memscope.model.address import Address
from memscope.model.kinds import Kind
from memscope.model.page import PageMap
from memscope.model.region import Region
from memscope.model.sharing import MatchedBy, PagePairs, Proof
from tests.unit.analyze.pages import BASE, SIZE, ZERO_FRAME, page_map
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

ROOT = KnownOfPages(separate=True, frames=True, flags=True)
USER = KnownOfPages(separate=True, frames=False)
FILE = region(Kind.CODE, pages=9, inode=7, perms="r-xp")


def counted(
    first: PageMap,
    second: PageMap,
    known: KnownOfPages,
    one: Region | None = None,
    other: Region | None = None,
) -> Counted:
    """Compare at one address, as after fork, unless other regions are given."""
    one = one or region(pages=9)
    match = Match(one, other or one, MatchedBy.ADDRESS)
    return count_pages(match, first, second, known)


def as_user(letters: str) -> PageMap:
    return page_map(letters, hidden=True)


def test_equal_frames_are_the_same_page() -> None:
    found = counted(page_map("SS"), page_map("SX", frames={1: 99}), ROOT)

    assert found.record() == PagePairs(both=2, same=1, copy_on_write=1, different=1)
    assert found.proofs == {Proof.FRAMES}
    assert found.frames == [1000]


def test_two_frames_of_0_never_prove_anything() -> None:
    # As if somebody had been told that frames are visible when they are not.
    found = counted(as_user("SSFF"), as_user("SSFF"), ROOT, FILE)

    assert found.record() == PagePairs(both=4, undecided=4)


def test_frame_0_on_one_side_does_not_prove_a_difference_either() -> None:
    found = counted(as_user("S"), page_map("S"), ROOT)

    assert found.record() == PagePairs(both=1, undecided=1)


def test_the_page_of_zeros_on_both_sides_is_not_sharing() -> None:
    zeros = KnownOfPages(True, True, flags=True, zero=frozenset({ZERO_FRAME}))

    for known in (zeros, ROOT):
        found = counted(page_map("ZZ"), page_map("ZZ"), known)
        assert found.record() == PagePairs(both=2, zero=2)


def test_the_page_of_zeros_on_one_side_is_another_page_than_the_others() -> None:
    assert counted(page_map("Z"), page_map("X"), ROOT).record().different == 1
    assert counted(as_user("Z"), as_user("S"), USER).record().different == 1


def test_without_flags_a_frame_that_may_be_of_zeros_proves_nothing() -> None:
    first, second = (page_map("P", scan=False) for _ in range(2))
    blind = KnownOfPages(separate=True, frames=True, flags=False)

    assert counted(first, second, blind).record() == PagePairs(both=1, undecided=1)
    assert counted(first, second, ROOT).record().same == 1


def test_pages_that_ksm_merged_are_told_from_shared_ones() -> None:
    known = KnownOfPages(True, True, flags=True, merged=frozenset({1000}))

    found = counted(page_map("SS"), page_map("SS"), known)

    assert found.record() == PagePairs(both=2, same=1, copy_on_write=1, merged=1)


def test_what_changed_meanwhile_stays_undecided() -> None:
    known = KnownOfPages(True, True, flags=True, unsettled=frozenset({BASE}))

    found = counted(page_map("FF"), page_map("FF"), known, FILE)

    assert found.record() == PagePairs(both=2, same=1, undecided=1)


@pytest.mark.parametrize(
    ("perms", "letters", "copied"),
    [
        ("r-xp", "F", 0),
        ("rw-p", "F", 1),
        ("rw-s", "F", 0),
        ("rw-p", "S", 1),
        ("r--p", "S", 1),
    ],
)
def test_a_shared_page_is_copy_on_write_if_a_write_would_copy_it(
    perms: str, letters: str, copied: int
) -> None:
    one = region(pages=1, inode=7, perms=perms)

    found = counted(page_map(letters), page_map(letters), ROOT, one)

    assert found.record().same == 1
    assert found.record().copy_on_write == copied


def test_pages_on_one_side_only_are_counted_there() -> None:
    found = counted(page_map("XX.X"), page_map("X.XX", frames={0: 5, 3: 6}), ROOT)

    assert found.record() == PagePairs(both=2, different=2, only_first=1, only_second=1)


def test_for_a_user_an_exclusive_page_is_nobody_elses() -> None:
    found = counted(as_user("XS"), as_user("SX"), USER)

    assert found.record() == PagePairs(both=2, different=2)
    assert found.proofs == {Proof.EXCLUSIVE_BIT}


def test_for_a_user_unmodified_pages_of_one_file_are_the_same() -> None:
    found = counted(as_user("FFS"), as_user("FSF"), USER, FILE)

    assert found.record() == PagePairs(both=3, same=1, different=2)
    assert found.proofs == {Proof.INODE, Proof.PAGE_STATE}
    assert found.frames == []


def test_the_same_inode_under_another_path_leaves_a_doubt() -> None:
    twin = region(Kind.CODE, pages=9, inode=7, perms="r-xp", path="/snapshot/7.so")

    found = counted(as_user("F"), as_user("F"), USER, FILE, twin)

    assert found.record() == PagePairs(both=1, undecided=1)


def test_for_a_user_equal_bytes_are_likely_and_other_bytes_are_proof() -> None:
    known = USER.with_contents({BASE: True, BASE + SIZE: False})

    found = counted(as_user("SSS"), as_user("SSS"), known)

    assert found.record() == PagePairs(both=3, alike=1, different=1, undecided=1)
    assert found.proofs == {Proof.CONTENTS}
    assert found.undecided == [(BASE + at * SIZE,) * 2 for at in range(3)]


def test_pages_at_other_addresses_are_not_worth_reading() -> None:
    one, other = region(pages=1), region(start=BASE + 64 * SIZE, pages=1)
    second = page_map("S", start=other.start, hidden=True)

    found = count_pages(Match(one, other, MatchedBy.ORDER), as_user("S"), second, USER)

    assert found.record() == PagePairs(both=1, undecided=1)
    assert found.undecided == []


def test_while_it_may_be_one_space_an_exclusive_page_proves_nothing() -> None:
    unsure = KnownOfPages(separate=False, frames=False)

    assert counted(as_user("X"), as_user("X"), unsure).record().undecided == 1
    assert counted(as_user("X"), as_user("F"), unsure).record().different == 1


def test_a_frame_mapped_once_and_seen_twice_is_one_address_space() -> None:
    assert is_one_space(page_map(".X"), page_map(".X"), ROOT)
    assert not is_one_space(page_map("SF"), page_map("SF"), ROOT)
    assert not is_one_space(as_user("X"), as_user("X"), USER)


def test_a_page_that_two_parts_share_is_counted_where_it_begins() -> None:
    data = region(Kind.DATA, end=BASE + 100)
    bss = region(Kind.BSS, start=BASE + 100, end=BASE + SIZE)
    pages = page_map("X"), page_map("X", frames={0: 5})

    assert counted(*pages, ROOT, data).record().different == 1
    found = counted(*pages, ROOT, bss)
    assert found.record() == PagePairs()
    assert found.all_pages().different == 1


def test_pages_of_files_are_counted_all_at_once_with_the_same_result() -> None:
    one = region(Kind.CODE, pages=9, inode=7, perms="r-xp")
    quick = counted(page_map("FF.E"), page_map("FF.E"), ROOT, one)
    # One more page that differs sends all of them the long way.
    slow = counted(page_map("FF.EX"), page_map("FF.EX", frames={4: 5}), ROOT, one)

    assert quick.record() == PagePairs(both=3, same=3)
    assert slow.record() == PagePairs(both=4, same=3, different=1)
    assert quick.frames == slow.frames


def test_of_a_page_at_an_edge_only_the_bytes_inside_count() -> None:
    whole = region(pages=2)
    data = replace(whole, end=Address(whole.start + 104))
    bss = replace(whole, start=data.end)
    pages, others = page_map("XX"), page_map("XX", frames={0: 98, 1: 99})
    parts = [counted(pages, others, ROOT, one) for one in (data, bss)]

    assert [one.in_bytes.different for one in parts] == [104, 2 * SIZE - 104]
    assert [one.record().different for one in parts] == [1, 1]


def test_a_region_inside_one_page_counts_its_own_bytes() -> None:
    whole = region(pages=1)
    inside = replace(
        whole, start=Address(whole.start + 64), end=Address(whole.start + 96)
    )
    found = counted(page_map("S"), page_map("S"), ROOT, inside)

    assert found.record() == PagePairs()
    assert found.in_bytes.same == 32
