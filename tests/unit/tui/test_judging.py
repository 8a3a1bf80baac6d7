import dataclasses
from datetime import UTC, datetime

import pytest

from memscope.model.finding import Answer, Finding, Severity
from memscope.model.kinds import Confidence
from memscope.model.limit import Limit
from memscope.model.region import ProcessUsage
from memscope.tui.build import ViewBuilder
from memscope.tui.judging import Judge, LooksJudged
from tests.unit.histories import held, look, process

pytestmark = pytest.mark.unit

ONE = process(held(1, 9, 9))
KEY = ONE.identity
FOUND = Finding(
    id="x",
    rule="D1",
    title="memory is kept",
    text="",
    severity=Severity.PROBLEM,
    confidence=Confidence.LIKELY,
    more="",
)
LIMIT = Limit("memory.max", 9, 10, is_bytes=True)
ANSWER = Answer(
    taken_at=datetime(2026, 11, 22, tzinfo=UTC),
    took_ms=1.0,
    looked_s=0.0,
    targets=(),
    totals=ProcessUsage(),
    where=(),
    limits=(LIMIT,),
    findings=(FOUND,),
    not_run=(),
    rules=1,
)


def judge() -> tuple[Judge, ViewBuilder]:
    builder = ViewBuilder()
    return Judge(builder.past, first_s=0.0), builder


def test_it_is_due_at_once_and_then_not_for_a_while() -> None:
    one, builder = judge()
    view = builder.add(0.0, look(0.0, ONE))

    assert one.is_due(view)
    assert [*one.judge(view).findings] == [KEY]
    assert not one.is_due(view)


def test_the_first_looks_are_left_alone() -> None:
    builder = ViewBuilder()
    view = builder.add(0.0, look(0.0, ONE))

    assert not Judge(builder.past).is_due(view)


def test_an_earlier_moment_is_not_judged() -> None:
    one, builder = judge()
    view = builder.add(0.0, look(0.0, ONE))

    assert not one.is_due(dataclasses.replace(view, now=5.0))


def test_what_was_asked_for_counts_more_than_what_looks_show() -> None:
    one, _builder = judge()
    one.note(LooksJudged({KEY: ()}))
    assert one.findings(KEY) == ()
    assert one.limits(KEY) == ()

    one.heard(KEY, ANSWER)
    one.note(LooksJudged({KEY: ()}))
    assert one.findings(KEY) == (FOUND,)
    assert one.limits(KEY) == (LIMIT,)


def test_of_others_nothing_is_known() -> None:
    one, _builder = judge()
    one.heard(KEY, ANSWER)

    assert one.findings((8, 9)) == ()
