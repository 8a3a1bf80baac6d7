"""What a filter needs to know besides a region: whose it is, and what was before."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from memscope.analyze.growth.growth import NO_GROWTH, Growth
from memscope.model.process import Process


@dataclass(frozen=True, slots=True, eq=False)
class Bearings:
    """One process, as far as a filter asks.

    Attributes:
        process: As seen now.
        growth: Within the span that the filter asks for.
        now: Seconds, in the source's clock.
        bookmark: When it was set; None: there is none.
        appeared: When regions were first seen, by first address: those that came
            after `watched_since`.
        watched_since: When the first look was; None: there were no looks before.
    """

    process: Process
    growth: Growth = NO_GROWTH
    now: float = 0.0
    bookmark: float | None = None
    appeared: Mapping[int, float] = field(default_factory=dict)
    watched_since: float | None = None
