"""Long lines are broken so that nothing is lost."""

import pytest

from memscope.render.runs import Run, fold, line, plain, width_of

pytestmark = pytest.mark.unit


def test_a_line_that_fits_stays_as_it_is() -> None:
    short = line(Run("  what  ", "muted"), "heap")

    assert fold([short], 20) == [short]


def test_what_follows_is_indented_below_the_fact() -> None:
    long = line(Run("  what  ", "muted"), "one two three four five")

    assert [plain(one) for one in fold([long], 20)] == [
        "  what  one two ",
        "        three four ",
        "        five",
    ]


@pytest.mark.parametrize("width", [8, 13, 40])
def test_no_line_is_too_wide_and_no_word_is_lost(width: int) -> None:
    text = "アドレス 0x7ffef874c000 /a/very/long/path/without/any/blank[/] 終わり"
    long = line(Run("  name  ", "muted"), Run(text, "strong"))

    folded = fold([long], width)

    assert all(width_of(one) <= width for one in folded)
    joined = "".join(plain(one) for one in folded)
    assert "".join(joined.split()) == "".join(f"name{text}".split())
