"""A text over drawn cells."""

import pytest

from memscope.render.runs import Run, plain
from memscope.render.space.overlay import laid_over

pytestmark = pytest.mark.unit

BAR = (Run("          7.9M▸", "back.anon.1"),)


@pytest.mark.parametrize(
    ("at", "drawn"),
    [
        (2, "  ◀ PC    7.9M▸"),
        (11, "           ◀ PC"),
        (8, "        ◀ PC   "),
        (40, "           ◀ PC"),
    ],
)
def test_a_size_is_seen_whole_or_not_at_all(at: int, drawn: str) -> None:
    assert plain(laid_over(BAR, "◀ PC", at, "strong")) == drawn


def test_a_text_without_room_is_left_out() -> None:
    assert plain(laid_over((Run("ab"),), "◀ PC", 0, "strong")) == "ab"
