"""How far a file is believed about a mapping that may be older."""

import pytest

from memscope.analyze.images.trust import trust_in
from memscope.model.kinds import Confidence

pytestmark = pytest.mark.unit

SECOND = 10**9
BEGAN = 1000 * SECOND


@pytest.mark.parametrize(
    ("written", "changed", "born", "trust"),
    [
        (900, 1000, None, Confidence.CERTAIN),
        (2000, 1000, None, Confidence.CERTAIN),  # an mtime may be anything
        (900, 1001, 800, Confidence.LIKELY),  # renamed, or deleted
        (1001, 1001, 800, None),
        (1001, 1001, None, None),
        (1010, 2000, 1001, Confidence.LIKELY),  # compiled, loaded, later deleted
        (1012, 1012, 1001, None),
    ],
)
def test_a_change_after_the_start_costs_trust(
    written: int, changed: int, born: int | None, trust: Confidence | None
) -> None:
    born_ns = None if born is None else born * SECOND
    assert trust_in(written * SECOND, changed * SECOND, born_ns, BEGAN) is trust
