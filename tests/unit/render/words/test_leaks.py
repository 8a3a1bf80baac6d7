"""What speaks for a leak is said with its numbers."""

import pytest

from memscope.analyze.growth.leak import Leak
from memscope.render.words.leaks import leak_lines

pytestmark = pytest.mark.unit


def test_a_leak_is_told_with_what_was_seen() -> None:
    (said,) = leak_lines(Leak(360.0, 12 << 20, 0, 70, 72))

    assert said == "grew in 70 of 72 parts of 6 min, gave back 0 B"
