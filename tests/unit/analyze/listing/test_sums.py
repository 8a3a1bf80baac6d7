import pytest

from memscope.analyze.listing.sums import (
    GROUP_ORDERS,
    PROCESS_ORDERS,
    grouped,
    groups_in_order,
    in_order,
    summed_up,
)
from memscope.model.listing import GroupedBy, RamShare
from tests.unit.analyze.listing.processes import MIB, listed, refused, share

pytestmark = pytest.mark.unit


def test_a_sum_is_of_those_that_could_be_read() -> None:
    total = summed_up("all", [listed(1), refused(2), listed(3), refused(4, rss=2)])

    assert total.share == share(pss=4, uss=2, rss=8, anon=2)
    assert total.refused == 2
    assert total.refused_resident == 10 * MIB
    assert total.pids == (1, 3, 2, 4)
    assert total.threads == 4


def test_where_nobody_could_be_read_the_sum_is_unknown_and_not_zero() -> None:
    total = summed_up("", [refused(2)])

    assert total.share == RamShare()
    assert total.share.proportional is None


def test_one_address_space_counts_once() -> None:
    total = summed_up("", [listed(1), listed(2, same_as=1), listed(3)])

    assert total.share.proportional == 4 * MIB
    assert total.pids == (1, 2, 3)


def test_a_group_without_the_one_it_shares_with_still_counts_it() -> None:
    one, other = listed(1, user="ann"), listed(2, user="bob", same_as=1)

    ann, bob = grouped([one, other], GroupedBy.USER)

    assert ann.share.proportional == bob.share.proportional == 2 * MIB


def test_what_is_said_of_some_alone_has_no_sum() -> None:
    old = RamShare(4 * MIB, 2 * MIB, 1 * MIB, 0)

    total = summed_up("", [listed(1), listed(2, share=old)])

    assert total.share.anonymous is None
    assert total.share.proportional == 4 * MIB


@pytest.mark.parametrize(
    ("by", "names"),
    [
        (GroupedBy.PROGRAM, {"app": (1, 3), "db": (2,)}),
        (GroupedBy.USER, {"ann": (1, 2), "bob": (3,)}),
        (GroupedBy.CGROUP, {"/a": (1,), "": (2, 3)}),
    ],
)
def test_groups_are_whose_name_is_the_same(
    by: GroupedBy, names: dict[str, tuple[int, ...]]
) -> None:
    processes = [listed(1, cgroup="/a"), listed(2, program="db"), listed(3, user="bob")]

    groups = grouped(processes, by)

    assert {one.name: one.pids for one in groups} == names


def test_huge_pages_of_the_pool_are_added_up_too() -> None:
    total = summed_up("", [listed(1, share=share(hugetlb=1, undivided=3)), listed(2)])

    assert (total.share.hugetlb, total.share.undivided) == (MIB, 3 * MIB)


FIRST = listed(
    1, threads=9, program="b", user="x", share=share(9, 1, 9, swap=1, anon=2)
)
SECOND = listed(2, threads=2, program="C", user="y", share=share(5, 4, 12, anon=5))
THIRD = refused(3, rss=20, program="a", user="z")


@pytest.mark.parametrize(
    ("order", "pids"),
    [
        ("pss", [1, 2, 3]),
        ("uss", [2, 1, 3]),
        ("rss", [3, 2, 1]),
        ("swap", [1, 2, 3]),
        ("anon", [2, 1, 3]),
        ("file", [1, 2, 3]),
        ("shmem", [2, 1, 3]),
        ("threads", [1, 2, 3]),
        ("name", [3, 1, 2]),
        ("user", [1, 2, 3]),
        ("pid", [1, 2, 3]),
    ],
)
def test_the_largest_come_first_and_the_unknown_last(
    order: str, pids: list[int]
) -> None:
    assert [one.pid for one in in_order([THIRD, SECOND, FIRST], order)] == pids
    assert order in PROCESS_ORDERS


def test_every_order_is_tried() -> None:
    assert len(PROCESS_ORDERS) == 11
    assert len(GROUP_ORDERS) == 10


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("pss", ["b", "C", "a"]),
        ("rss", ["C", "b", "a"]),
        ("name", ["a", "b", "C"]),
        ("threads", ["b", "C", "a"]),
        ("count", ["C", "a", "b"]),
    ],
)
def test_groups_are_in_order_likewise(order: str, names: list[str]) -> None:
    more = listed(4, program="C", share=share(1, 1, 1))
    groups = grouped([THIRD, SECOND, FIRST, more], GroupedBy.PROGRAM)

    assert [one.name for one in groups_in_order(groups, order)] == names
