"""What stands in front of every line is taken away, and nothing else."""

import pytest

from memscope.parse.saved.prefix import without_prefix
from tests.data.captured import CAPTURES

pytestmark = pytest.mark.unit

MAPS = (CAPTURES / "python" / "maps").read_bytes()


def logged(form: str, end: bytes = b"\n") -> bytes:
    lines = MAPS.removesuffix(b"\n").split(b"\n")
    return b"".join(
        (form % at).encode() + line + end for at, line in enumerate(lines, 10)
    )


@pytest.mark.parametrize(
    "form", ["> %.0s", "12:00:%d stdout F ", "[pod/a-%d] ", "(%d+) "]
)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_it_is_taken_from_every_line(form: str, end: bytes) -> None:
    assert without_prefix(logged(form, end)) == MAPS


def test_ends_of_lines_of_another_system_are_enough() -> None:
    assert without_prefix(MAPS.replace(b"\n", b"\r\n")) == MAPS


@pytest.mark.parametrize(
    "data",
    [b"", MAPS, b"no map\n" + MAPS, logged("> %.0s") + b"other\n",
     logged("/proc/%d/maps:"), b"> " + MAPS],
    ids=range(6),
)  # fmt: skip
def test_where_one_line_lacks_it_nothing_is_taken(data: bytes) -> None:
    assert without_prefix(data) is None
