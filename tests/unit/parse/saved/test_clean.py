"""Only what the kernel wrote, whole and in order, is read in the fast way."""

import pytest

from memscope.parse.maps import parse_maps
from memscope.parse.saved.clean import parse_clean
from memscope.parse.smaps import parse_smaps
from tests.data.captured import CAPTURES

pytestmark = pytest.mark.unit

SMAPS = (CAPTURES / "python" / "smaps").read_bytes()
MAPS = (CAPTURES / "python" / "maps").read_bytes()


def test_files_of_the_kernel_are_read() -> None:
    maps, smaps = parse_clean(MAPS), parse_clean(SMAPS)

    assert maps is not None
    assert smaps is not None
    assert maps.table.vmas == parse_maps(MAPS)
    assert smaps.table == parse_smaps(SMAPS)


@pytest.mark.parametrize(
    "data",
    [
        b"", MAPS[:-1], MAPS + MAPS, MAPS.replace(b"\n", b"\r\n"), b"> " + MAPS,
        MAPS.replace(b"[stack]", b"[other]"), b"\n" + MAPS,
        SMAPS.replace(b"\nRss: ", b"\nRss: 9", 1),
        SMAPS.replace(b"\nSwap: ", b"\nSwop: ", 1),
        b"\n".join(reversed(MAPS.split(b"\n"))),
        b"1000-2000 ---p 00000000 00:00 0    [rollup]\nSize: 4 kB\n",
        b"1000-2000 rw-p 0 0:0 99999999999999999999 [stack]\n",
    ],
    ids=range(12),
)  # fmt: skip
def test_anything_else_is_left_to_the_careful_way(data: bytes) -> None:
    assert parse_clean(data) is None
