import pytest

from memscope.parse.cgroup import (
    Membership,
    parse_amount,
    parse_counts,
    parse_limit,
    parse_membership,
    parse_pids,
)

pytestmark = pytest.mark.unit


def test_groups_of_both_versions_are_listed() -> None:
    data = (
        b"9:name=systemd:/\n4:cpu,cpuacct:/a:b\n3:memory:/docker/ab\n0::/user.slice\n"
    )

    assert parse_membership(data) == [
        Membership(("name=systemd",), "/"),
        Membership(("cpu", "cpuacct"), "/a:b"),
        Membership(("memory",), "/docker/ab"),
        Membership((), "/user.slice"),
    ]


@pytest.mark.parametrize("line", [b"", b"x", b"1:memory", b"a:memory:/", b"1:memory:x"])
def test_another_line_is_left_out(line: bytes) -> None:
    assert parse_membership(line) == []


@pytest.mark.parametrize(
    ("data", "limit"),
    [
        (b"max\n", None),
        (b"268435456\n", 268435456),
        (b"0\n", 0),
        (b"9223372036854771712\n", None),  # version 1 with pages of 4 KiB
        (b"9223372036854710272\n", None),  # and of 64 KiB
        (b"", None),
        (b"-1\n", None),
    ],
)
def test_a_limit_is_a_number_and_the_largest_is_none(
    data: bytes, limit: int | None
) -> None:
    assert parse_limit(data) == limit


def test_an_amount_may_be_anything_the_kernel_counts() -> None:
    assert parse_amount(b"9223372036854771712\n") == 9223372036854771712
    assert parse_amount(b"max\n") is None
    assert parse_amount(b"9" * 21) is None


def test_counts_keep_names_that_nobody_knows() -> None:
    data = b"anon 4096\nfile 0\nnew_in_linux_9 7\nbroken\nwrong x\n"

    assert parse_counts(data) == {"anon": 4096, "file": 0, "new_in_linux_9": 7}


def test_processes_are_numbers_and_0_is_a_foreign_one() -> None:
    assert parse_pids(b"1\n42\n0\n") == [1, 42, 0]
