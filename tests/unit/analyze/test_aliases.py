"""Parts of a file that are mapped several times, however many mappings there are."""

import random

import pytest

from memscope.analyze.aliases import aliases_of, seen_twice
from memscope.analyze.classify import Piece
from memscope.analyze.meanings import Meaning
from memscope.model.kinds import Kind
from memscope.model.region import Vma

pytestmark = pytest.mark.unit

PAGE = 4096


def vma(page: int, offset: int, pages: int = 1, *, inode: int = 7) -> Vma:
    start = page * PAGE
    place = offset * PAGE
    return Vma(start, start + pages * PAGE, "rw-s", place, "00:01", inode, "/x")


def twice(*vmas: Vma) -> list[list[tuple[int, int, int]]]:
    """Return pages of memory, and of the file, by file."""
    return [
        [(low // PAGE, high // PAGE, at // PAGE) for low, high, at in group]
        for group in seen_twice(vmas)
    ]


def test_only_what_overlaps_is_shown_twice() -> None:
    assert twice(vma(10, 0, 4), vma(20, 4, 4)) == []
    assert twice(vma(10, 0, 4), vma(20, 0, 4, inode=8)) == []
    assert twice(vma(10, 0, 4), vma(20, 2, 4)) == [[(12, 14, 2), (20, 22, 2)]]


def test_a_view_within_another_and_three_of_one_place() -> None:
    assert twice(vma(10, 0, 8), vma(20, 2, 2), vma(30, 3, 3)) == [
        [(12, 14, 2), (14, 16, 4), (20, 22, 2), (30, 31, 3), (31, 33, 4)]
    ]


def test_thousands_of_mappings_hide_none() -> None:
    many = [vma(10 + 2 * at, at) for at in range(2000)]
    again = [vma(9000 + 2 * at, at) for at in range(2000)]

    (group,) = twice(*many, *again)

    assert len(group) == 4000
    assert {at for _low, _high, at in group} == set(range(2000))


def test_each_of_thousands_of_regions_knows_the_other() -> None:
    vmas = [vma(10 + 2 * at, at) for at in range(2000)]
    vmas += [vma(9000 + 2 * at, at) for at in range(2000)]
    meaning = Meaning(Kind.SHARED, "memfd x", ())
    pieces = [Piece(one.start, one.end, at, meaning) for at, one in enumerate(vmas)]

    found = aliases_of(vmas, pieces)

    assert len(found) == 4000
    assert found[vmas[1999].start] == (vmas[-1].start,)
    assert found[vmas[-1].start] == (vmas[1999].start,)


def test_every_page_of_random_views_is_found_as_often_as_it_is_shown() -> None:
    dice = random.Random(7)
    for _round in range(200):
        views = [
            vma(100 * at, dice.randrange(20), dice.randrange(1, 8))
            for at in range(1, dice.randrange(3, 9))
        ]
        shown = [
            (one.start // PAGE + at, one.offset // PAGE + at)
            for one in views
            for at in range((one.end - one.start) // PAGE)
        ]
        often = [place for _page, place in shown]
        expected = sorted(one for one in shown if often.count(one[1]) > 1)

        found = [
            (low + step, at + step)
            for group in twice(*views)
            for low, high, at in group
            for step in range(high - low)
        ]

        assert sorted(found) == expected
