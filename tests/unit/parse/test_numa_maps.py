import pytest

from memscope.parse.numa_maps import NodeUsage, parse_numa_maps

pytestmark = pytest.mark.unit

TEXT = b"""\
00400000 default file=/usr/bin/postgres mapped=3 active=0 N0=2 N1=1 kernelpagesize_kB=4
7f0000000000 bind:0-1 anon=512 dirty=512 N0=256 N1=256 kernelpagesize_kB=4
7f0010000000 interleave:0-1 file=/huge\\040N0=9 huge dirty=3 N1=3 kernelpagesize_kB=2048
7f0020000000 default
7ffc00000000 prefer=relative:1 stack anon=4 dirty=4 N1=4 kernelpagesize_kB=4
"""


def test_pages_are_counted_by_node_in_the_mappings_own_pages() -> None:
    assert parse_numa_maps(TEXT) == [
        NodeUsage(0x400000, "default", {0: 8192, 1: 4096}),
        NodeUsage(0x7F0000000000, "bind:0-1", {0: 1 << 20, 1: 1 << 20}),
        NodeUsage(0x7F0010000000, "interleave:0-1", {1: 6 << 20}),
        NodeUsage(0x7F0020000000, "default", {}),
        NodeUsage(0x7FFC00000000, "prefer=relative:1", {1: 16384}),
    ]


def test_a_count_of_pages_without_their_size_is_not_bytes() -> None:
    assert parse_numa_maps(b"1000 default anon=1 N0=1\n")[0].nodes == {}


def test_other_lines_are_left_out() -> None:
    assert parse_numa_maps(b"\nx default N0=1 kernelpagesize_kB=4\n") == []
