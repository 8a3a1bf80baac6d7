"""How much every region grew within a span: only those that did are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

COLUMN_S = 5.0
"""Seconds of one column of the last minute."""
COLUMNS = 12


@dataclass(frozen=True, slots=True, eq=False)
class Growth:
    """Differences of one process's resident bytes between two looks.

    Attributes:
        span_s: Seconds between the two: as asked for, or as far back as is known.
        wanted_s: Seconds that were asked for.
        by_start: Bytes by first address of a region, of those that changed; one that
            appeared counts with all it has.
        gone: Bytes of regions that are there no more, by first address, negative.
        total: Of the whole process; None: no earlier look.
        columns: Bytes by first address for each `COLUMN_S` of the last minute, the
            newest last; None where nobody looked yet.
        rate: Bytes a minute (Theil-Sen slope of the last looks); None: too few.
        rising: Share of the looks in which it rose or stayed, 0 to 1.
        since: Seconds since the slope began to hold.
        looks: How many looks the rate is from.
    """

    span_s: float = 0.0
    wanted_s: float = 30.0
    by_start: Mapping[int, int] = field(default_factory=dict)
    gone: Mapping[int, int] = field(default_factory=dict)
    total: int | None = None
    columns: Mapping[int, Sequence[int | None]] = field(default_factory=dict)
    rate: float | None = None
    rising: float = 0.0
    since: float = 0.0
    looks: int = 0


NO_GROWTH = Growth()
