"""Programs made at random, one a seed, and what memscope says wrong of them."""

import time
from collections.abc import Iterable, Iterator

from msgspec import Struct

from tests.live.truth.cases import built, told
from tests.live.truth.invariants import broken

BUILDS: tuple[tuple[str, ...], ...] = (
    (),
    ("-static",),
    ("-no-pie",),
    ("-z", "execstack"),
    ("-O2", "-s"),
)
"""Flags by which the same program is laid out in other ways; one a seed, in turn."""


class Verdict(Struct, frozen=True):
    """What came of one program.

    Attributes:
        seed: Which.
        facts: How many it stated.
        wrong: Those that a look contradicts, and rules that the look breaks.
    """

    seed: int
    facts: int
    wrong: list[str]


def judged(seed: int, steps: int = 40) -> Verdict:
    """Run the program of a seed and look at it once."""
    program = built("random_program.c", *BUILDS[seed % len(BUILDS)])
    with told(program, str(seed), str(steps)) as case:
        snapshot = case.look()
        wrong = [*case.wrong(snapshot), *broken(snapshot)]
        return Verdict(seed, len(case.facts), wrong)


def judged_for(seconds: float, seeds: Iterable[int]) -> Iterator[Verdict]:
    """Judge one program after the other until the time is over."""
    end = time.monotonic() + seconds
    for seed in seeds:
        if time.monotonic() >= end:
            return
        yield judged(seed)
