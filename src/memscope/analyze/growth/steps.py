"""How much memory came into RAM, and where, from one look to the next."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from memscope.model.process import Process
from memscope.model.region import Region


class GrowthStep(NamedTuple):
    """What one look has more than the one before, or less; only where it differs.

    Attributes:
        starts: First addresses of regions: of this look, else of what is gone.
        grew: Bytes in RAM, negative where they became fewer.
    """

    starts: Sequence[int]
    grew: Sequence[int]

    @property
    def total(self) -> int:
        """Bytes of all of them together."""
        return sum(self.grew)


NO_STEP = GrowthStep((), ())


def step_of(gone: Sequence[Region], come: Sequence[Region]) -> GrowthStep:
    """Return the step between two looks.

    What was there before belongs to the region that now covers its first address, so
    that a region may grow at both ends, and take in its neighbours. Where one of the
    sides is not known, there is no difference.

    Args:
        gone: Regions of the earlier look that the later one does not have just so, in
            order of address.
        come: The other way round.
    """
    bases = [0] * len(come)
    starts, grew = array("Q"), array("q")
    known = [one.usage.resident is not None for one in come]
    at = 0
    for was in gone:
        resident = was.usage.resident
        while at < len(come) and come[at].end <= was.start:
            at += 1
        if at < len(come) and come[at].start < was.end:
            if resident is None:
                known[at] = False
            else:
                bases[at] += resident
        elif resident:
            starts.append(was.start)
            grew.append(-resident)
    for one, base, is_known in zip(come, bases, known, strict=True):
        delta = (one.usage.resident or 0) - base
        if is_known and delta:
            starts.append(one.start)
            grew.append(delta)
    return GrowthStep(starts, grew) if starts else NO_STEP


def summed(steps: Iterable[GrowthStep]) -> dict[int, int]:
    """Add steps up, by address."""
    sums: dict[int, int] = {}
    for step in steps:
        add_step(sums, step)
    return sums


def add_step(sums: dict[int, int], step: GrowthStep, sign: int = 1) -> None:
    """Add one step to sums; with a sign of -1 take it away."""
    for start, delta in zip(step.starts, step.grew, strict=True):
        sums[start] = sums.get(start, 0) + sign * delta


class AddressPlaces:
    """Finds the region of an address: quickly for a few, and for thousands."""

    _FEW = 200

    def __init__(self, process: Process) -> None:
        self._process = process
        self._asked = 0
        self._starts: list[int] = []

    def start_of(self, address: int) -> int | None:
        """Return where the region of an address begins; None: nothing is there."""
        self._asked += 1
        if self._asked <= self._FEW:
            region = self._process.region_at(address)
            return None if region is None else region.start
        if not self._starts:
            self._starts = [one.start for one in self._process.regions]
        index = bisect_right(self._starts, address) - 1
        is_inside = index >= 0 and address < self._process.regions[index].end
        return self._starts[index] if is_inside else None


def placed(
    sums: Mapping[int, int], places: AddressPlaces
) -> tuple[dict[int, int], dict[int, int]]:
    """Say of which region each sum is by now, and what is in none any more.

    Args:
        sums: Bytes by address, of steps up to the look.
        places: Of the process at the look.
    """
    here: dict[int, int] = {}
    gone: dict[int, int] = {}
    for address, delta in sums.items():
        start = places.start_of(address)
        if start is None:
            gone[address] = gone.get(address, 0) + delta
        else:
            here[start] = here.get(start, 0) + delta
    return _without_nothing(here), _without_nothing(gone)


def _without_nothing(sums: dict[int, int]) -> dict[int, int]:
    return {start: delta for start, delta in sums.items() if delta}
