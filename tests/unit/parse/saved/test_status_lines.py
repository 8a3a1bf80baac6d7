"""Fields of status and limits are known among other lines."""

import pytest

from memscope.parse.limits import parse_limits
from memscope.parse.saved.status_lines import find_limit, find_status
from tests.data.captured import having

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (b"Name:\tbash", (b"Name", b"bash")),
        (b"> VmRSS:\t    12 kB", (b"VmRSS", b"12 kB")),
        (b"RssAnon:  3 kB", (b"RssAnon", b"3 kB")),
        (b"VmRSS:\t12", None),
        (b"VmRSS:\t-1 kB", None),
        (b"Name:", None),
        (b"name:\tx", None),
        (b"Rss:  4 kB", None),
        (b"Pid:\t7 kB", None),
    ],
)
def test_a_field_of_status(line: bytes, found: tuple[bytes, bytes] | None) -> None:
    assert find_status(line) == found


def test_every_limit_of_a_capture_is_found_again() -> None:
    for capture in having("limits"):
        data = (capture / "limits").read_bytes()

        found = [find_limit(b"log: " + line) for line in data.split(b"\n")]

        assert parse_limits(b"".join(filter(None, found))) == parse_limits(data)


@pytest.mark.parametrize("line", [b"", b"Max", b"Max open files 1 2", b"Min x  1  2"])
def test_other_lines_are_no_limits(line: bytes) -> None:
    assert find_limit(line) is None
