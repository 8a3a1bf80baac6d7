"""The line of `/` in both languages and at the widths of the screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from memscope.analyze.filter.bearings import Bearings
from memscope.analyze.filter.completion import completions
from memscope.analyze.filter.matching import Matcher
from memscope.analyze.filter.parse import parse
from memscope.analyze.filter.presets import preset_of
from memscope.i18n import set_language
from memscope.render.finding.filter_line import FilterState, filter_line
from memscope.render.runs import Line, plain, width_of
from tests.golden import check, sheet
from tests.unit.analyze.filter.ground import BEARINGS

pytestmark = pytest.mark.unit
GOLDEN = Path(__file__).with_name("golden")
WIDTHS = (40, 60, 80, 120, 160, 200)


def state(text: str, *, types: bool = True, tabs: int = 0) -> FilterState:
    preset = preset_of(text)
    asked = parse(preset.text if preset else text)
    matcher = Matcher(asked)
    offers = completions(text, len(text), [BEARINGS]) if tabs else ()
    if tabs:
        one = offers[tabs - 1]
        text = text[: one.start] + one.text
    return FilterState(
        text,
        len(text) if types else None,
        asked,
        None if matcher.is_all else matcher.tally([BEARINGS]),
        offers,
        max(tabs - 1, 0),
        {"mine": "kind:heap"},
    )


def states() -> dict[str, FilterState]:
    return {
        "nobody types": state("", types=False),
        "opened": state(""),
        "a filter": state("kind:heap,anon grew>1M since:30s"),
        "a filter, and nobody types": state("kind:heap", types=False),
        "some unknown": state("res>1M"),
        "not understood": state("libssl foo:3"),
        "a preset": state("1"),
        "a pointer is wanted": state("6"),
        "a pointer": state("67f1000100010"),
        "keys are offered": state("", tabs=2),
        "values are offered": state("kind:", tabs=2),
        "a name is asked for": FilterState("hea", 3, naming="kind:heap"),
        "hostile": state("\x1b[2J\u202ename:x"),
        "long": state("kind:heap " * 40),
    }


def drawn() -> Iterator[tuple[str, list[Line]]]:
    for name, one in states().items():
        yield name, [filter_line(one, width) for width in WIDTHS]


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_line_says_what_is_shown(lang: str) -> None:
    set_language(lang)
    check(GOLDEN / f"filter-line-{lang}.txt", sheet(drawn()))


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("width", [*range(1, 12), *WIDTHS])
def test_the_line_is_as_wide_as_there_is_room(width: int, lang: str) -> None:
    set_language(lang)
    for one in states().values():
        assert width_of(filter_line(one, width)) == width


def test_the_cursor_is_always_seen() -> None:
    text = "kind:heap " * 40
    for cursor in (0, 1, 17, 200, len(text)):
        asked = parse(text)
        line = filter_line(FilterState(text, cursor, asked), 60)
        assert [one.style for one in line].count("pointer") == 1


def test_many_processes_are_counted_together() -> None:
    two = [BEARINGS, Bearings(BEARINGS.process)]
    asked = parse("kind:heap")
    told = FilterState("kind:heap", 9, asked, Matcher(asked).tally(two))
    assert "2 of 14" in plain(filter_line(told, 80))
