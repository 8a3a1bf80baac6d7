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
    labels = []
    for word, *numbers in case.facts:
        if word == "on":
            region = region_at(process, int(numbers[1], 16))
            assert region is not None
            assert (region.kind, region.thread) == (Kind.ANON, None)
            assert region.confidence is not Confidence.CERTAIN
            labels.append(region.label)
    assert ["runs on at the moment" in one for one in labels] == [True, True, False]


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
