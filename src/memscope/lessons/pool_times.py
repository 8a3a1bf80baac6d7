"""What the pool lesson measures in time, and what may be concluded from it.

A shared machine disturbs: the best of some tries counts, and there are more of them
where the first show that others were at work.
"""

from collections.abc import Sequence
from itertools import pairwise

from memscope.lab.sample import Facts, Sample
from memscope.lessons.stage import Stage
from memscope.model.claim import Evidence

SIZES = (1, 2, 4, 8, 16, 32)
"""Workers of the pools whose sizes are compared."""

GROWS = 1.3
"""A ratio that noise on a shared machine does not make."""
_GAINS = 0.75
"""Doubling a pool is worth it when the time shrinks to less than this."""

_PATIENCE = 3
"""So many times the repetitions are tried on a machine that is disturbed."""
DISTURBED = 1.5
"""One worker alone is not that much slower than its tasks, on a machine at rest."""


def costs(stage: Stage, pool: Sample, us: int, *, is_longest: bool) -> Facts:
    """Return the costs of tasks of a length, each the best of some tries."""
    stage.check()
    count = max(8, min(200, 40_000 // us))
    best: Facts = {}
    repetitions = stage.number("repetitions")
    for turn in range(repetitions * _PATIENCE):
        one = pool.tell("costs", count, us)
        best = {key: min(one[key], best.get(key, one[key])) for key in one}
        is_quiet = max(best["thread_us"], best["pool_us"]) < us * DISTURBED
        if turn + 1 >= repetitions and (is_quiet or not is_longest):
            break
    return best


def finish_ms(
    stage: Stage, workers: int, word: str, *task: int, alone_ms: float = 0
) -> float:
    """Return the milliseconds that a pool of this size needs for some tasks.

    Where it is known what they need alone, a busy machine gets more chances.
    """
    stage.check()
    args = ("--workers", str(workers))
    pool = stage.lab.start("pool", language="python", args=args)
    best = float("inf")
    repetitions = stage.number("repetitions")
    for turn in range(repetitions * _PATIENCE):
        pool.tell(word, *task)
        rows = pool.tell("wait")["tasks"]
        best = min(best, float(max(row["ended_ms"] for row in rows)))
        is_quiet = not alone_ms or best < alone_ms * DISTURBED
        if turn + 1 >= repetitions and is_quiet:
            break
    pool.stop()
    return round(best, 1)


def sweep(times: Sequence[float]) -> Evidence:
    """Return the time of every size, and the best of several workers."""
    best = min(times[1:])
    every = {f"with_{n}_ms": ms for n, ms in zip(SIZES, times, strict=True)}
    return {**every, "best": SIZES[times.index(best, 1)], "best_ms": best}


def knee_of(times: Sequence[float]) -> int | None:
    """Return the smallest size whose doubling gains less than a quarter.

    None: the largest that was tried still gained as much.
    """
    for size, (time, doubled) in zip(SIZES, pairwise(times), strict=False):
        if doubled > time * _GAINS:
            return size
    return None


def is_clear(ratio: float) -> bool | None:
    """Tell whether a ratio is above 1 by more than noise; None: one cannot tell."""
    if ratio > GROWS:
        return True
    return None if ratio * GROWS > 1 and ratio > 1 else False
