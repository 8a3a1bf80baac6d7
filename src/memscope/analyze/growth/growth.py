"""How much every region grew within a span: only those that did are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from memscope.analyze.growth.leak import GrowthSpan, Leak, leak_of
from memscope.analyze.growth.pace import LayerPace
from memscope.model.region import Region

COLUMN_S = 5.0
"""Seconds of one column of the last minute."""
COLUMNS = 12


@dataclass(frozen=True, slots=True)
class Window:
    """Since when differences count.

    Attributes:
        seconds: So many seconds ago; None: since the moment named.
        since: With no seconds: "bookmark", the last one, or "start".
    """

    seconds: float | None = 30.0
    since: str = ""


WINDOWS = (
    Window(10.0),
    Window(30.0),
    Window(300.0),
    Window(None, "bookmark"),
    Window(None, "start"),
)
"""In the order in which a key goes through them."""


@dataclass(frozen=True, slots=True, eq=False)
class Growth:
    """Differences of one process's resident bytes between two looks.

    Attributes:
        span_s: Seconds between the two: as asked for, or as far back as is known.
        wanted_s: Seconds that were asked for; since a moment: the same as `span_s`.
        by_start: Bytes by first address of a region, of those that changed; one that
            appeared counts with all it has.
        gone: Bytes of regions that are there no more, by first address, negative.
        total: Of the whole process; None: no earlier look.
        columns: Bytes by first address for each `COLUMN_S` of the last minute, the
            newest last; None where nobody looked yet.
        rate: Bytes a minute (Theil-Sen slope of the last looks); None: too few.
        rising: Share of the looks in which it rose or stayed, 0 to 1.
        since: Seconds since the slope began to hold; 0: it does not.
        looks: How many looks the rate is from.
        window: What was asked for.
        layers: Which kinds of memory the growth is in, the fastest first; () where
            it is not worth saying.
        spans: What each `COLUMN_S` of the last minutes brought, for `leak`.
        at: Moment of the later of the two looks.
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
    window: Window = Window()
    layers: Sequence[LayerPace] = ()
    spans: Sequence[GrowthSpan] = ()
    at: float = 0.0

    @property
    def is_growing(self) -> bool:
        """The whole process grows fast and steadily enough to say so."""
        return self.since > 0

    def says_the_same(self, other: "Growth") -> bool:
        """Tell whether both say the same of each region, and of a leak.

        Looks come a little early or late: the span is as long as the seconds say. What
        grew minutes ago counts for a leak, and each `COLUMN_S` anew.
        """
        is_still = not any(one.grew for one in (*self.spans, *other.spans))
        return (
            self._moved == other._moved
            and (is_still or self.at // COLUMN_S == other.at // COLUMN_S)
            and self.by_start == other.by_start
            and self.gone == other.gone
            and self.columns == other.columns
        )

    @property
    def _moved(self) -> object:
        """What is told of the whole process."""
        seconds = int(min(self.span_s, self.wanted_s))
        pace = (self.rate, self.rising, int(self.since), tuple(self.layers))
        return (self.window, seconds, self.total, pace)

    def leak(self, regions: Sequence[Region]) -> Leak | None:
        """Return what speaks for a leak in some regions, in order of address."""
        return leak_of(self.spans, regions, self.at)


NO_GROWTH = Growth()
