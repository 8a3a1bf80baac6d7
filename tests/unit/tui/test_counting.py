"""What is marked is counted beside the screen, not too often, and can be ended."""

import threading

import pytest
from msgspec.structs import replace

from memscope.analyze.sharing.once import CountedOnce
from memscope.analyze.space.marked import regions_of
from memscope.collect.closer.telling import Marked, Tell
from memscope.errors import AccessDenied
from memscope.model.region import RegionUsage
from memscope.tui import counting
from memscope.tui.counting import FrameCounter
from tests.patience import wait_until
from tests.unit.analyze.filter.ground import MIB, NAMES, SHOP
from tests.unit.analyze.space.marks import row_of

pytestmark = pytest.mark.unit

HEAP = SHOP.regions[NAMES.index("heap")]
OTHER = replace(SHOP, pid=4300)
ROWS = [row_of(one, [HEAP]) for one in (SHOP, OTHER)]
REGIONS = regions_of(ROWS)
LARGER = replace(HEAP, usage=RegionUsage(resident=9 * MIB))
GROWN = [row_of(SHOP, [LARGER]), ROWS[1]]


class Slow:
    """Counts for as long as it is told to."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.may_end, self.has_begun = threading.Event(), threading.Event()

    def __call__(self, marked: Marked, tell: Tell) -> CountedOnce:
        self.asked.append([process.pid for process, _those in marked])
        tell("counting page frames", 1, 4)
        self.has_begun.set()
        while not self.may_end.wait(0.001):
            tell("", 0, 0)
        regions = {
            (who.identity, int(one.start)): one
            for who, those in marked
            for one in those
        }
        return CountedOnce(regions, MIB, MIB, is_certain=True)


def nothing() -> None:
    """Nobody draws."""


def test_it_counts_what_is_marked_in_several_processes() -> None:
    slow = Slow()
    counter = FrameCounter(slow, nothing)
    assert counter.of(ROWS, REGIONS) is None
    assert slow.has_begun.wait(60)
    assert counter.progress is not None
    assert counter.progress.text == "counting page frames 1/4 · esc stops"
    slow.may_end.set()
    assert wait_until(lambda: not counter.is_running)
    found = counter.of(ROWS, REGIONS)
    assert found is not None
    assert found.regions == REGIONS
    assert slow.asked == [[4200, 4300]]


def test_of_one_process_nothing_has_to_be_counted() -> None:
    slow = Slow()
    counter = FrameCounter(slow, nothing)
    assert counter.of(ROWS[:1], regions_of(ROWS[:1])) is None
    assert not counter.is_running
    assert FrameCounter(None, nothing).of(ROWS, REGIONS) is None


def test_what_changed_is_counted_again_but_not_at_each_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow = Slow()
    slow.may_end.set()
    counter = FrameCounter(slow, nothing)
    counter.of(ROWS, REGIONS)
    assert wait_until(lambda: not counter.is_running)
    assert counter.of(GROWN, regions_of(GROWN)) is counter.found
    assert counter.is_waiting

    monkeypatch.setattr(counting, "AGAIN_S", 0.0)
    monkeypatch.setattr(counting, "_REST", 0.0)
    counter.of(GROWN, regions_of(GROWN))
    assert wait_until(lambda: len(slow.asked) == 2)


def test_whom_the_reader_stopped_stays_stopped_until_others_are_marked() -> None:
    slow = Slow()
    counter = FrameCounter(slow, nothing)
    counter.of(ROWS, REGIONS)
    assert slow.has_begun.wait(60)
    assert counter.give_up()
    assert not counter.give_up()
    assert counter.of(ROWS, REGIONS) is None
    assert not counter.is_running
    slow.may_end.set()
    code = [row_of(one, one.regions[:2]) for one in (SHOP, OTHER)]
    counter.of(code, regions_of(code))
    assert wait_until(lambda: len(slow.asked) == 2)


def test_who_may_not_read_is_not_asked_again_and_again() -> None:
    asked = []

    def refused(marked: Marked, tell: Tell) -> CountedOnce:
        asked.append(1)
        raise AccessDenied(4200, "pagemap")

    counter = FrameCounter(refused, nothing)
    counter.of(ROWS, REGIONS)
    assert wait_until(lambda: counter.problem)
    counter.of(GROWN, regions_of(GROWN))
    assert not counter.is_running
    assert len(asked) == 1
