"""What repetitions of a measurement tell together: yes, no, or nothing.

Other programs make some repetitions longer, and none shorter. So the slowest third
does not count, and what is left has to agree: one time alone decides nothing.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from memscope.i18n import N_

T = TypeVar("T")

CLEARLY = 1.3
"""A ratio that noise on a shared machine does not make."""

UNCLEAR = N_("the repetitions differ too much; try again when the machine is at rest")
TOO_CLOSE = N_(
    "the difference is too small to tell; try again when the machine is idle"
)
BUSY = N_("other programs keep the processors busy; try again when they rest")


def decide(
    quick: Sequence[float],
    slow: Sequence[float],
    *,
    times: float = 1.0,
    or_else: float | None = None,
) -> bool | None:
    """Tell whether one thing is quicker than another, from repetitions of both.

    Args:
        quick: What every repetition of the quicker one took, in any unit.
        slow: The same of the slower one.
        times: It has to be more than so many times as quick.
        or_else: It is contradicted when it is no more than so many times as quick;
            as `times` unless given. In between nobody can tell.

    Returns:
        None when the repetitions overlap, or there are fewer than two of one of them.
    """
    quick, slow = _undisturbed(quick), _undisturbed(slow)
    if not quick or not slow:
        return None
    if max(quick) * times < min(slow):
        return True
    limit = times if or_else is None else or_else
    return False if min(quick) * limit >= max(slow) else None


def is_below(times: Sequence[float], bound: float) -> bool | None:
    """Tell whether repetitions agree that something stays below a bound."""
    return decide(times, (bound, bound))


def is_above(times: Sequence[float], bound: float) -> bool | None:
    """Tell whether repetitions agree that something exceeds a bound."""
    return decide((bound, bound), times)


def _undisturbed(times: Sequence[float]) -> list[float]:
    """Return all but the slowest third; [] when one time is all there is."""
    return sorted(times)[: len(times) - len(times) // 3] if len(times) > 1 else []


def repeat(
    once: Callable[[], T],
    is_enough: Callable[[Sequence[T]], bool],
    *,
    least: int,
    most: int,
) -> list[T]:
    """Measure some times, and more often while that does not suffice.

    Args:
        once: Measures.
        is_enough: Tells whether nothing is left to be asked, from all so far.
        least: How often at least.
        most: How often at most.
    """
    found = [once() for _turn in range(least)]
    while len(found) < most and not is_enough(found):
        found.append(once())
    return found
