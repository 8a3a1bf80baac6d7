import pytest

from memscope.analyze.news import Matter, News
from memscope.i18n import set_language
from memscope.model.finding import Finding, Severity
from memscope.model.kinds import Confidence
from memscope.render.words.news import (
    at_least,
    clock_span,
    is_calm,
    news_sign,
    news_text,
    short_news,
    span_text,
)
from memscope.units import cell_width

pytestmark = pytest.mark.unit

MIB = 1 << 20
ALL = [
    News(Matter.ENDED),
    News(Matter.REFUSED, name="not allowed"),
    News(Matter.SWAP, bytes=3 * MIB),
    News(Matter.LIMIT, share=0.91, name="memory.max"),
    News(Matter.STACK, share=0.85, name="worker", bytes=8 * MIB),
    News(Matter.GROWTH, bytes=17 * MIB, seconds=360.0),
    News(Matter.NOBODYS_STACKS, count=3),
    News(Matter.VIRTUAL, share=9.3),
]


def test_each_is_one_short_sentence() -> None:
    assert [news_text(one) for one in ALL] == [
        "ended",
        "its map may not be read: not allowed",
        "3.0M on swap",
        "memory.max 91 % used",
        "stack of worker: 85 % of 8.0M used",
        "+17.0M/min for 6 min",
        "3 stacks of no thread",
        "virtual is 9.3 times resident",
    ]
    assert all(cell_width(short_news(one)) <= 29 for one in ALL)


@pytest.mark.parametrize("news", ALL, ids=lambda one: one.matter)
def test_each_has_its_own_words_in_japanese(news: News) -> None:
    english = news_text(news)
    set_language("ja")

    assert news_text(news) != english
    assert cell_width(short_news(news)) <= 34


def test_signs_say_without_colours_how_urgent_it_is() -> None:
    assert "".join(news_sign(one) for one in ALL) == "✕▲▲!!▲••"


@pytest.mark.parametrize(
    ("severity", "expected"), [(Severity.PROBLEM, False), (Severity.NOTICE, True)]
)
def test_a_finding_is_its_title_with_its_bytes(
    severity: Severity, *, expected: bool
) -> None:
    found = Finding(
        id="x",
        rule="D1",
        title="arenas keep memory",
        text="",
        severity=severity,
        confidence=Confidence.LIKELY,
        bytes=MIB,
        more="",
    )
    news = News(Matter.FINDING, bytes=MIB, finding=found)

    assert news_text(news) == "1.0M arenas keep memory"
    assert is_calm(news) is expected


def test_spans_have_one_unit() -> None:
    spans = (0, 89, 90, 3600, 6 * 3600, 86400 * 3)

    assert [span_text(one) for one in spans] == [
        *("0 s", "89 s", "2 min", "60 min", "6 h", "3 d")
    ]


def test_a_clock_has_no_more_places_than_it_needs() -> None:
    assert [clock_span(one) for one in (5, 130, 3730)] == ["0:05", "2:10", "1:02:10"]


def test_a_span_rounded_down_stays_for_a_while() -> None:
    spans = (8.7, 39.9, 59.9, 60, 119, 5399, 5400, 86400)

    assert [at_least(one) for one in spans] == [*(8, 30, 50, 60, 60, 5340, 3600, 86400)]
