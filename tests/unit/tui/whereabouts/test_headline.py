"""The title of a page: short, of one line, and without control characters."""

import pytest

from memscope.tui.whereabouts.headline import Headline

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (Headline(), "memscope"),
        (Headline("shop.py", 225 << 20, is_growing=True), "shop.py 225M ▲ · memscope"),
        (Headline("shop.py", 0), "shop.py 0 · memscope"),
        (Headline("shop.py", None), "shop.py · memscope"),
    ],
)
def test_it_says_name_size_and_growth_as_far_as_they_are_known(
    head: Headline, title: str
) -> None:
    assert head.title == title


def test_a_hostile_name_is_cut_and_made_visible() -> None:
    title = Headline("\x1b]0;evil\x07" + "x" * 300, 4096).title

    assert title.isprintable()
    assert len(title) < 70
