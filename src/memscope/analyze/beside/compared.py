"""What a comparison found, by rows: how much of an object is really one memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from memscope.analyze.beside.objects import ObjectPart
from memscope.analyze.beside.rows import BesideRow
from memscope.analyze.sharing.verdicts import KnownOfPages
from memscope.model.page import PageMap
from memscope.model.sharing import Comparison, PagePairs, Proof, SpaceRelation
from memscope.model.word import Word

Identity = tuple[int, int]


class Footing(Word):
    """What a number of shared bytes stands on."""

    CERTAIN = "certain"
    """The numbers of the frames were compared, or the kernel said so."""
    LIKELY = "likely"
    """Pages of one file, or shared with somebody and equal: no frame was seen."""
    NEEDS_ROOT = "needs-root"
    """Nothing we may know decides it."""
    NOT_COMPARED = "not-compared"


class Gutter(NamedTuple):
    """What two processes that stand beside each other share of an object.

    Attributes:
        footing: How that is known.
        same: Bytes in the same frames; None: unknown.
        undecided: Bytes more that may be, too.
        share: Of the larger of the two, 0 to 1; None: unknown, or nothing is in RAM.
    """

    footing: Footing = Footing.NOT_COMPARED
    same: int | None = None
    undecided: int = 0
    share: float | None = None


class FrameSums(NamedTuple):
    """Bytes in RAM of all together, each frame once.

    Attributes:
        each: Of each process.
        only: In that process alone, among these.
        both: In all of them.
        together: Each frame once.
        footing: How that is known.
    """

    each: tuple[int, ...]
    only: tuple[int, ...]
    both: int
    together: int
    footing: Footing = Footing.CERTAIN


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """Two neighbours that were compared.

    Attributes:
        comparison: What was found.
        pages: Of both, as they were read; None: not to be had.
        same: Frames that are really one memory, without the page of zeros; None:
            hidden.
        known: What was found out besides; None: one address space.
    """

    comparison: Comparison
    pages: tuple[PageMap | None, PageMap | None] = (None, None)
    same: frozenset[int] | None = None
    known: KnownOfPages | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ComparedSpaces:
    """What was found out of processes beside each other.

    Attributes:
        keys: Who they are.
        pairs: Each with the one to its right; None: not compared yet.
        sums: Of all of them; None: unknown.
        everywhere: Bytes in frames that all of them have, by first address of a region
            of the first; None: frames are hidden, or not all were compared.
        done: Regions compared.
        of: Regions to compare.
        is_stopped: The reader ended it: what is here was found until then.
    """

    keys: tuple[Identity, ...]
    pairs: tuple[Neighbours | None, ...]
    sums: FrameSums | None = None
    everywhere: Mapping[int, int] | None = None
    done: int = 0
    of: int = 0
    is_stopped: bool = False
    _links: list[Mapping[int, list[tuple[int, PagePairs]]]] = field(
        default_factory=list
    )

    def links(self, at: int) -> Mapping[int, list[tuple[int, PagePairs]]]:
        """Return what corresponds to a region of process `at`, by its first address.

        Each is the first address in the neighbour to the right, and the bytes.
        """
        if not self._links:
            self._links.extend(_links_of(pair) for pair in self.pairs)
        return self._links[at]


def _links_of(pair: Neighbours | None) -> dict[int, list[tuple[int, PagePairs]]]:
    found: dict[int, list[tuple[int, PagePairs]]] = {}
    if pair is None:
        return found
    size = pair.comparison.system.page_size
    for one in pair.comparison.pairs:
        if one.pages is not None:
            counts = one.in_bytes or _times(one.pages, size)
            found.setdefault(one.first.start, []).append((one.second.start, counts))
    return found


def _times(pages: PagePairs, size: int) -> PagePairs:
    return PagePairs(
        both=pages.both * size,
        same=pages.same * size,
        different=pages.different * size,
        alike=pages.alike * size,
        undecided=pages.undecided * size,
    )


def gutter_of(row: BesideRow, at: int, compared: ComparedSpaces | None) -> Gutter:
    """Return what process `at` and the one to its right share of a row."""
    first, second = row.parts[at], row.parts[at + 1]
    if compared is None or first is None or second is None:
        return Gutter()
    pair = compared.pairs[at]
    if pair is None:
        return Gutter()
    found = _counts(first, second, compared.links(at))
    if found is None:
        return Gutter()
    same, undecided = found
    return _judged(same, undecided, _larger(first, second), pair.comparison)


def _counts(
    first: ObjectPart,
    second: ObjectPart,
    links: Mapping[int, list[tuple[int, PagePairs]]],
) -> tuple[int, int] | None:
    """Add up what lies in both; None: not a single region was compared."""
    starts = {region.start for region in second.regions}
    same = undecided = 0
    is_known = False
    for region in first.regions:
        for start, counts in links.get(region.start, ()):
            if start in starts:
                is_known = True
                same += counts.same + counts.alike
                undecided += counts.undecided
    return (same, undecided) if is_known else None


def _larger(first: ObjectPart, second: ObjectPart) -> int:
    return max(first.amounts.resident or 0, second.amounts.resident or 0)


def _judged(same: int, undecided: int, larger: int, comparison: Comparison) -> Gutter:
    if not same and undecided:
        return Gutter(Footing.NEEDS_ROOT, None, undecided)
    share = min(same / larger, 1.0) if larger else None
    footing = footing_of(comparison) if same else Footing.CERTAIN
    return Gutter(footing, same, undecided, share)


def footing_of(comparison: Comparison) -> Footing:
    """Return what is said of the same pages: without frames nothing is certain."""
    if comparison.address_space is SpaceRelation.SAME:
        return Footing.CERTAIN
    if comparison.page_proof is None:
        return Footing.NOT_COMPARED
    is_proved = comparison.page_proof is Proof.FRAMES
    return Footing.CERTAIN if is_proved else Footing.LIKELY


def all_of(row: BesideRow, compared: ComparedSpaces | None) -> Gutter:
    """Return what all of more than two processes share of a row."""
    if compared is None or None in row.parts or None in compared.pairs:
        return Gutter()
    first = row.parts[0]
    assert first is not None
    between = [gutter_of(row, at, compared) for at in range(len(row.parts) - 1)]
    if any(one.same == 0 for one in between):
        return Gutter(Footing.CERTAIN, 0, 0, 0.0)
    if compared.everywhere is None:
        return Gutter(Footing.NEEDS_ROOT)
    same = sum(compared.everywhere.get(one.start, 0) for one in first.regions)
    largest = row.largest
    share = min(same / largest, 1.0) if largest else None
    return Gutter(Footing.CERTAIN, same, 0, share)
