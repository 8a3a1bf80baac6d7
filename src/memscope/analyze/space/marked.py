"""What the marked rows add up to, each region once, and shared pages once if known."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from memscope.analyze.growth.growth import Growth
from memscope.analyze.space.row import SpaceRow
from memscope.model.region import Region

_Spot = tuple[tuple[int, int], int]
Frames = Mapping[_Spot, Collection[int]]
"""Numbers of page frames that others map too, by process and start of a region."""


@dataclass(frozen=True, slots=True)
class MarkedSums:
    """Sums in bytes; None: unknown of all of them.

    Attributes:
        count: Marked rows.
        regions: Regions in them, each once.
        resident: In RAM.
        own: In RAM, and nobody else maps it.
        shared: In RAM, and others map it.
        is_once: `shared` has every page once; else it is an upper bound.
        swapped: On swap.
        grew: Within the window; None: nobody looked before.
        span_s: Seconds of the window.
        share: Of what the processes have in RAM, 0 to 1; None: unknown.
        partial: Which of the numbers are unknown of some region.
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


def marked_sums(
    rows: Sequence[SpaceRow],
    growth: Mapping[tuple[int, int], Growth] | None = None,
    frames: Frames | None = None,
    page_size: int = 4096,
) -> MarkedSums:
    """Add up the marked rows; a region of a group that is marked too counts once.

    Args:
        rows: Those that are marked.
        growth: By process.
        frames: Where known.
        page_size: Bytes of a frame.
    """
    found: dict[_Spot, Region] = {
        (row.process.identity, region.start): region
        for row in rows
        for region in row.regions
    }
    regions = list(found.values())
    once = _once(found, frames, page_size)
    columns = {
        name: [getattr(one.usage, of) for one in regions] for name, of in _AMOUNTS
    }
    resident, own, shared, swapped = map(_sum, columns.values())
    span, grew = _grew(found, growth or {})
    return MarkedSums(
        *(len(rows), len(regions), resident, own),
        shared=shared if once is None else once,
        is_once=once is not None or _is_one_space(found),
        swapped=swapped,
        grew=grew,
        span_s=span,
        share=_share(rows, resident),
        partial=frozenset(name for name, of in columns.items() if None in of),
    )


_AMOUNTS = (
    *(("resident", "resident"), ("own", "private")),
    *(("shared", "shared"), ("swapped", "swapped")),
)
"""Numbers here, and what a region calls them."""


def _sum(values: Sequence[int | None]) -> int | None:
    known = [one for one in values if one is not None]
    return None if values and not known else sum(known)


def _once(
    found: Mapping[_Spot, Region], frames: Frames | None, page_size: int
) -> int | None:
    """Bytes of the frames, each once; None: of some region they are not known."""
    if frames is None:
        return None
    seen: set[int] = set()
    for place, region in found.items():
        if region.usage.shared and place not in frames:
            return None
        seen.update(frames.get(place, ()))
    return len(seen) * page_size


def _is_one_space(found: Mapping[_Spot, Region]) -> bool:
    """One process has each page once, unless it maps it in two places."""
    starts = {start for _process, start in found}
    is_twice = any(starts.intersection(one.aliases) for one in found.values())
    return len({process for process, _start in found}) <= 1 and not is_twice


def _grew(
    found: Mapping[_Spot, Region], growth: Mapping[tuple[int, int], Growth]
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
