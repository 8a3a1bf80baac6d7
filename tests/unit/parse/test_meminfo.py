from pathlib import Path

import pytest

from memscope.parse.meminfo import parse_meminfo
from tests.data.captured import having, name_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("capture", having("meminfo"), ids=name_of)
def test_every_line_is_a_number(capture: Path) -> None:
    data = (capture / "meminfo").read_bytes()

    numbers = parse_meminfo(data)

    assert len(numbers) == data.count(b"\n")
    assert numbers["MemTotal"] > numbers["MemFree"] > 1 << 30


def test_sizes_are_bytes_and_counts_are_counts() -> None:
    data = b"MemTotal:  10 kB\nActive(anon):  2 kB\nHugePages_Total:  3\nodd\n: 1 kB\n"

    assert parse_meminfo(data) == {
        "MemTotal": 10240,
        "Active(anon)": 2048,
        "HugePages_Total": 3,
    }
