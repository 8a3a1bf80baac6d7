from pathlib import Path

import pytest

from memscope.parse.meminfo import parse_meminfo
from tests.data.captured import having, name_of

pytestmark = pytest.mark.unit


def test_sizes_are_bytes_and_pages_are_counts() -> None:
    data = b"MemTotal:   24683656 kB\nActive(anon):      4 kB\nHugePages_Free:   3\n?\n"

    assert parse_meminfo(data) == {
        "MemTotal": 24683656 * 1024,
        "Active(anon)": 4096,
        "HugePages_Free": 3,
    }


@pytest.mark.parametrize("capture", having("meminfo"), ids=name_of)
def test_every_line_of_a_kernel_is_a_number(capture: Path) -> None:
    data = (capture / "meminfo").read_bytes()

    numbers = parse_meminfo(data)

    assert len(numbers) == data.count(b"\n")
    assert numbers["MemTotal"] > numbers["MemFree"] > 1 << 30
