from pathlib import Path

import pytest

from memscope.parse.limits import parse_limits
from tests.data.captured import having, name_of

pytestmark = pytest.mark.unit

TEXT = b"""\
Limit                     Soft Limit           Hard Limit           Units     \n\
Max cpu time              unlimited            unlimited            seconds   \n\
Max file size             unlimited            unlimited            bytes     \n\
Max stack size            8388608              unlimited            bytes     \n\
Max nice priority         0                    0                    \n\
Max realtime timeout      unlimited            unlimited            us        \n"""


def test_the_soft_limit_is_taken_and_unlimited_is_none() -> None:
    assert parse_limits(TEXT) == {
        "Max cpu time": None,
        "Max file size": None,
        "Max stack size": 8388608,
        "Max nice priority": 0,
        "Max realtime timeout": None,
    }


@pytest.mark.parametrize("capture", having("limits"), ids=name_of)
def test_every_line_of_a_real_file_is_read(capture: Path) -> None:
    data = (capture / "limits").read_bytes()

    assert len(parse_limits(data)) == data.count(b"\n") - 1


def test_a_limit_that_is_not_listed_is_not_unlimited() -> None:
    assert "Max stack size" not in parse_limits(b"")
