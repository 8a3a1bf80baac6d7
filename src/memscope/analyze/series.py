"""How much there was of each kind of memory at each look, for a stacked picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from memscope.analyze.layers import LayerKey
from memscope.model.word import Word


class Ticks(Word):
    """What may be marked at a moment."""

    BOOKMARK = "bookmark"
    STEP = "step"
    """Of a lesson."""
    APPEARED = "appeared"
    """Regions, together at least `analyze.growth.events.LARGE`."""
    GONE = "gone"
    THREADS = "threads"
    """Threads started or ended."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Something that happened, at its moment.

    Attributes:
        at: Seconds, on the clock of the looks.
        what: A bookmark, a step, or what appeared and went.
        name: Of a bookmark, a step; the label of the largest region; else "".
        count: Regions or threads; negative: threads that ended.
        bytes: Of address space that appeared or went.
        address: Where the largest of them begins, or began; None: nowhere.
    """

    at: float
    what: Ticks
    name: str = ""
    count: int = 0
    bytes: int = 0
    address: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One kind of memory over time.

    Attributes:
        key: What it is, and whose colour it wears.
        values: Bytes in RAM at each of the times; None: nobody said.
    """

    key: LayerKey
    values: Sequence[int | None]

    @property
    def now(self) -> int | None:
        """What there was at the last look."""
        return self.values[-1] if self.values else None


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One process over time.

    Attributes:
        times: Seconds, on the clock of the looks, ascending; of what is long ago, one
            in many.
        layers: The largest at the last look first; those that were never in RAM are
            left out.
        resident: Of the whole process, as the kernel counts it; None: unknown.
        ticks: In order of time.
        whole_s: Seconds, back from the last look, of which whole looks are kept.
        looks: How many whole looks that are.
        is_short: Fewer seconds than wanted: there was no room for more.
        latest: What the last look said; equal ones draw the same. None: look yourself.
    """

    times: Sequence[float] = ()
    layers: Sequence[Layer] = ()
    resident: Sequence[int | None] = ()
    ticks: Sequence[Tick] = ()
    whole_s: float = 0.0
    looks: int = 0
    is_short: bool = False
    latest: object = None


NO_SERIES = Series()
