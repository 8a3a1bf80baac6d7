import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memscope.analyze.filter.completion import completions
from memscope.analyze.filter.matching import Matcher
from memscope.analyze.filter.parse import parse
from memscope.analyze.filter.terms import FilterKey, Measure
from tests.unit.analyze.filter.ground import BEARINGS

pytestmark = pytest.mark.unit


def test_a_filter_is_terms_and_their_places() -> None:
    asked = parse("kind:heap,anon -grew>1M since:30s")
    ((kind, grew),) = asked.choices
    assert (kind.key, [one.text for one in kind.values]) == (
        FilterKey.KIND,
        ["heap", "anon"],
    )
    assert (grew.key, grew.op, grew.is_negated) == (FilterKey.GREW, ">", True)
    assert grew.values[0].number == 1 << 20
    assert (grew.start, grew.end) == (15, 23)
    assert asked.since == 30
    assert asked.keys == {FilterKey.KIND, FilterKey.GREW, FilterKey.SINCE}
    assert not asked.misread


def test_or_makes_choices() -> None:
    asked = parse('seg:stack or name:"a b",c x')
    assert [len(one) for one in asked.choices] == [1, 2]
    assert asked.choices[1][0].values[0].text == "a b"


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("kind:hepa", "kind:hepa"),
        ("foo:3 libc", "foo:3"),
        ("libc or", "or"),
        ("or libc", "or"),
        ("res > 1M", ">"),
        ("res>many", "res>many"),
        ("mapped>3%", "mapped>3%"),
        ("res>1M/min", "res>1M/min"),
        ("kind>heap", "kind>heap"),
        ("perm:q", "perm:q"),
        ("pid:x", "pid:x"),
        ("since:soon", "since:soon"),
        ("-since:3s", "-since:3s"),
        ("since>3s", "since>3s"),
        ("age:3s", "age:3s"),
        ("kind:heap,", "kind:heap,"),
        ('""', '""'),
        ("kind:", "kind:"),
    ],
)
def test_what_is_not_understood_is_marked_and_says_why(text: str, marked: str) -> None:
    asked = parse(text)
    (one,) = asked.misread
    assert text[one.start : one.end] == marked
    assert one.reason


def test_what_is_not_understood_filters_nothing() -> None:
    assert Matcher(parse("kind:hepa")).is_all
    assert parse("kind:hepa res>0").choices == parse("kind:hopp res>0").choices


@pytest.mark.parametrize(
    ("text", "measure", "number"),
    [
        ("grew>1.5m", Measure.BYTES, 1.5 * (1 << 20)),
        ("grew>64KiB", Measure.BYTES, 65536),
        ("grew>-3B", Measure.BYTES, -3),
        ("grew>1G/min", Measure.BYTES_PER_MINUTE, 1 << 30),
        ("touched<1%", Measure.PERCENT, 1),
        ("age<5m", Measure.SECONDS, 300),
        ("age<500ms", Measure.SECONDS, 0.5),
        ("age<b", Measure.BOOKMARK, 0),
        ("0x10", Measure.ADDRESS, 16),
        ("7f9f8d7bf000", Measure.ADDRESS, 0x7F9F8D7BF000),
        ("1000-2000", Measure.NONE, 0),
        ("0x1000-0x2000", Measure.ADDRESS, 0x1000),
        ('"0x10"', Measure.NONE, 0),
    ],
)
def test_a_value_is_read_with_its_unit(
    text: str, measure: Measure, number: float
) -> None:
    ((term,),) = parse(text).choices
    assert (term.values[0].measure, term.values[0].number) == (measure, number)


def test_a_filter_of_ones_own_has_a_name() -> None:
    saved = {"mine": "kind:heap"}
    assert parse(" @mine", saved) == parse("kind:heap")
    assert parse("@other", saved).choices[0][0].values[0].text == "@other"
    assert parse("mine", saved).choices == parse("mine").choices


_PIECES = st.sampled_from(
    ["kind", "grew", ":", ">", "<=", "=", "heap", "or", "-", '"', ",", "1M", "/min",
     "b", "0x", "7f00-7fff", "5m", "since", "age", "perm", "r-x", "@", " ", "あ",
     "thread", "9" * 30, "touched", "pid", "page", "conf", "²", "٣", "%", "\x1b"]
)  # fmt: skip
_ANYTHING = st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=12).map("".join))


@given(_ANYTHING)
def test_any_text_is_a_filter_or_a_reason(text: str) -> None:
    asked = parse(text)
    covered = [(term.start, term.end) for terms in asked.choices for term in terms]
    covered += [(one.start, one.end) for one in asked.misread]
    assert all(0 <= low < high <= len(text) for low, high in covered)
    assert bool(text.strip()) == bool(covered or asked.since is not None)
    Matcher(asked).tally([BEARINGS])
    for one in completions(text, len(text), [BEARINGS]):
        assert 0 <= one.start <= one.end == len(text)


@pytest.mark.parametrize(
    "piece",
    ["-", '"', "a:", "or ", "1-", ">", "7f", "kind:a,", "grew>1", ",", "0x", "9", "(("],
)
def test_no_text_takes_long(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    before = time.process_time()
    parse(text)
    assert time.process_time() - before < 0.5
