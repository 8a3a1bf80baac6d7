import dataclasses

import pytest
from msgspec.structs import replace

from memscope.analyze.filter.bearings import Bearings
from memscope.analyze.filter.matching import Matcher
from memscope.analyze.filter.parse import parse
from memscope.analyze.growth.growth import Growth
from memscope.analyze.news import Known, Matter, News, ToldNews, news_of
from memscope.model import labels
from memscope.model.address import Address
from memscope.model.finding import Finding, Severity
from memscope.model.kinds import Confidence, Kind
from memscope.model.limit import Limit
from memscope.model.process import Process, Stack, Thread
from memscope.model.region import ProcessUsage
from memscope.model.snapshot import MEMORY_MAP, Gap
from tests.unit.histories import MIB, PAGE, held, process

pytestmark = pytest.mark.unit

ORPHANS = [
    held(at, 2, 1, kind=Kind.THREAD_STACK, label=label)
    for at, label in (
        (70, labels.ENDED_STACK),
        (80, labels.NO_THREADS_STACK),
    )
]
CALM = process(held(1, 100, 50))
GROWING = Growth(rate=16.6 * MIB, since=360.0, rising=1.0, total=MIB, span_s=30.0)


def stack(tid: int, *, depth: int | None, limit: int | None = None) -> Thread:
    found = Stack(Address(60 * PAGE), Address(70 * PAGE), depth=depth, limit=limit)
    return Thread(tid, "worker", "S", stack=found)


def finding(severity: Severity) -> Finding:
    return Finding(
        id="x",
        rule="D1",
        title="arenas keep memory",
        text="",
        severity=severity,
        confidence=Confidence.LIKELY,
        bytes=MIB,
        regions=(Address(PAGE),),
        more="",
    )


def worst() -> Known:
    """Return a process of which everything is to be told."""
    usage = ProcessUsage(virtual=900 * MIB, resident=100 * MIB, swapped=MIB)
    one = replace(
        process(*CALM.regions, *ORPHANS),
        usage=usage,
        threads=(stack(8, depth=9 * PAGE),),
        limits=(Limit("memory.max", 90, 100, is_bytes=True),),
    )
    return Known(
        one,
        ended=True,
        gaps=[Gap(what=MEMORY_MAP, pid=one.pid, why="not allowed")],
        growth=GROWING,
        findings=[finding(Severity.PROBLEM)],
    )


def with_process(known: Known, process: Process) -> Known:
    return dataclasses.replace(known, process=process)


def in_order() -> list[News]:
    """Return the news one after the other, what was told mended each time."""
    one = worst()
    told = [one, one := dataclasses.replace(one, ended=False)]
    told.append(one := dataclasses.replace(one, gaps=()))
    usage = replace(one.process.usage, swapped=0)
    told.append(one := with_process(one, replace(one.process, usage=usage)))
    told.append(one := with_process(one, replace(one.process, limits=None)))
    told.append(one := with_process(one, replace(one.process, threads=())))
    told.append(one := dataclasses.replace(one, growth=Growth()))
    told.append(one := with_process(one, replace(one.process, regions=CALM.regions)))
    told.append(with_process(one, replace(one.process, usage=CALM.usage)))
    news = [news_of(each) for each in told]
    return [each for each in news if each is not None]


def test_the_first_that_holds_is_told() -> None:
    assert [one.matter for one in in_order()] == [*Matter]


def test_a_calm_process_has_no_news() -> None:
    assert news_of(Known(CALM)) is None
    assert news_of(Known(CALM, findings=[finding(Severity.HARMLESS)])) is None


@pytest.mark.parametrize("news", in_order(), ids=lambda one: one.matter)
def test_each_has_a_filter_that_is_understood(news: News) -> None:
    assert not parse(news.filter).misread


def shown(news: News, one: Process) -> list[int]:
    regions = Matcher(parse(news.filter)).regions(Bearings(one, growth=GROWING))
    return [int(region.start) for region in regions]


def test_the_filter_shows_the_stacks_of_nobody_and_no_others() -> None:
    news = next(one for one in in_order() if one.matter is Matter.NOBODYS_STACKS)

    assert news.count == 2
    assert news.bytes == 2 * PAGE
    assert shown(news, worst().process) == [*news.addresses]


@pytest.mark.parametrize(
    ("thread", "is_told"),
    [
        (stack(8, depth=9 * PAGE), True),
        (stack(8, depth=8 * PAGE), False),
        (stack(8, depth=None), False),
        (stack(7, depth=PAGE, limit=12 * PAGE), True),
        (stack(7, depth=PAGE, limit=20 * PAGE), False),
    ],
)
def test_a_stack_is_nearly_full_above_four_fifths(
    thread: Thread, *, is_told: bool
) -> None:
    news = news_of(Known(replace(CALM, threads=(thread,))))

    assert (news is not None and news.matter is Matter.STACK) is is_told


def test_an_unknown_number_is_no_news() -> None:
    unknown = ProcessUsage(virtual=900 * MIB, resident=None, swapped=None)

    assert news_of(Known(replace(CALM, usage=unknown))) is None


def test_a_limit_of_something_else_is_no_news_of_memory() -> None:
    limits = (Limit("RLIMIT_NOFILE", 99, 100),)

    assert news_of(Known(replace(CALM, limits=limits))) is None


def test_while_the_same_is_known_the_news_is_the_same_record() -> None:
    tell, known = ToldNews(), Known(CALM, growth=GROWING)

    said = tell(known)

    assert said == news_of(known)
    assert tell(Known(CALM, growth=GROWING)) is said
    assert tell(Known(CALM, growth=GROWING, ended=True)) == News(Matter.ENDED)
    assert tell(Known(CALM)) is None


def test_news_of_very_many_processes_is_not_kept_for_ever() -> None:
    tell = ToldNews()

    for pid in range(1, 100):
        tell(Known(replace(CALM, pid=pid), growth=GROWING))

    assert len(tell._told) <= 64
