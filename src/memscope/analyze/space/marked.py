"""What the marked rows add up to, each region once, and shared pages once if known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from memscope.analyze.growth.growth import Growth
from memscope.analyze.sharing.once import CountedOnce, Place
from memscope.analyze.space.row import SpaceRow
from memscope.model.region import Region


@dataclass(frozen=True, slots=True)
class MarkedSums:
    """Sums in bytes; None: unknown of all of them.

    Attributes:
        count: Marked rows.
        regions: Regions in them, each once.
        resident: In RAM, added up: of several processes shared pages several times.
        own: In RAM, and nobody else maps it.
        shared: In RAM, and others map it.
        is_once: `shared` has every page once; else it is an upper bound.
        swapped: On swap.
        grew: Within the window; None: nobody looked before.
        span_s: Seconds of the window.
        share: Of what the processes have in RAM, 0 to 1; None: unknown.
        partial: Which of the numbers are unknown of some region.
        processes: Whose rows they are.
        is_old: `own` and `shared` were counted a few looks ago.
    """

    count: int
    regions: int
    resident: int | None
    own: int | None
    shared: int | None
    is_once: bool
    swapped: int | None
    grew: int | None = None
    span_s: float = 0.0
    share: float | None = None
    partial: frozenset[str] = frozenset()
    processes: int = 1
    is_old: bool = False

    @property
    def once(self) -> int | None:
        """Bytes of RAM that all of it takes, each page once; None: unknown."""
        if not self.is_once or self.own is None or self.shared is None:
            return None
        return self.own + self.shared


def regions_of(rows: Sequence[SpaceRow]) -> dict[Place, Region]:
    """Return the regions of some rows, each once."""
    return {
        (row.process.identity, region.start): region
        for row in rows
        for region in row.regions
    }


def needs_frames(regions: Mapping[Place, Region]) -> bool:
    """Tell whether a page may be in several of them, so that adding up is not all.

    One process has each page once, unless it maps it in two places.
    """
    starts = {start for _process, start in regions}
    is_twice = any(starts.intersection(one.aliases) for one in regions.values())
    return is_twice or len({process for process, _start in regions}) > 1


def marked_sums(
    rows: Sequence[SpaceRow],
    growth: Mapping[tuple[int, int], Growth] | None = None,
    counted: CountedOnce | None = None,
) -> MarkedSums:
    """Add up the marked rows; a region of a group that is marked too counts once.

    Args:
        rows: Those that are marked.
        growth: By process.
        counted: Their pages, perhaps of an earlier look; None: nobody counted them.
    """
    found = regions_of(rows)
    regions = list(found.values())
    columns = {
        name: [getattr(one.usage, of) for one in regions] for name, of in _AMOUNTS
    }
    resident, own, shared, swapped = map(_sum, columns.values())
    partial = {name for name, of in columns.items() if None in of}
    if counted is not None:
        own, shared = counted.own, counted.shared
        partial -= {"own", "shared"}
    is_certain = counted is not None and counted.is_certain
    span, grew = _grew(found, growth or {})
    return MarkedSums(
        *(len(rows), len(regions), resident, own, shared),
        is_once=is_certain or not needs_frames(found),
        swapped=swapped,
        grew=grew,
        span_s=span,
        share=_share(rows, resident),
        partial=frozenset(partial),
        processes=len({process for process, _start in found}),
        is_old=counted is not None and counted.regions != found,
    )


_AMOUNTS = (
    *(("resident", "resident"), ("own", "private")),
    *(("shared", "shared"), ("swapped", "swapped")),
)
"""Numbers here, and what a region calls them."""


def _sum(values: Sequence[int | None]) -> int | None:
    known = [one for one in values if one is not None]
    return None if values and not known else sum(known)


def _grew(
    found: Mapping[Place, Region], growth: Mapping[tuple[int, int], Growth]
) -> tuple[float, int | None]:
    of_them = [growth[one] for one in {process for process, _ in found} & set(growth)]
    if not of_them or any(one.total is None for one in of_them):
        return 0.0, None
    grew = sum(
        growth[process].by_start.get(start, 0)
        for process, start in found
        if process in growth
    )
    return max(one.span_s for one in of_them), grew


def _share(rows: Sequence[SpaceRow], resident: int | None) -> float | None:
    usages = {row.process.identity: row.process.usage.resident for row in rows}
    known = [one for one in usages.values() if one is not None]
    if resident is None or len(known) < len(usages) or not sum(known):
        return None
    return min(resident / sum(known), 1.0)
