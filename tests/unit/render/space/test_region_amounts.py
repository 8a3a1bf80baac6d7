"""Numbers of the region pane: short, to the byte, and the least where that is all."""

import pytest

from memscope.render.runs import plain
from memscope.render.space.region_amounts import Amount, table

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("amount", "short", "exact"),
    [
        (Amount("own", 216 << 10), " 216K", "221,184 B"),
        (Amount("own", 216 << 10, is_least=True), "≥216K", "221,184 B"),
        (Amount("own", 0, is_least=True), "0", "0 B"),
        (Amount("own", None, is_least=True), "–", ""),
    ],
)
def test_what_is_known_in_part_is_at_least_that(
    amount: Amount, short: str, exact: str
) -> None:
    (line,) = table([amount], 42)

    assert short in plain(line)
    assert exact in plain(line)
    assert ("≥" in plain(line)) is ("≥" in short)
