"""No wrong label on programs that nobody wrote for the purpose.

`make truth` goes on for as long as you like, from another seed each time.
"""

import pytest

from tests.live.truth.random_programs import judged

pytestmark = pytest.mark.live


@pytest.mark.parametrize(
    "first",
    [0, *(pytest.param(one, marks=pytest.mark.once) for one in range(10, 60, 10))],
)
def test_programs_made_at_random_are_labelled_right(first: int) -> None:
    verdicts = [judged(seed) for seed in range(first, first + 10)]

    assert all(one.facts > 5 for one in verdicts)
    wrong = {one.seed: one.wrong for one in verdicts if one.wrong}
    assert wrong == {}
