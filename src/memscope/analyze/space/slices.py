"""The whole address space as slices of one height, the highest addresses first.

Linear: a slice stands for so many bytes. Holes of more than two slices are cut, and no
region gets less than a slice. Two slices are a line.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import log2
from typing import NamedTuple

from memscope.analyze.space.terrain import Expanse, Terrain

PAGE = 4096
_STEP = 1.5
"""A scale that does not fit is followed by one so much coarser."""
_TURNS = 4
"""Halvings of the span between one that fits and one that does not."""
_ABSORBED = 2
"""What is too small to be told apart grows by this, until few enough parts are left."""
_CUT = 2
"""Slices of a hole that is cut: one line."""
NEAR = 1000
"""Regions on either side of what is magnified."""
ZOOM = 4
"""Times that a step of the zoom is closer."""


class SlicePart(NamedTuple):
    """Slices in a row for addresses in a row.

    Attributes:
        start: First address.
        end: First address after it.
        first: Number of its highest slice.
        height: Slices.
        step: Bytes of a slice; the lowest one may have fewer.
        is_cut: A hole that is not drawn to scale.
        run: First slice after the last cut.
    """

    start: int
    end: int
    first: int
    height: int
    step: int
    is_cut: bool = False
    run: int = 0

    @property
    def size(self) -> int:
        """Bytes of address space."""
        return self.end - self.start


@dataclass(frozen=True, slots=True, eq=False)
class Slices:
    """How an address space is divided.

    Attributes:
        parts: From the highest address down.
        scale: Bytes of a slice; 0: as the logarithm of each part.
        count: Slices of all parts: always whole lines.
    """

    parts: Sequence[SlicePart]
    scale: int
    count: int

    @property
    def start(self) -> int:
        """First address of the lowest part; 0 where there is none."""
        return self.parts[-1].start if self.parts else 0

    @property
    def end(self) -> int:
        """First address after the highest one."""
        return self.parts[0].end if self.parts else 0

    @property
    def lines(self) -> int:
        """Lines of all slices."""
        return self.count // 2

    def part_of(self, slice_: int) -> SlicePart | None:
        """Return the part that a slice belongs to; None where there is none."""
        at = bisect_right(self.parts, slice_, key=_first) - 1
        return self.parts[at] if at >= 0 and slice_ < self.count else None

    def bounds(self, slice_: int) -> tuple[int, int] | None:
        """Return the addresses [low, high) of a slice; those of a cut are all alike."""
        part = self.part_of(slice_)
        if part is None:
            return None
        if part.is_cut:
            return part.start, part.end
        high = part.end - (slice_ - part.first) * part.step
        if high <= part.start:  # What fills the last line stands for nothing.
            return None
        return max(high - part.step, part.start), high

    def slice_at(self, address: int) -> int:
        """Return the slice of an address; the nearest one of an address outside."""
        low, high = 0, len(self.parts) - 1
        while low < high:
            middle = (low + high) // 2
            if self.parts[middle].start <= address:
                high = middle
            else:
                low = middle + 1
        if not self.parts:
            return 0
        part = self.parts[low]
        if part.is_cut:
            return part.first + part.height - _CUT
        inside = max(min(address, part.end - 1), part.start)
        return part.first + (part.end - 1 - inside) // part.step

    def line_at(self, address: int) -> int:
        """Return the line of an address."""
        return self.slice_at(address) // 2

    def at_line(self, line: int) -> int | None:
        """Return the lowest address of a line; None where there is none.

        Above a cut the lower half of a line may be empty: its upper half counts.
        """
        upper, lower = self.bounds(line * 2), self.bounds(line * 2 + 1)
        part = self.part_of(line * 2 + 1)
        if lower is None or (part is not None and part.is_cut and upper != lower):
            return upper[0] if upper else None
        return lower[0]


def whole(terrain: Terrain, lines: int) -> Slices:
    """Divide a space so finely that all of it fits.

    Args:
        terrain: The space.
        lines: That there are.
    """
    capacity = max(lines, 1) * 2
    scale = _least_scale(terrain, capacity)
    coarse = _divided(terrain.coarse, scale, capacity // 2)
    if _fits(coarse, capacity):
        return coarse
    low = scale
    while not _fits(coarse, capacity):
        low, scale = scale, _rounded(scale * _STEP)
        coarse = _divided(terrain.coarse, scale, capacity // 2)
    for _turn in range(_TURNS):
        middle = _rounded((low + scale) / 2)
        found = _divided(terrain.coarse, middle, capacity // 2)
        if _fits(found, capacity):
            coarse, scale = found, middle
        else:
            low = middle
    return coarse


def _fits(slices: Slices, capacity: int) -> bool:
    return slices.count <= capacity


def _least_scale(terrain: Terrain, capacity: int) -> int:
    """Return a scale that is not too coarse: of more holes, some cannot be cut."""
    most = nlargest(capacity, (one.size for one in terrain.coarse if not one.sort))
    # A hole of more than a slice takes one at least, and one that is cut takes two.
    half = most[capacity // _CUT :][:1] or [0]
    least = max(half[0] // _CUT, most[-1] if len(most) == capacity else 0)
    return _rounded(max(terrain.mapped / capacity, least))


def closer(terrain: Terrain, scale: int, around: int) -> Slices:
    """Divide a space into slices of so many bytes, however many those are.

    Of 64,000 regions only those near an address are divided.

    Args:
        terrain: The space.
        scale: Bytes of a slice.
        around: The address.
    """
    scale = max(scale, PAGE)
    return _divided(terrain.stretches(scale, around, NEAR), scale, None)


def nearer(scale: int) -> int:
    """Return the next scale that is closer; a page is the last."""
    return max(_rounded(scale / ZOOM), PAGE)


def logarithmic(terrain: Terrain, lines: int) -> Slices:
    """Give each part a slice, and one more for every doubling of a page."""
    linear = whole(terrain, lines)
    parts = [
        Expanse(one.start, one.end, "" if one.is_cut else "?") for one in linear.parts
    ]
    cuts = sum(_CUT for one in parts if not one.sort)
    room = max(lines * 2 - cuts - len(parts), 0)
    wanted = sum(_doublings(one.size) for one in parts if one.sort)
    share = min(room / wanted, 1.0) if wanted else 0.0
    heights = [
        1 + int(_doublings(one.size) * share) if one.sort else _CUT for one in parts
    ]
    return _placed(parts, heights, 0)


def _doublings(size: int) -> float:
    return log2(max(size / PAGE, 1))


def _rounded(scale: float) -> int:
    """Return whole pages, at least one."""
    return max(-(-int(scale) // PAGE), 1) * PAGE


def _divided(stretches: Iterable[Expanse], scale: int, most: int | None) -> Slices:
    """Divide at one scale; where there are too many parts, the smallest are joined."""
    parts = _runs(stretches, scale)
    holes = sum(not one.sort for one in parts)
    if most is not None and holes >= most:
        most = None  # Nothing is absorbed across a hole.
    small = PAGE * _ABSORBED
    while most is not None and len(parts) > most and small <= scale * _ABSORBED:
        parts = _absorbed(parts, min(small, scale))
        small *= _ABSORBED
    parts.reverse()
    heights = [_CUT if _is_cut(one, scale) else -(-one.size // scale) for one in parts]
    return _placed(parts, heights, scale)


def _is_cut(one: Expanse, scale: int) -> bool:
    return not one.sort and one.size > _CUT * scale


def _runs(stretches: Iterable[Expanse], scale: int) -> list[Expanse]:
    """Let holes smaller than a slice belong to what is below them."""
    found: list[Expanse] = []
    for one in stretches:
        if found and (
            (not one.sort and one.size < scale) or one.sort == found[-1].sort
        ):
            found[-1] = found[-1]._replace(end=one.end)
        else:
            found.append(one)
    return found


def _absorbed(parts: Sequence[Expanse], small: int) -> list[Expanse]:
    """Let the larger of two neighbours have the other where that is small."""
    found: list[Expanse] = []
    for one in parts:
        last = found[-1] if found else None
        if (
            last is not None
            and last.sort
            and one.sort
            and min(last.size, one.size) < small
        ):
            sort = last.sort if last.size >= one.size else one.sort
            found[-1] = Expanse(last.start, one.end, sort)
        else:
            found.append(one)
    return found


def _placed(parts: Iterable[Expanse], heights: Iterable[int], scale: int) -> Slices:
    """Number the slices; a cut begins on a line, so that what is above ends on one."""
    found: list[SlicePart] = []
    first = run = 0
    for (start, end, sort), height in zip(parts, heights, strict=True):
        step = scale or _step(end - start, height)
        is_cut = not sort and (not scale or end - start > _CUT * scale)
        count = height + first % 2 if is_cut else -(-(end - start) // step)
        found.append(SlicePart(start, end, first, count, step, is_cut, run))
        first += count
        run = first if is_cut else run
    if first % 2:
        found[-1] = found[-1]._replace(height=found[-1].height + 1)
        first += 1
    return Slices(found, scale, first)


def _step(size: int, height: int) -> int:
    return _rounded(size / max(height, 1))


def _first(part: SlicePart) -> int:
    return part.first
