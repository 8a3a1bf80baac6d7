"""Which region of one look is which of another: by address, or by meaning."""

import pytest
from msgspec.structs import replace

from memscope.analyze.diff.regions import (
    thread_names,
    twins_by_address,
    twins_by_meaning,
)
from memscope.model.kinds import Kind
from memscope.model.process import Process, Thread
from memscope.model.region import Region
from tests.tui.synthetic import process
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

PAGE, AT = 4096, 0x5000_0000
ANON = region(Kind.ANON, AT, 4)
FILE = region(Kind.FILE, AT, 4, inode=7)
STACK = replace(region(Kind.THREAD_STACK, AT, 4), thread=11)


def moved(one: Region, pages: int, grown: int = 0) -> Region:
    start = one.start + pages * PAGE
    return replace(one, start=start, end=start + one.size + grown * PAGE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (ANON, ANON),
        (ANON, moved(ANON, 0, grown=3)),
        (ANON, moved(ANON, -2, grown=2)),
        (ANON, moved(ANON, -2, grown=5)),
        (ANON, moved(ANON, 3, grown=2)),
        (ANON, replace(ANON, kind=Kind.ARENA)),
        (FILE, moved(FILE, 100)),
        (STACK, moved(STACK, 100)),
        (replace(ANON, path="[heap]"), moved(replace(ANON, path="[heap]"), 100)),
    ],
)
def test_the_same_region_by_address(old: Region, new: Region) -> None:
    assert twins_by_address([old], [new]).pairs == [(old, new)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (ANON, moved(ANON, 100)),
        (ANON, moved(ANON, 4, grown=1)),
        (ANON, moved(ANON, -5, grown=1)),
        (ANON, replace(moved(ANON, -1, grown=5), kind=Kind.ARENA)),
        (FILE, replace(moved(FILE, 100), offset=PAGE)),
        (FILE, replace(moved(FILE, 100), inode=8)),
        (STACK, replace(moved(STACK, 100), thread=12)),
    ],
)
def test_another_region_by_address(old: Region, new: Region) -> None:
    twins = twins_by_address([old], [new])

    assert (twins.pairs, twins.gone, twins.appeared) == ([], [old], [new])


def test_equal_ones_are_paired_in_order() -> None:
    first, second = FILE, moved(FILE, 10)
    there = [moved(one, 1000) for one in (first, second)]

    assert twins_by_address([first, second], there).pairs == [
        (first, there[0]),
        (second, there[1]),
    ]


def with_threads(*names: str, regions: tuple[Region, ...] = ()) -> Process:
    threads = tuple(Thread(10 + at, name, "S", 0) for at, name in enumerate(names))
    return replace(process(10), threads=threads, regions=regions)


def test_threads_have_numbers_among_those_of_their_name() -> None:
    assert thread_names(with_threads("main", "w", "x", "w", "main")) == {
        10: ("", 1),
        11: ("w", 1),
        12: ("x", 1),
        13: ("w", 2),
        14: ("main", 1),
    }


NAMED = replace(region(Kind.BSS, AT, 4), image="/bin/a", path="")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (FILE, moved(FILE, 77, grown=1)),
        (ANON, moved(ANON, 77)),
        (replace(ANON, path="[heap]"), moved(replace(ANON, path="[heap]"), 9, grown=9)),
        (NAMED, moved(NAMED, 77, grown=1)),
        (STACK, replace(moved(STACK, 77, grown=5), thread=11)),
        (ANON, moved(replace(ANON, perms="r--p"), 77)),
    ],
)
def test_the_same_region_by_meaning(old: Region, new: Region) -> None:
    before, after = (with_threads("a", "b", regions=(one,)) for one in (old, new))

    assert twins_by_meaning(before, after).pairs == [(old, new)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (ANON, replace(ANON, kind=Kind.ARENA)),
        (STACK, replace(STACK, thread=12)),
        (STACK, replace(STACK, thread=None)),
    ],
)
def test_another_region_by_meaning(old: Region, new: Region) -> None:
    before, after = (with_threads("a", "b", "c", regions=(one,)) for one in (old, new))

    assert twins_by_meaning(before, after).pairs == []


def test_what_lies_above_the_same_thing_is_the_same() -> None:
    low, high = replace(FILE, inode=8, path="/lib/8.so"), moved(FILE, 100)
    ours = [moved(ANON, 10), moved(ANON, 110)]
    theirs = [moved(ANON, 110, grown=1), moved(ANON, 120, grown=2)]

    twins = twins_by_meaning(
        with_threads("a", regions=(low, ours[0], high, ours[1])),
        with_threads("a", regions=(low, high, *theirs)),
    )

    assert (ours[1], theirs[0]) in twins.pairs
    assert twins.gone == [ours[0]]
    assert twins.appeared == [theirs[1]]
