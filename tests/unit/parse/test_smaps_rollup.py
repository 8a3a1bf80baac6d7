from pathlib import Path

import pytest

from memscope.errors import ParseError
from memscope.model.listing import RamShare
from memscope.parse.smaps_rollup import parse_rollup
from tests.data.captured import CAPTURES, having, name_of

pytestmark = pytest.mark.unit

KIB = 1024


def rollup(name: str) -> bytes:
    return (CAPTURES / name / "smaps_rollup").read_bytes()


def number(data: bytes, name: str) -> int:
    (line,) = (one for one in data.split(b"\n") if one.startswith(name.encode() + b":"))
    return int(line.split()[1]) * KIB


@pytest.mark.parametrize("capture", having("smaps_rollup"), ids=name_of)
def test_the_sums_are_the_kernels(capture: Path) -> None:
    data = (capture / "smaps_rollup").read_bytes()

    share = parse_rollup(data)

    own, shared = number(data, "Private_Hugetlb"), number(data, "Shared_Hugetlb")
    private = number(data, "Private_Clean") + number(data, "Private_Dirty")
    assert share.resident == number(data, "Rss") + own + shared
    assert share.proportional == number(data, "Pss") + own
    assert share.unique == private + own
    assert share.swapped == number(data, "SwapPss")
    assert (share.hugetlb, share.undivided) == (own, shared)


def test_the_parts_of_the_share_are_known_where_the_kernel_tells_them() -> None:
    data = rollup("rollup")

    share = parse_rollup(data)

    assert share.anonymous == number(data, "Pss_Anon")
    assert share.file == number(data, "Pss_File")
    assert share.shmem == number(data, "Pss_Shmem")


def test_an_older_kernel_leaves_them_unknown() -> None:
    share = parse_rollup(rollup("made-old-rollup"))

    assert (share.anonymous, share.file, share.shmem) == (None, None, None)
    assert share == RamShare(752 * KIB, 96 * KIB, 72 * KIB, 5 * KIB)


def test_pages_of_hugetlbfs_that_others_map_too_are_not_divided() -> None:
    plain, huge = parse_rollup(rollup("rollup")), rollup("made-hugetlb-rollup")

    share = parse_rollup(huge)

    assert share.undivided == 4096 * KIB
    assert share.hugetlb == 2048 * KIB
    assert share.proportional == (plain.proportional or 0) + 2048 * KIB
    assert share.resident == (plain.resident or 0) + 6144 * KIB


def test_lines_in_another_order_and_new_ones_say_the_same() -> None:
    data = rollup("rollup")
    first, *lines = data.splitlines(keepends=True)
    turned = first + b"".join(reversed(lines)) + b"Pss_New:  7 kB\n"

    assert parse_rollup(turned) == parse_rollup(data)


@pytest.mark.parametrize("capture", having("smaps"), ids=name_of)
def test_a_whole_smaps_is_added_up(capture: Path) -> None:
    data = (capture / "smaps").read_bytes()

    share = parse_rollup(data)

    lines = [one for one in data.split(b"\n") if one.startswith(b"Pss:")]
    added_up = sum(int(one.split()[1]) for one in lines) * KIB
    assert share.proportional == (added_up if lines else None)


def test_what_is_missing_is_unknown_and_not_zero() -> None:
    share = parse_rollup(b"0-1 ---p 0 00:00 0 [rollup]\nPss:  7 kB\n")

    assert share == RamShare(proportional=7 * KIB)


@pytest.mark.parametrize("data", [b"", b"\0", b"Pss: 7\n", b"Rss: -7 kB\n"])
def test_a_file_without_any_sum_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError):
        parse_rollup(data)
