"""Seconds of threads: what was seen, and what was not, of each of them."""

import pytest
from msgspec.structs import replace

from memscope.analyze.lanes.lane import Second
from memscope.analyze.lanes.recorder import LaneRecorder, Lanes
from memscope.model.process import Process, Thread
from tests.tui.synthetic import process

pytestmark = pytest.mark.unit

BASE = process()


def with_threads(*threads: Thread) -> Process:
    return replace(BASE, threads=threads)


def looks(*seen: tuple[float, Process]) -> Lanes:
    recorder = LaneRecorder()
    for at, shown in seen:
        lanes = recorder.look(at, shown)
    return lanes


def one(cpu_ms: int, state: str = "S", tid: int = 7) -> Process:
    return with_threads(Thread(tid, "t", state, cpu_ms=cpu_ms))


def shares(lanes: Lanes, first: int, count: int, tid: int = 7) -> list[int | None]:
    return [second.cpu if second else -1 for second in lanes.seconds(tid, first, count)]


def test_a_share_of_a_cpu_is_what_was_used_since_the_second_before() -> None:
    lanes = looks((10.0, one(500)), (10.5, one(750)), (11.0, one(1000)),
                  (11.5, one(1000)), (12.0, one(1000)))  # fmt: skip

    # The first second has half a second to measure; the next one begins where it ended.
    assert shares(lanes, 9, 4) == [-1, 50, 25, 0]
    assert lanes.cpu(7) == pytest.approx(25)


def test_what_was_used_before_the_first_look_is_nobodys_share() -> None:
    assert shares(looks((10.0, one(99_999))), 10, 1) == [None]


def test_a_look_that_is_far_from_the_last_one_fills_the_seconds_between() -> None:
    lanes = looks((10.0, one(0)), (15.0, one(0)), (20.0, one(2500)))

    assert shares(lanes, 16, 5) == [50] * 5


def test_a_second_shows_the_state_that_tells_most() -> None:
    states = [
        second.state if second else "–"
        for second in looks(
            (10.0, one(0, "S")), (11.0, one(0, "D")), (11.5, one(0, "S")),
            (12.0, one(0, "S")),
        ).seconds(7, 10, 3)
    ]  # fmt: skip

    assert states == ["S", "D", "S"]


def test_where_looking_paused_nobody_knows() -> None:
    beats = [(10 + n / 2, one(0)) for n in range(5)]

    lanes = looks(*beats, (60.0, one(40_000)), (60.5, one(40_000)))

    assert lanes.seconds(7, 12, 1) != [None]
    assert lanes.seconds(7, 13, 47) == [None] * 47
    assert shares(lanes, 60, 1) == [0]


def test_a_thread_that_starts_later_was_not_there_before() -> None:
    both = with_threads(Thread(7, "t", "S"), Thread(8, "u", "R", cpu_ms=250))

    lanes = looks((10.0, one(0)), (11.0, both))

    assert lanes.seconds(8, 10, 2) == [None, Second("R", 25, None, None)]


def test_another_thread_with_the_same_tid_begins_anew() -> None:
    lanes = looks((10.0, one(900)), (11.0, one(900)), (12.0, one(100)))

    assert shares(lanes, 11, 2) == [-1, 10]


def test_sleepers_take_a_number_or_two_however_long_they_sleep() -> None:
    recorder = LaneRecorder()
    for beat in range(1200):
        lanes = recorder.look(beat / 2, one(0))

    assert len(lanes.lanes[7].entries) <= 2


def test_what_was_long_ago_is_forgotten_but_for_what_goes_on() -> None:
    recorder = LaneRecorder()
    for second in range(2000):
        lanes = recorder.look(float(second), one(second // 2 * 500))

    assert 60 <= len(lanes.lanes[7].entries) <= 700
    assert lanes.seconds(7, 1940, 60).count(None) == 0


def test_a_moment_before_shows_what_was_then() -> None:
    lanes = looks((10.0, one(0)), (11.0, one(500)), (12.0, one(500)), (13.0, one(500)))

    assert lanes.then(11.2).cpu(7, 1) == 50
    assert lanes.then(11.2).seconds(7, 11, 2)[1] is None


def test_a_running_thread_keeps_the_depth_that_was_seen_last() -> None:
    main = BASE.threads[1]
    assert main.stack is not None
    runs = replace(main, state="R", stack=replace(main.stack, depth=None))

    lanes = looks((10.0, with_threads(main)), (12.0, with_threads(runs)))

    lane = lanes.lanes[main.tid]
    assert (lane.depth, lane.depth_at) == (main.stack.depth, 10.0)
