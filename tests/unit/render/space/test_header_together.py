"""The header of several processes: whole words, the sum named as what it is."""

import pytest

from memscope.analyze.layers import LayerKey
from memscope.analyze.news import Matter, News
from memscope.analyze.series_together import PROCESS_COLOURS, process_colour
from memscope.analyze.several.totals import ProcessTotals, Several
from memscope.render import palette
from memscope.render.runs import plain, width_of
from memscope.render.space.header_together import TogetherFacts, header_together
from memscope.render.space.how import How

pytestmark = pytest.mark.unit
MIB = 1 << 20


def facts(own: int | None = 90 * MIB) -> TogetherFacts:
    some = tuple(
        ProcessTotals((n, 1), 1, "web", 3, 100 * MIB, own, 95 * MIB) for n in range(9)
    )
    layers = [(LayerKey(f"{n} web", process_colour(n)), 100 * MIB) for n in range(9)]
    news = News(Matter.SWAP, filter="swap>0", bytes=5 * MIB)
    return TogetherFacts(Several(0.0, some), layers, news, "C 4242 web\x1b[2J")


@pytest.mark.parametrize("width", [80, 120, 160, 200])
def test_it_fills_its_lines_and_cuts_no_word(width: int) -> None:
    first, second = header_together(facts(), How(), width).lines

    assert [width_of(first), width_of(second)] == [width, width]
    assert plain(first).startswith("9 processes")
    assert "own 810M · shared ≥45.0M once" in plain(second)
    assert ("RSS adds up to 900M" in plain(second)) == plain(second).endswith("900M")
    assert "\x1b" not in plain(first)


def test_news_says_whose_it_is() -> None:
    first = plain(header_together(facts(), How(), 120).lines[0])
    assert "C 4242 web" in first
    assert "swap" in first


def test_what_is_not_known_of_one_is_no_sum() -> None:
    second = plain(header_together(facts(own=None), How(), 120).lines[1])
    assert "own ?" in second
    assert "RSS adds up to 900M" in second


def test_there_are_as_many_colours_as_the_palette_has() -> None:
    assert len(palette.PROCESS_COLOURS) == PROCESS_COLOURS
    assert process_colour(PROCESS_COLOURS) == process_colour(0)
