"""A comparison beside the screen's thread: how far it is, and how it is ended."""

import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest

from memscope.analyze.beside.compared import ComparedSpaces, Identity
from memscope.collect.closer.telling import Tell
from memscope.errors import ProcessGone, Stopped
from memscope.tui.comparing import Comparer
from tests.patience import wait_until
from tests.unit.analyze.beside.scene import compared, scene

pytestmark = pytest.mark.unit


class Slow:
    """Compares for as long as it is told to, and hands in what it has when stopped."""

    def __init__(self) -> None:
        self.calls = 0
        self.may_end = threading.Event()
        self.has_begun = threading.Event()

    def __call__(self, keys: Sequence[Identity], tell: Tell) -> ComparedSpaces:
        self.calls += 1
        tell("comparing regions", 1, 40)
        self.has_begun.set()
        found = compared()
        try:
            while not self.may_end.wait(0.001):
                tell("", 0, 0)
        except Stopped:
            return replace(found, is_stopped=True, sums=None, done=1, of=40)
        return found


def nothing() -> None:
    """Nobody draws."""


def test_it_tells_how_far_it_is_and_how_to_end_it() -> None:
    slow, changes = Slow(), threading.Event()
    comparer = Comparer(slow, changes.set)

    comparer.compare(scene())

    assert slow.has_begun.wait(60)
    assert comparer.progress is not None
    assert comparer.progress.text == "comparing regions 1/40 · esc stops"
    assert changes.is_set()
    slow.may_end.set()
    assert wait_until(lambda: comparer.found)
    assert comparer.progress is None
    assert not comparer.is_running


def test_stopping_waits_for_nobody_and_what_was_found_stays() -> None:
    slow = Slow()
    comparer = Comparer(slow, nothing)
    comparer.compare(scene())
    assert slow.has_begun.wait(60)

    assert comparer.stop()

    assert not comparer.is_running
    assert comparer.progress is None
    assert wait_until(lambda: comparer.found)
    assert comparer.found is not None
    assert comparer.found.is_stopped
    assert not comparer.stop()


def test_the_same_looks_are_not_compared_twice() -> None:
    slow = Slow()
    slow.may_end.set()
    comparer, side = Comparer(slow, nothing), scene()
    comparer.compare(side)
    assert wait_until(lambda: not comparer.is_running)

    comparer.compare(side)
    assert slow.calls == 1
    assert comparer.is_now(side)

    comparer.compare(side, again=True)
    assert wait_until(lambda: not comparer.is_running)
    assert slow.calls == 2


def test_what_was_found_is_of_these_processes_and_no_others() -> None:
    slow = Slow()
    slow.may_end.set()
    comparer = Comparer(slow, nothing)
    comparer.compare(scene())
    assert wait_until(lambda: not comparer.is_running)

    later = scene()
    assert comparer.about(later) is not None
    assert not comparer.is_now(later)
    assert comparer.about(scene(3)) is None


def test_who_has_ended_is_a_reason_and_no_comparison() -> None:
    def gone(keys: Sequence[Identity], tell: Tell) -> ComparedSpaces:
        raise ProcessGone(keys[0][0])

    comparer = Comparer(gone, nothing)
    comparer.compare(scene())

    assert wait_until(lambda: comparer.problem)
    assert comparer.found is None
    assert not comparer.is_running
