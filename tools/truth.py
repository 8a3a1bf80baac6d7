"""Make programs at random that know themselves, and count what memscope says wrong.

    make truth                       # a minute, from a seed of the clock
    make truth SECONDS=3600 SEED=1   # an hour, the same programs every time
    make truth SEED=4711 SECONDS=0   # the one program of a seed

Every wrong label is printed with its seed; the last line counts them. It needs a C
compiler, and ends with 1 if anything was wrong. Nothing is left behind.
"""

import argparse
import itertools
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.live.truth.random_programs import (
    Verdict,
    judged,
    judged_for,
)


def main() -> int:
    """Judge programs for as long as asked; return the exit status."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--seed", type=int, default=int(time.time()))
    asked = options.parse_args()
    programs = facts = wrong = 0
    verdicts = (
        judged_for(asked.seconds, itertools.count(asked.seed))
        if asked.seconds
        else iter([judged(asked.seed)])
    )
    for verdict in verdicts:
        programs, facts = programs + 1, facts + verdict.facts
        wrong += len(verdict.wrong)
        _tell(verdict)
    print(f"{programs} programs, {facts} facts, {wrong} wrong")
    return int(wrong > 0)


def _tell(verdict: Verdict) -> None:
    for text in verdict.wrong:
        print(f"seed {verdict.seed}: {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
