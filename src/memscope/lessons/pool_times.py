"""What the pool lesson measures in time, and what may be concluded from it.

Pictures show the best of the repetitions; verdicts need them to agree.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from memscope.lab.sample import Facts, Sample
from memscope.lessons.repeated import CLEARLY, decide, is_above, repeat
from memscope.lessons.stage import Stage
from memscope.model.claim import Evidence

LENGTHS_US = (10, 30, 100, 300, 1_000, 3_000, 10_000)
"""Of tasks, in microseconds of work."""
SIZES = (1, 2, 4, 8, 16, 32)
"""Workers of the pools whose sizes are compared."""

_GAINS = 0.75
"""Doubling a pool is worth it when the time shrinks to less than this."""
_HALF = 0.5
"""More workers have helped those who compute when they take less than this."""

PATIENCE = 3
"""So many times the repetitions are tried on a machine that is disturbed."""
DISTURBED = 1.5
"""One worker alone is not that much slower than its tasks, on a machine at rest."""

Costs = Sequence[Facts]
"""What tasks of one length took each way, in microseconds, time and again."""

Times = Sequence[float]
"""Milliseconds of the repetitions."""

Waits = tuple[Times, Times]
"""How long short tasks waited: behind long ones, and in a pool of their own."""


# How long tasks wait ------------------------------------------------------------------


def growth(waits: Times, workers: int) -> list[float]:
    """Return how much longer every task waited than the one that many before it."""
    return [later - first for first, later in zip(waits, waits[workers:], strict=False)]


def starvation(turns: Sequence[Waits], long_ms: int) -> tuple[bool | None, bool | None]:
    """Tell whether short tasks waited longer than a long one takes.

    And whether those with a pool of their own waited that much less.
    """
    behind = [ms for mixed, _apart in turns for ms in mixed]
    alone = [ms + long_ms for _mixed, apart in turns for ms in apart]
    return is_above(behind, long_ms), decide(alone, behind)


# What tasks cost ----------------------------------------------------------------------


def costs(stage: Stage, pool: Sample, us: int) -> list[Facts]:
    """Return the costs of tasks of a length, of every repetition.

    About the shortest and the longest something is claimed: where others were at work
    they get more chances.
    """
    stage.check()
    count = max(8, min(200, 40_000 // us))
    repetitions = stage.number("repetitions")
    return repeat(
        lambda: pool.tell("costs", count, us),
        {LENGTHS_US[0]: _tell_all, LENGTHS_US[-1]: _are_at_rest}.get(us, bool),
        least=repetitions,
        most=repetitions * PATIENCE,
    )


def _tell_all(shortest: Costs) -> bool:
    """Nothing that is claimed about the shortest tasks is left open."""
    return None not in (
        is_pool_cheaper(shortest, "us"),
        is_pool_cheaper(shortest, "start_us"),
        is_managing_dearer(shortest, LENGTHS_US[0]),
    )


def _are_at_rest(longest: Costs) -> bool:
    return not is_disturbed(longest, LENGTHS_US[-1])


def best_of(turns: Costs) -> Facts:
    """Return the least that each way took."""
    return {key: min(turn[key] for turn in turns) for key in turns[0]}


def is_disturbed(turns: Costs, us: int) -> bool:
    """Tell whether tasks took far longer than what they had to do."""
    best = best_of(turns)
    return bool(max(best["thread_us"], best["pool_us"]) >= us * DISTURBED)


def is_pool_cheaper(turns: Costs, what: str) -> bool | None:
    """Compare what the pool took with a thread for each; `what` is the end of a key."""
    return decide(
        _each(turns, f"pool_{what}"),
        _each(turns, f"thread_{what}"),
        times=CLEARLY,
        or_else=1.0,
    )


def is_managing_dearer(turns: Costs, us: int) -> bool | None:
    """Tell whether a thread adds more than a task of this length takes."""
    with_work = [pool + us for pool in _each(turns, "pool_us")]
    return decide(with_work, _each(turns, "thread_us"))


def is_hidden(short: Costs, long: Costs) -> bool | None:
    """Tell whether a thread of its own costs a long task far less than a short one."""
    return decide(_losses(long), _losses(short), times=CLEARLY, or_else=1.0)


def crossing_of(rows: Mapping[int, Facts], extra_us: float) -> int | None:
    """Return the first length of a task that is longer than what its thread adds."""
    return next((us for us in rows if us > extra_us), None)


def _losses(turns: Costs) -> list[float]:
    """Return how many times as long tasks took as the pool at its best."""
    pool = min(_each(turns, "pool_us"))
    return [thread / pool for thread in _each(turns, "thread_us")]


def _each(turns: Costs, key: str) -> list[float]:
    return [float(turn[key]) for turn in turns]


# What sizes gain ----------------------------------------------------------------------


def finish_ms(
    stage: Stage, workers: int, word: str, *task: int, alone_ms: float = 0
) -> list[float]:
    """Return the milliseconds that a pool of this size needs for some tasks.

    Where it is known what they need alone, a busy machine gets more chances.
    """
    stage.check()
    args = ("--workers", str(workers))
    pool = stage.lab.start("pool", language="python", args=args)

    def once() -> float:
        pool.tell(word, *task)
        rows = pool.tell("wait")["tasks"]
        return round(float(max(row["ended_ms"] for row in rows)), 1)

    repetitions = stage.number("repetitions")
    times = repeat(
        once,
        lambda so_far: not alone_ms or min(so_far) < alone_ms * DISTURBED,
        least=repetitions,
        most=repetitions * PATIENCE,
    )
    pool.stop()
    return times


def sweep(times: Sequence[float]) -> Evidence:
    """Return the time of every size, and the best of several workers."""
    best = min(times[1:])
    every = {f"with_{n}_ms": ms for n, ms in zip(SIZES, times, strict=True)}
    return {**every, "best": SIZES[times.index(best, 1)], "best_ms": best}


def is_helped(sizes: Sequence[Times]) -> bool | None:
    """Tell whether several workers need clearly less time than one."""
    return decide(min(sizes[1:], key=min), sizes[0], times=CLEARLY)


def is_hardly_helped(sizes: Sequence[Times]) -> bool | None:
    """Tell whether several workers need more than half the time of one."""
    return decide([ms * _HALF for ms in sizes[0]], min(sizes[1:], key=min))


def has_knee(sizes: Sequence[Times]) -> bool | None:
    """Tell whether one of the sizes gains too little by being doubled."""
    answers = _gains_too_little(sizes)
    if True in answers:
        return True
    return None if None in answers else False


def knee_of(sizes: Sequence[Times]) -> int | None:
    """Return the smallest size whose doubling gains less than a quarter.

    That is the first of which the repetitions say so, else the best of them. None:
    the largest that was tried still gained as much.
    """
    clear = dict(zip(SIZES, _gains_too_little(sizes), strict=False))
    best = zip(SIZES, pairwise(map(min, sizes)), strict=False)
    knees = [size for size, (ms, doubled) in best if doubled > ms * _GAINS]
    return next((size for size, one in clear.items() if one), next(iter(knees), None))


def _gains_too_little(sizes: Sequence[Times]) -> list[bool | None]:
    return [
        decide([ms * _GAINS for ms in times], doubled)
        for times, doubled in pairwise(sizes)
    ]
