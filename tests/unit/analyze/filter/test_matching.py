from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from memscope.analyze.filter.bearings import Bearings
from memscope.analyze.filter.matching import Matcher, Tally
from memscope.analyze.filter.parse import parse
from memscope.analyze.filter.predicates import Predicate
from memscope.analyze.growth.growth import NO_GROWTH, Growth
from memscope.i18n import set_language
from memscope.model.page import PageRun, PageState
from memscope.model.region import Region
from tests.unit.analyze.filter.ground import (
    BEARINGS,
    GROWTH,
    MIB,
    NAMES,
    SHOP,
    shown,
)

pytestmark = pytest.mark.unit

STARTS = [region.start for region in SHOP.regions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "code heap anon rodata text guard stack"),
        ("kind:heap,anon", "heap anon"),
        ("kind:thread", "stack"),
        ("kind:library", "rodata text"),
        ("-kind:library -seg:stack", "code heap anon"),
        ("seg:stack", "guard stack"),
        ("perm:r-x", "code text"),
        ("perm:rw", "heap anon stack"),
        ("perm:---p", "guard"),
        ("perm:r??p", "code heap anon rodata text stack"),
        ("libssl -perm:r-x", "rodata"),
        ("name:WAITRESS", "stack"),
        ("'s", "anon"),
        ("path:/usr/lib", "rodata text"),
        ("thread:4250", "guard stack"),
        ("thread:waitress", "guard stack"),
        ("thread:main", ""),
        ("4250", "guard stack"),
        ("pid:4200 kind:heap", "heap"),
        ("-pid:4200", ""),
        ("conf:guess", "anon"),
        ("res>1M", "heap anon text"),
        ("res>=1M", "code heap anon rodata text"),
        ("res=1M", "code rodata"),
        ("own<1M", "code rodata stack"),
        ("shared>0", "code rodata text"),
        ("swap>0", "stack"),
        ("mapped>=1G", "anon"),
        ("mapped>1M touched<1%", "anon"),
        ("touched>80%", "code rodata text stack"),
        ("seg:stack touched>80%", "stack"),
        ("heap or libssl perm:r--", "heap rodata"),
        ("0x600010", "heap"),
        ("7f1000000000-7f1000100001", "rodata text"),
        ("7f1000000000-7f1000100000", "rodata"),
        ("grew>1M", "heap"),
        ("grew<0", "anon"),
        ("grew=0", "code rodata text guard stack"),
        ("grew>3M/min", "heap"),
        ("grew>5M/min", ""),
        ("age<10s", "anon"),
        ("age<b", "anon"),
        ("age>b", "code heap rodata text guard stack"),
        ("age>80s", "code heap rodata text guard stack"),
        ("page:swapped", "stack"),
        ("page:exclusive", "heap anon text stack"),
    ],
)
def test_a_filter_shows_what_it_asks_for(text: str, expected: str) -> None:
    assert shown(text) == expected.split()


@pytest.mark.parametrize(
    "text", ["res>0", "-res>0", "res<1M", "page:dirty", "-page:dirty"]
)
def test_what_is_unknown_is_shown_by_no_question(text: str) -> None:
    assert "guard" not in shown(text)


def test_what_is_unknown_can_be_counted() -> None:
    tally = Matcher(parse("res>1M")).tally([BEARINGS])
    assert tally == Tally(3, 7, 1, 12 * MIB, 2 * MIB + 65536)


@pytest.mark.parametrize("text", ["grew>0", "grew=0", "age<10s", "age>10s", "age>b"])
def test_nothing_is_said_of_times_before_anybody_looked(text: str) -> None:
    assert shown(text, Bearings(SHOP)) == []


def test_what_was_there_first_is_as_old_as_the_watching() -> None:
    tally = Matcher(parse("age>1h")).tally([BEARINGS])
    assert tally is not None
    assert (tally.shown, tally.unknown) == (0, 6)


def test_without_a_bookmark_nothing_is_older_than_it() -> None:
    assert shown("age>b", replace(BEARINGS, bookmark=None)) == []


def test_pages_that_were_looked_at_say_more_than_sums() -> None:
    region = SHOP.regions[2]
    pages = (PageRun(PageState.ZERO, 3), PageRun(PageState.EXCLUSIVE, 5, huge=True))
    looked = structs.replace(region, pages_=pages)
    words = ("zero", "huge", "file")
    asks = [Matcher(parse(f"page:{word}")).on(BEARINGS) for word in words]
    assert [ask(looked) for ask in asks] == [True, True, False]
    assert asks[0](region) is None


def test_a_rate_needs_a_span() -> None:
    assert shown("grew>0/min", replace(BEARINGS, growth=NO_GROWTH)) == []


def test_names_are_found_in_the_readers_language() -> None:
    set_language("ja")
    assert shown("ヒープ") == ["heap"]
    assert shown("kind:heap") == ["heap"]


def test_equal_filters_are_equal_matchers() -> None:
    one, two = Matcher(parse("kind:heap")), Matcher(parse("kind:heap"))
    assert one == two
    assert hash(one) == hash(two)
    assert one != Matcher(parse("kind:anon"))


def test_the_regions_of_a_filter_are_its_own() -> None:
    found = Matcher(parse("kind:heap")).regions(BEARINGS)
    assert found == [SHOP.regions[NAMES.index("heap")]]


def asked(matcher: Matcher, bearings: Bearings) -> list[bool]:
    regions = bearings.process.regions
    shown = matcher.regions(bearings)
    return [any(one is region for one in shown) for region in regions]


@given(
    st.lists(st.tuples(st.integers(0, 6), st.booleans()), max_size=12),
    st.lists(st.tuples(st.integers(0, 6), st.booleans()), max_size=12),
    st.sampled_from(["kind:heap", "res>1M", "grew>0", "age<10s", "thread:wait", "x"]),
)
def test_kept_answers_are_those_of_a_new_filter(
    first: list[tuple[int, bool]], then: list[tuple[int, bool]], text: str
) -> None:
    matcher = Matcher(parse(text))
    for look, rows in enumerate((first, then, then)):
        regions = tuple(
            structs.replace(SHOP.regions[at], usage=SHOP.regions[1].usage)
            if is_other
            else SHOP.regions[at]
            for at, is_other in rows
        )
        process = structs.replace(SHOP, regions=regions)
        bearings = replace(BEARINGS, process=process, now=100 + look)
        assert asked(matcher, bearings) == asked(Matcher(parse(text)), bearings)
        assert matcher.tally([bearings]) == Matcher(parse(text)).tally([bearings])


def test_answers_about_times_are_not_kept_for_another_time() -> None:
    matcher = Matcher(parse("age<10s"))
    assert len(matcher.regions(BEARINGS)) == 1
    assert matcher.regions(replace(BEARINGS, now=200)) == []


TIMES = st.fixed_dictionaries(
    {
        "now": st.integers(90, 130),
        "bookmark": st.none() | st.integers(60, 90),
        "watched_since": st.none() | st.just(10),
        "appeared": st.dictionaries(st.sampled_from(STARTS), st.integers(70, 90)),
    }
)
GROWTHS = st.builds(
    Growth,
    span_s=st.sampled_from([0, 20, 30]),
    by_start=st.dictionaries(st.sampled_from(STARTS), st.integers(-MIB, 4 * MIB)),
    total=st.none() | st.just(MIB),
)
TIMED = (
    *("grew>0", "grew=0", "-grew>0", "grew>2M/min", "grew>1M/min since:b"),
    *("age<10s", "age>25s", "age=30s", "age<b", "-age>b", "heap or grew>1M age<20s"),
)


@given(st.lists(st.tuples(TIMES, GROWTHS), max_size=4), st.sampled_from(TIMED))
def test_equal_regions_are_others_when_time_went_on(
    looks: list[tuple[dict[str, Any], Growth]], text: str
) -> None:
    matcher = Matcher(parse(text))
    for times, growth in looks:
        bearings = replace(BEARINGS, growth=growth, **times)
        assert asked(matcher, bearings) == asked(Matcher(parse(text)), bearings)
        assert matcher.tally([bearings]) == Matcher(parse(text)).tally([bearings])


@pytest.mark.parametrize("text", ["kind:heap", "grew>0", "age>1h", "thread:4250"])
def test_where_no_answer_changes_it_is_the_same_list(text: str) -> None:
    matcher = Matcher(parse(text))
    known = matcher.regions(BEARINGS)
    threads = tuple(structs.replace(one, cpu_ms=99) for one in SHOP.threads)
    busy = structs.replace(SHOP, threads=threads)
    growth = replace(GROWTH, by_start={STARTS[1]: 3 * MIB})
    later = replace(BEARINGS, process=busy, now=101, growth=growth)
    assert matcher.regions(later) is known


def test_it_asks_only_of_regions_that_grew_or_came() -> None:
    class Counting(Matcher):
        asked = 0

        def on(self, bearings: Bearings) -> Predicate:
            ask = super().on(bearings)

            def counted(region: Region) -> bool | None:
                self.asked += 1
                return ask(region)

            return counted

    matcher = Counting(parse("grew>0 or age<10s"))
    matcher.regions(BEARINGS)
    assert matcher.asked == len(NAMES)
    growth = replace(GROWTH, by_start={**GROWTH.by_start, STARTS[0]: MIB})
    found = matcher.regions(replace(BEARINGS, growth=growth, now=101))
    assert matcher.asked == len(NAMES) + 1
    assert SHOP.regions[0] in found


def test_it_stops_when_it_is_told_to() -> None:
    assert Matcher(parse("res>0")).tally([BEARINGS], lambda: True) is None
