"""Holes that the textbook's picture shows."""

from collections.abc import Sequence
from itertools import pairwise

from memscope.analyze.space.hole import Hole
from memscope.model.region import Region


def large_holes(regions: Sequence[Region], at_least: int = 1 << 20) -> tuple[Hole, ...]:
    """Return the holes of at least so many bytes, in order of address."""
    return tuple(
        Hole(below.end, above.start)
        for below, above in pairwise(regions)
        if above.start - below.end >= at_least
    )
