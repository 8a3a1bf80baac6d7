"""What `why` finds in looks that were taken anyway: nothing is read for it."""

from collections.abc import Mapping

from memscope.analyze.why.judge import NOTHING
from memscope.collect.answer import answer_of
from memscope.collect.history.past import PastLooks
from memscope.collect.watching import Timed
from memscope.model.finding import Finding
from memscope.model.snapshot import Snapshot

_LOOKS, _BACK_S = 8, 120.0
"""So many looks of the last seconds show what grows."""
_MANY = 8_000
"""Regions; of more, only the last look is judged."""


def judged(
    at: float, now: Snapshot, past: PastLooks
) -> Mapping[tuple[int, int], tuple[Finding, ...]]:
    """Return what is wrong, or looks so, by process, the worst first.

    Args:
        at: When the look was taken.
        now: The look.
        past: What was before it.
    """
    is_large = sum(len(one.regions) for one in now.processes) > _MANY
    earlier = [] if is_large else _earlier(at, past)
    answer = answer_of(now, earlier=earlier, at=at)
    found = [one for one in answer.findings if one.id != NOTHING]
    return {
        one.identity: tuple(each for each in found if one.pid in each.pids)
        for one in now.processes
    }


def _earlier(at: float, past: PastLooks) -> list[Timed]:
    moments = [one for one in past.moments() if at - _BACK_S <= one < at]
    step = max(len(moments) // _LOOKS, 1)
    found = [past.at(one) for one in moments[::step][:_LOOKS]]
    return [one for one in found if one is not None]
