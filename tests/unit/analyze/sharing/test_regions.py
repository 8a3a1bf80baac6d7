import pytest

from memscope.analyze.sharing.regions import match_regions
from memscope.model.kinds import Kind
from memscope.model.region import Region
from memscope.model.sharing import MatchedBy
from tests.unit.analyze.pages import BASE, SIZE
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

FAR = 0x7F0000000000


def matched(
    first: list[Region], second: list[Region]
) -> list[tuple[int, int, MatchedBy]]:
    """Index on either side, and why."""
    matches, _, _ = match_regions(first, second)
    return [
        (first.index(one.first), second.index(one.second), one.by) for one in matches
    ]


def test_the_same_address_with_the_same_backing_comes_first() -> None:
    fork = [region(Kind.HEAP, path="[heap]"), region(start=FAR)]

    assert matched(fork, fork) == [
        (0, 0, MatchedBy.ADDRESS),
        (1, 1, MatchedBy.ADDRESS),
    ]


def test_the_same_address_with_another_file_is_no_match() -> None:
    assert matched([region(inode=7)], [region(inode=8)]) == []


def test_private_and_shared_mappings_at_one_address_are_different_things() -> None:
    assert matched([region(inode=7)], [region(inode=7, perms="rw-s")]) == [
        (0, 0, MatchedBy.OBJECT)
    ]


def test_a_heap_that_grew_since_fork_is_still_the_same_heap() -> None:
    first = [region(Kind.HEAP, pages=2, path="[heap]")]
    second = [region(Kind.HEAP, pages=9, path="[heap]")]

    assert matched(first, second) == [(0, 0, MatchedBy.ADDRESS)]


def test_a_mapping_that_was_cut_since_fork_matches_both_parts() -> None:
    first = [region(pages=4)]
    second = [region(pages=2), region(start=BASE + 2 * SIZE, pages=2, perms="r--p")]

    assert matched(first, second) == [
        (0, 0, MatchedBy.ADDRESS),
        (0, 1, MatchedBy.ADDRESS),
    ]


def test_a_file_is_found_at_another_address_by_its_offset() -> None:
    first = [region(Kind.CODE, inode=7, offset=SIZE)]
    second = [
        region(Kind.CODE, start=FAR, inode=7, offset=0),
        region(Kind.CODE, start=FAR + SIZE, inode=7, offset=SIZE),
    ]

    assert matched(first, second) == [(0, 1, MatchedBy.OBJECT)]


def test_pages_of_a_file_mapped_from_another_offset_are_shifted_into_place() -> None:
    first = region(Kind.SHARED, pages=4, perms="rw-s", inode=7)
    second = region(
        Kind.SHARED, start=FAR, pages=2, perms="rw-s", inode=7, offset=2 * SIZE
    )

    ((match,), _, _) = match_regions([first], [second])

    assert first.start + 2 * SIZE + match.shift == second.start


def test_relro_and_constants_at_one_offset_are_not_mixed_up() -> None:
    def library(start: int) -> list[Region]:
        return [
            region(Kind.RODATA, start=start, inode=7, offset=SIZE),
            region(Kind.RELRO, start=start + SIZE, inode=7, offset=SIZE),
        ]

    assert matched(library(BASE), library(FAR)) == [
        (0, 0, MatchedBy.OBJECT),
        (1, 1, MatchedBy.OBJECT),
    ]


def test_what_has_no_file_is_matched_by_kind_and_order() -> None:
    first = [
        region(Kind.HEAP),
        region(start=BASE + SIZE),
        region(start=BASE + 4096 * 9),
    ]
    second = [region(start=FAR), region(Kind.HEAP, start=FAR + SIZE)]

    matches, only_first, only_second = match_regions(first, second)

    assert [(one.first, one.second, one.by) for one in matches] == [
        (first[0], second[1], MatchedBy.ORDER),
        (first[1], second[0], MatchedBy.ORDER),
    ]
    assert only_first == [first[2]]
    assert only_second == []


def test_a_file_without_that_file_on_the_other_side_stays_alone() -> None:
    first, second = [region(Kind.CODE, inode=7)], [region(Kind.CODE, FAR, inode=8)]

    assert match_regions(first, second) == ([], first, second)


def test_stacks_are_aligned_at_their_upper_ends() -> None:
    first = region(Kind.STACK, pages=4, path="[stack]")
    second = region(Kind.STACK, start=FAR, pages=9, path="[stack]")

    ((match,), _, _) = match_regions([first], [second])

    assert first.end + match.shift == second.end
