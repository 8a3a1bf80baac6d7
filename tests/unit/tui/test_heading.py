import pytest
from msgspec.structs import replace

from memscope.analyze.news import Matter
from memscope.model.region import ProcessUsage
from memscope.tui.build import ViewBuilder
from memscope.tui.heading import facts_of
from memscope.tui.measuring import MeasuredProcess
from memscope.tui.told import ToldRegions
from tests.unit.histories import MIB, NOON, held, look, process

pytestmark = pytest.mark.unit

ONE = process(held(1, 9, 2, label="heap"), held(100, 900, 500))


def test_layers_are_told_the_largest_first_and_add_up() -> None:
    view = ViewBuilder().add(0.0, look(0.0, ONE)).processes[0]
    sizes = [size for _key, size in facts_of(view).layers]

    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) == ONE.usage.resident


def test_what_was_measured_of_another_process_is_not_told_of_this_one() -> None:
    view = ViewBuilder().add(0.0, look(0.0, ONE)).processes[0]
    usage = ProcessUsage(resident=MIB, unique=MIB)
    reused = (ONE.pid, ONE.start_ticks + 1)

    assert (
        facts_of(view, MeasuredProcess(reused, ToldRegions(), usage)).measured is None
    )
    assert (
        facts_of(view, MeasuredProcess(ONE.identity, ToldRegions(), usage)).measured
        is usage
    )


def test_an_ended_process_is_told_to_have_ended_and_its_pid_may_live_on() -> None:
    builder = ViewBuilder()
    builder.add(0.0, look(0.0, ONE))
    again = replace(ONE, start_ticks=ONE.start_ticks + 1)
    old, new = builder.add(0.5, look(0.5, again)).processes

    told = facts_of(old).news
    assert told is not None
    assert told.matter is Matter.ENDED
    assert facts_of(new).news is None


def test_it_runs_since_it_began() -> None:
    view = ViewBuilder().add(0.0, look(0.0, ONE)).processes[0]

    assert facts_of(view, began=NOON, taken_at=look(90.0).taken_at).up_s == 90.0
    assert facts_of(view).up_s is None
