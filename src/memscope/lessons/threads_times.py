"""What the lesson on threads measures in time, and what may be concluded from it."""

from collections.abc import Callable, Mapping, Sequence

from memscope.i18n import N_
from memscope.lab.sample import Facts, Sample
from memscope.lessons.repeated import BUSY, decide, is_below, repeat
from memscope.lessons.stage import Stage
from memscope.lessons.threads_bars import WAYS

TURN_MS = 300
AT_ONCE_TURNS, IN_TURN_TURNS = 8, 2

_SOME, _ENOUGH, _MUCH = 0.01, 0.1, 0.5
"""Shares of the time; one thread at a time gives none at all. Threads that ran together
for less than enough were kept from it, and nothing can be compared with that."""
_HALF = 0.5
_TURNS = 4
_MUCH_CHEAPER = 5.0
"""A ratio far above what noise does."""

ONE_CPU = N_("this machine lends us only one processor")
NO_LOCK = N_("this Python was built without the interpreter's lock")

Costs = Sequence[Mapping[str, float]]
"""Microseconds of a batch by way, of every repetition."""


# Two that compute ---------------------------------------------------------------------


def at_once(stage: Stage, spin: Sample) -> list[Facts]:
    """Let two threads compute in C, until one turn shows that both can."""
    return repeat(
        _turn(stage, spin, "hash"),
        lambda turns: share(best_turn(turns)) > _MUCH,
        least=1,
        most=AT_ONCE_TURNS,
    )


def in_turn(stage: Stage, spin: Sample) -> list[Facts]:
    """Let two threads compute in Python."""
    turn = _turn(stage, spin, "python")
    return [turn() for _ in range(IN_TURN_TURNS)]


def _turn(stage: Stage, spin: Sample, work: str) -> Callable[[], Facts]:
    def once() -> Facts:
        stage.check()
        return spin.tell(work, 2, TURN_MS)

    return once


def share(turn: Facts) -> float:
    """Return for which share of the time both threads were on a processor at once."""
    return float(turn["both_ms"]) / float(turn["wall_ms"])


def best_turn(turns: Sequence[Facts]) -> Facts:
    """Return the turn in which the threads ran together most; load spoils some."""
    return max(turns, key=share)


def ratio_of(turn: Facts) -> float:
    """Return processor time by the clock."""
    return round(float(turn["cpu_ms"]) / float(turn["wall_ms"]), 2)


def why_not_at_once(turns: Sequence[Facts], cpus: int) -> str | None:
    """Say why nothing follows from turns of which none has shown it."""
    best = share(best_turn(turns))
    if best > _ENOUGH:
        return None
    if cpus < 2:
        return ONE_CPU
    waited = any(
        float(turn["waited_ms"]) * 10 > float(turn["wall_ms"]) for turn in turns
    )
    return BUSY if waited or best > _SOME else None


def ran_at_once(turns: Sequence[Facts]) -> bool:
    """Tell whether both threads ran together; nothing but that makes such a turn."""
    return share(best_turn(turns)) > _SOME


def took_turns(turns: Sequence[Facts]) -> bool | None:
    """Tell whether one thread at a time ran, in every turn."""
    return is_below([share(turn) for turn in turns], _SOME)


# Messages -----------------------------------------------------------------------------


def costs(talk: Sample, size: int, count: int, batch: int) -> list[dict[str, float]]:
    """Return the microseconds of a batch by way, time and again.

    The ways take turns, so that load cannot spoil all of one and none of another.
    """
    return [
        {way: float(talk.tell(way, size, count, batch)["best_us"]) for way in WAYS}
        for _ in range(_TURNS)
    ]


def best_of(turns: Costs) -> dict[str, float]:
    """Return the least that each way took."""
    return {way: min(turn[way] for turn in turns) for way in WAYS}


def is_no_dearer(turns: Costs) -> bool | None:
    """Tell whether threads take less than twice the better way between processes."""
    return decide(_each(turns, "threads"), _between_processes(turns), times=_HALF)


def is_much_cheaper(turns: Costs) -> bool | None:
    """Tell whether the better way between processes takes far longer than threads."""
    return decide(
        _each(turns, "threads"), _between_processes(turns), times=_MUCH_CHEAPER
    )


def is_growing_less(small: Costs, large: Costs) -> bool | None:
    """Tell whether size makes far less of a difference to threads than to a pipe."""
    return decide(
        _growth(small, large, "threads"),
        _growth(small, large, "pipe"),
        times=_MUCH_CHEAPER,
    )


def _growth(small: Costs, large: Costs, way: str) -> list[float]:
    least = min(_each(small, way))
    return [us / least for us in _each(large, way)]


def _between_processes(turns: Costs) -> list[float]:
    return [min(turn["pipe"], turn["queue"]) for turn in turns]


def _each(turns: Costs, way: str) -> list[float]:
    return [turn[way] for turn in turns]
