"""What hangs on time can be told: true at rest, false if contrary, unknown if busy."""

import pytest

from memscope.lab.sample import Facts
from memscope.lessons import pool_times, threads_times
from memscope.lessons.repeated import BUSY
from memscope.lessons.server import hardly_helps
from memscope.lessons.server_runs import Runs
from memscope.lessons.threads_times import ONE_CPU
from memscope.model.exhibit import LoadMoment, LoadRun

pytestmark = pytest.mark.unit

QUIET, BUSY_OF_THREE = (1.0, 1.02, 1.05), (1.0, 4.0, 9.0)
"""How many times as long the repetitions take as on a machine of one's own."""

Verdicts = tuple[bool | None, ...]


def stretched(value: float, by: tuple[float, ...]) -> list[float]:
    return [value * factor for factor in by]


# The pool -----------------------------------------------------------------------------


def costs_of(thread: float, pool: float, *by: float) -> list[Facts]:
    return [
        {
            "thread_us": thread * factor,
            "pool_us": pool * factor,
            "thread_start_us": thread * factor * 0.6,
            "pool_start_us": pool * factor * 0.6,
        }
        for factor in by
    ]


@pytest.mark.parametrize(
    ("thread", "pool", "by", "verdicts"),
    [
        (90.0, 40.0, QUIET, (True, True, True)),
        (40.0, 40.0, QUIET, (None, None, False)),
        (40.0, 90.0, QUIET, (False, False, False)),
        (90.0, 40.0, BUSY_OF_THREE, (None, None, None)),
    ],
)
def test_a_thread_for_a_short_task_is_dear_cheap_or_unclear(
    thread: float, pool: float, by: tuple[float, ...], verdicts: Verdicts
) -> None:
    turns = costs_of(thread, pool, *by)

    assert (
        pool_times.is_pool_cheaper(turns, "us"),
        pool_times.is_pool_cheaper(turns, "start_us"),
        pool_times.is_managing_dearer(turns, 10),
    ) == verdicts


@pytest.mark.parametrize(
    ("short", "by", "verdict"),
    [
        (90.0, QUIET, True),
        (40.0, (1.0, 1.0, 1.0), False),
        (90.0, (0.9, 2.0, 3.0), True),
        (48.0, QUIET, None),
    ],
)
def test_long_tasks_hide_what_short_ones_lose(
    short: float, by: tuple[float, ...], verdict: bool | None
) -> None:
    turns = [
        {"thread_us": short * factor, "pool_us": 40.0, "thread_start_us": 1.0}
        for factor in by
    ]

    assert pool_times.is_hidden(turns, costs_of(10_000, 10_000, 1, 1, 1)) is verdict


GAINS = {
    "waits": (480, 240, 120, 60, 50, 49),
    "computes": (120, 121, 125, 123, 130, 128),
}


def sizes(kind: str, by: tuple[float, ...]) -> list[list[float]]:
    return [stretched(ms, by) for ms in GAINS[kind]]


@pytest.mark.parametrize(
    ("kind", "by", "verdicts"),
    [
        ("waits", QUIET, (True, False, True)),
        ("computes", QUIET, (False, True, True)),
        ("waits", BUSY_OF_THREE, (True, False, None)),
        ("computes", BUSY_OF_THREE, (None, None, None)),
    ],
)
def test_more_workers_help_those_who_wait(
    kind: str, by: tuple[float, ...], verdicts: Verdicts
) -> None:
    measured = sizes(kind, by)

    assert (
        pool_times.is_helped(measured),
        pool_times.is_hardly_helped(measured),
        pool_times.has_knee(measured),
    ) == verdicts


def test_a_knee_is_where_repetitions_agree_that_nothing_is_gained() -> None:
    halved = [stretched(480 / size, QUIET) for size in pool_times.SIZES]

    assert pool_times.knee_of(sizes("waits", QUIET)) == 8
    assert (pool_times.has_knee(halved), pool_times.knee_of(halved)) == (False, None)


@pytest.mark.parametrize(
    ("behind", "alone", "verdicts"),
    [
        ([480.0, 482.0, 484.0], [0.1, 2.1, 4.1], (True, True)),
        ([0.1, 2.1, 4.1], [0.1, 2.1, 4.1], (False, False)),
        ([200.0, 482.0, 484.0], [0.1, 2.1, 300.0], (None, None)),
    ],
)
def test_short_tasks_starve_do_not_or_nobody_can_tell(
    behind: list[float], alone: list[float], verdicts: Verdicts
) -> None:
    assert pool_times.starvation([(behind, alone)], 240) == verdicts


def test_a_wait_grows_by_the_task_that_is_in_front() -> None:
    assert pool_times.growth([0.0, 1.0, 600.0, 602.0, 1200.0, 1201.0], 2) == [
        *(600.0, 601.0),
        *(600.0, 599.0),
    ]


# Threads ------------------------------------------------------------------------------


def turn(both_ms: float, waited_ms: float = 0.0) -> Facts:
    return {"wall_ms": 300.0, "both_ms": both_ms, "waited_ms": waited_ms}


@pytest.mark.parametrize(
    ("turns", "why", "ran"),
    [
        ([turn(280)], None, True),
        ([turn(0), turn(60)], None, True),
        ([turn(0)] * 8, None, False),
        ([turn(0)] * 7 + [turn(0, waited_ms=100)], BUSY, False),
        ([turn(10)] * 8, BUSY, True),
    ],
)
def test_threads_run_at_once_unless_no_turn_shows_it(
    turns: list[Facts], why: str | None, ran: bool
) -> None:
    assert threads_times.why_not_at_once(turns, 2) == why
    assert threads_times.ran_at_once(turns) is ran
    assert threads_times.why_not_at_once([turn(0)], 1) == ONE_CPU


@pytest.mark.parametrize(
    ("both_ms", "verdict"),
    [((0.0, 0.5), True), ((270.0, 280.0), False), ((0.0, 20.0), None), ((0.0,), None)],
)
def test_python_takes_turns_when_every_turn_says_so(
    both_ms: tuple[float, ...], verdict: bool | None
) -> None:
    assert threads_times.took_turns([turn(ms) for ms in both_ms]) is verdict


def talk(threads: float, pipe: float, *by: float) -> list[dict[str, float]]:
    return [
        {"threads": threads * factor, "pipe": pipe * factor, "queue": pipe * factor * 2}
        for factor in by
    ]


@pytest.mark.parametrize(
    ("threads", "pipe", "by", "verdicts"),
    [
        (10.0, 12.0, QUIET, (True, False)),
        (10.0, 90.0, QUIET, (True, True)),
        (90.0, 10.0, QUIET, (False, False)),
        (10.0, 90.0, (1, 1.1, 1.2, 20), (True, True)),
        (10.0, 60.0, BUSY_OF_THREE, (True, None)),
        (10.0, 12.0, BUSY_OF_THREE, (None, False)),
    ],
)
def test_messages_between_threads_are_cheap_dear_or_unclear(
    threads: float, pipe: float, by: tuple[float, ...], verdicts: Verdicts
) -> None:
    turns = talk(threads, pipe, *by)

    found = threads_times.is_no_dearer(turns), threads_times.is_much_cheaper(turns)

    assert found == verdicts


@pytest.mark.parametrize(
    ("large", "verdict"),
    [
        (talk(11.0, 4000.0, *QUIET), True),
        (talk(4000.0, 4000.0, *QUIET), False),
        (talk(40.0, 250.0, *BUSY_OF_THREE), None),
    ],
)
def test_size_matters_to_pipes_alone(
    large: list[dict[str, float]], verdict: bool | None
) -> None:
    small = talk(10.0, 12.0, *QUIET)

    assert threads_times.is_growing_less(small, large) is verdict


# Servers ------------------------------------------------------------------------------


def runs_of(
    *seconds: float, threads: int = 13, seen: int = 13, errors: int = 0
) -> Runs:
    moment = LoadMoment(1.0, 1, seen, None, None, None, None, 0, None, 0)
    return Runs(
        [
            LoadRun("x", 12, errors, one, 1.0, 1.0, 1.0, (moment,), answered_by=13)
            for one in seconds
        ]
    )


@pytest.mark.parametrize(
    ("many", "one", "verdict"),
    [
        (runs_of(0.1, 0.1, 0.2), runs_of(0.8, 0.8, 0.9), True),
        (runs_of(0.8, 0.8, 0.9), runs_of(0.8, 0.8, 0.9), False),
        (runs_of(0.1, 0.7, 0.9), runs_of(0.8, 0.8, 0.9), None),
        (runs_of(0.1, 0.1, errors=1), runs_of(0.8, 0.8), None),
        (runs_of(0.1), runs_of(0.8), None),
    ],
)
def test_a_server_is_faster_when_its_repetitions_agree(
    many: Runs, one: Runs, verdict: bool | None
) -> None:
    assert many.is_faster_than(one) is verdict


@pytest.mark.parametrize(
    ("one", "many", "verdict"),
    [
        (runs_of(0.8, 0.8, 0.9), runs_of(0.9, 0.9, 1.0), True),
        (runs_of(0.8, 0.8, 0.9), runs_of(0.1, 0.1, 0.2), False),
        (runs_of(0.8, 1.9, 2.9), runs_of(0.9, 1.0, 1.9), None),
    ],
)
def test_threads_hardly_help_computing_when_repetitions_agree(
    one: Runs, many: Runs, verdict: bool | None
) -> None:
    assert hardly_helps(one, many) is verdict


@pytest.mark.parametrize(
    ("seen", "clients", "verdict"), [(13, 12, True), (2, 12, False), (2, 3, True)]
)
def test_threads_have_to_be_seen_before_their_memory_counts(
    seen: int, clients: int, verdict: bool
) -> None:
    runs = runs_of(0.1, 0.1, seen=seen)

    assert runs.were_seen_at_work(clients) is verdict
