"""Files of one process are put together; the better map stands."""

import pytest

from memscope.parse.saved.merge import merged
from memscope.parse.saved.text import parse_saved
from tests.data.captured import CAPTURES

pytestmark = pytest.mark.unit


def test_the_map_with_numbers_stands_and_the_rest_is_added() -> None:
    names = ("maps", "limits", "smaps", "status")
    parts = [
        parse_saved((CAPTURES / "python" / name).read_bytes())[0] for name in names
    ]

    for several in (parts, parts[::-1]):
        found = merged(several)

        assert found.table.usages
        assert found.limits
        assert found.status.fields["Name"] == "python3"


def test_a_whole_map_stands_before_one_that_was_cut() -> None:
    smaps = (CAPTURES / "python" / "smaps").read_bytes()[:20_000]
    (whole,) = parse_saved((CAPTURES / "python" / "maps").read_bytes())
    (cut,) = parse_saved(smaps)

    assert merged([cut, whole]).table == whole.table
