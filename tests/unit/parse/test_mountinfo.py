import pytest

from memscope.parse.mountinfo import Mount, parse_mountinfo

pytestmark = pytest.mark.unit

TEXT = rb"""22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
35 31 0:31 / /sys/fs/cgroup/memory rw shared:9 master:3 - cgroup cgroup rw,memory
41 31 0:38 /docker/ab /sys/fs/cgroup ro - cgroup2 cgroup2 rw,nsdelegate
50 22 0:40 / /with\040blank\134and\012newline rw - tmpfs none rw
"""


def test_fields_are_told_apart_from_tags() -> None:
    mounts = parse_mountinfo(TEXT)

    assert mounts[0] == Mount(22, "fe:00", "/", "/", "ext4", ("rw",))
    assert mounts[1].options == ("rw", "memory")
    assert (mounts[2].root, mounts[2].kind) == ("/docker/ab", "cgroup2")


def test_escaped_characters_are_those_of_the_name() -> None:
    assert parse_mountinfo(TEXT)[3].point == "/with blank\\and\nnewline"


@pytest.mark.parametrize(
    "line", [b"", b"1 2 3", b"1 2 a:b / / rw - ext4 x rw", b"1 2 0:1 / / rw x y z"]
)
def test_another_line_is_left_out(line: bytes) -> None:
    assert parse_mountinfo(line) == []
