"""The steps: which key, what it does, why, and how the screen looks when it has."""

from collections.abc import Callable
from dataclasses import dataclass

from memscope.i18n import N_
from memscope.tui.keys import MEMORY, THREADS
from memscope.tui.tour.seen import TourSight

Happened = Callable[[TourSight, TourSight], bool]
"""Compares how the screen was when the part began with how it is now."""
_GREW = 512 << 10
"""Bytes; half of what the sample allocates when told."""


@dataclass(frozen=True, slots=True)
class TourKey:
    """One key of a step.

    Attributes:
        key: As shown.
        what: It does; English, as all words here.
        why: That is worth knowing.
        happened: Tells whether the screen shows it.
    """

    key: str
    what: str
    why: str
    happened: Happened


def _opened(before: TourSight, now: TourSight) -> bool:
    return bool(now.opened - before.opened)


def _grew(before: TourSight, now: TourSight) -> bool:
    if before.resident is None or now.resident is None:
        return False
    return not now.is_back and now.resident - before.resident >= _GREW


Step = tuple[TourKey, ...]

STEPS: tuple[Step, ...] = (
    (
        TourKey("→", N_("opens the row of the heap"),
             N_("Each row is a piece of memory; ▸ says that there is more inside."),
             _opened),
    ),
    (
        TourKey("1", N_("makes this sample program allocate 1 MiB"),
             N_("Watch the heap: the end of its bar is what came just now."),
             _grew),
    ),
    (
        TourKey("[", N_("goes ten seconds back"),
             N_("The program runs on; the screen shows how it was."),
             lambda _before, now: now.is_back),
        TourKey("]", N_("goes ten seconds on: press it until now"),
             N_("The line at the top says which moment you see."),
             lambda _before, now: not now.is_back),
    ),
    (
        TourKey("/", N_("opens the filter"),
             N_("Names, sizes, permissions: what you type is all that is shown."),
             lambda _before, now: now.is_typing or now.asks_growth),
        TourKey("1", N_("asks the first ready-made question: what grew?"),
             N_("Six of them stand there as long as nothing is typed."),
             lambda _before, now: now.asks_growth),
        TourKey("esc", N_("takes the filter away"),
             N_("Everything else is back, the largest and the smallest."),
             lambda _before, now: not now.is_typing and not now.is_filtered),
    ),
    (
        TourKey("tab", N_("goes to the next pane: on to the threads"),
             N_("The pane with the bright line gets the keys."),
             lambda _before, now: now.pane == THREADS),
        TourKey("enter", N_("goes from this thread to its stack"),
             N_("Every thread has one of its own; ◀ SP is how far it is in use."),
             lambda _before, now: now.pane == MEMORY and now.is_on_stack),
    ),
)  # fmt: skip
