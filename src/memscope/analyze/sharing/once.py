"""Bytes of some regions of several processes, each frame of RAM counted once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from memscope.model.page import CODES, HUGE, PageState
from memscope.model.region import Region
from memscope.parse.pagemap import EXCLUSIVE, FRAME, PRESENT

Identity = tuple[int, int]
Place = tuple[Identity, int]
"""A region: whose it is, and its first address."""


@dataclass(frozen=True, slots=True, eq=False)
class CountedOnce:
    """What was counted; sizes in bytes.

    Attributes:
        regions: Of what, as it was then.
        own: In RAM, and mapped nowhere else.
        shared: In RAM, and mapped by others or in several places: each frame once
            where `is_certain`, else an upper bound.
        is_certain: The numbers of the frames were seen.
    """

    regions: Mapping[Place, Region]
    own: int
    shared: int
    is_certain: bool


class PagesOf(NamedTuple):
    """Pages of a region.

    Attributes:
        owner: Whose address space it is; two processes may have one.
        region: They lie in it, the first and the last perhaps in part.
        page_size: Bytes.
        pieces: (address of the first page, states, pagemap entries from there on).
    """

    owner: object
    region: Region
    page_size: int
    pieces: Iterable[tuple[int, bytes, Iterable[int]]]


class OnceTally:
    """Adds up region by region; forgets the numbers of frames as soon as it may.

    Attributes:
        hides: Frames that were met without their numbers.
        own: Bytes so far, see `CountedOnce`.
        shared: Likewise.
    """

    def __init__(self) -> None:
        self.hides = 0
        self._hidden = [0, 0]
        self._whole = (_FrameBits(), _FrameBits())
        self._parts: tuple[_Parts, _Parts] = ({}, {})

    @property
    def own(self) -> int:
        """Bytes that are mapped in one place alone."""
        return self._sum(0)

    @property
    def shared(self) -> int:
        """Bytes that are mapped in several places, there or elsewhere."""
        return self._sum(1)

    def add(self, pages: PagesOf) -> None:
        """Count the pages in RAM of a region; the page of zeros is nobody's."""
        size, region = pages.page_size, pages.region
        whole = [frames.add for frames in self._whole]
        for address, states, words in pages.pieces:
            page = address - size
            for state, word in zip(states, words, strict=True):
                page += size
                if word < PRESENT or state & ~HUGE == _ZERO:
                    continue
                place, frame = not word & EXCLUSIVE, word & FRAME
                if frame and region.start <= page and page + size <= region.end:
                    whole[place](frame, size)
                else:
                    inside = min(page + size, region.end) - max(page, region.start)
                    self._add_part(place, frame, inside, pages.owner)

    def _add_part(self, place: int, frame: int, inside: int, owner: object) -> None:
        if not frame:
            self.hides += 1
            self._hidden[place] += inside
            return
        of_frame = self._parts[place].setdefault(frame, {})
        of_frame[owner] = of_frame.get(owner, 0) + inside

    def _sum(self, place: int) -> int:
        """Add to whole frames those of which only a part is meant, by one process."""
        whole = self._whole[place]
        parts = (
            max(owners.values())
            for frame, owners in self._parts[place].items()
            if frame not in whole
        )
        return whole.size + self._hidden[place] + sum(parts)


_Parts = dict[int, dict[object, int]]
_ZERO = CODES[PageState.ZERO]
_BITS = 15


class _FrameBits:
    """Numbers of frames, a bit each: memory for all RAM of a machine is 1/32768 of it.

    Attributes:
        size: Bytes of all.
    """

    def __init__(self) -> None:
        self.size = 0
        self._maps: dict[int, bytearray] = {}

    def add(self, frame: int, size: int) -> None:
        """Note a frame of so many bytes; twice is once."""
        bits = self._maps.get(frame >> _BITS)
        if bits is None:
            bits = self._maps[frame >> _BITS] = bytearray(1 << _BITS - 3)
        at, bit = (frame & (1 << _BITS) - 1) >> 3, 1 << (frame & 7)
        if not bits[at] & bit:
            bits[at] |= bit
            self.size += size

    def __contains__(self, frame: int) -> bool:
        bits = self._maps.get(frame >> _BITS)
        return bits is not None and bool(
            bits[(frame & (1 << _BITS) - 1) >> 3] & 1 << (frame & 7)
        )
