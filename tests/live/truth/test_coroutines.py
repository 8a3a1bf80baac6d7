"""Stacks of coroutines: those that wait are nobody's, those in use are a thread's."""

import pytest

from memscope.collect.look.look import Detail
from memscope.collect.look.snapshot import Collector
from memscope.model.kinds import Confidence, Kind
from tests.live.truth.cases import built, region_at, told
from tests.live.truth.invariants import broken

pytestmark = pytest.mark.live


@pytest.mark.parametrize("detail", [Detail.MAP, Detail.MEMORY])
def test_a_thread_on_a_coroutines_stack_is_not_where_nobody_runs(
    detail: Detail,
) -> None:
    with told(built("running_coroutines.c")) as case:
        snapshot = Collector().look([case.pid], detail=detail)
        process = snapshot.process(case.pid)

    assert process is not None
    assert case.wrong(snapshot) == []
    assert [one for one in broken(snapshot) if not one.startswith("sums:")] == []
    assert snapshot.gaps == ()
    for word, *numbers in case.facts:
        if word != "on":
            continue
        tid, address = int(numbers[0]), int(numbers[1], 16)
        region = region_at(process, address)
        assert region is not None
        if region.kind is Kind.THREAD_STACK:
            assert region.thread == tid
            assert region.confidence is Confidence.GUESS


def test_every_look_at_coroutines_says_the_same() -> None:
    collector = Collector()
    with told(built("running_coroutines.c")) as case:
        looks = [collector.look([case.pid]) for _ in range(3)]
        fresh = Collector().look([case.pid])

    regions = [
        [(one.start, one.end, one.kind, one.label) for one in look.processes[0].regions]
        for look in (*looks, fresh)
    ]
    assert all(one == regions[0] for one in regions)
