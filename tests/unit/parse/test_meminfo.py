import pytest

from memscope.parse.meminfo import parse_meminfo

pytestmark = pytest.mark.unit


def test_sizes_are_bytes_and_pages_are_counts() -> None:
    data = b"MemTotal:   24683656 kB\nActive(anon):      4 kB\nHugePages_Free:   3\n?\n"

    assert parse_meminfo(data) == {
        "MemTotal": 24683656 * 1024,
        "Active(anon)": 4096,
        "HugePages_Free": 3,
    }
