"""What is together in the table: a group, and what is inside it."""

from bisect import bisect_right
from collections.abc import Sequence
from operator import attrgetter

from memscope.analyze.space.amounts import amounts_of
from memscope.analyze.space.row import Amounts, RowKey, What
from memscope.model.kinds import Kind
from memscope.model.region import Region

_start = attrgetter("start")


class RowGroup:
    """Regions that have a row together.

    Attributes:
        key: Who it is.
        what: `GROUP`, or `MORE` for those that are put together for lack of lines.
        regions: In order of address.
        members: What is seen when it is opened, in order of address: regions, and
            groups of those that belong together.
        folds: What `fold.py` made of it already, by what had to stand alone.
        large: Which members it found large, and the few largest; None: not yet.
    """

    __slots__ = (
        *("_amounts", "_starts", "folds", "key", "large"),
        *("members", "regions", "what"),
    )

    def __init__(
        self,
        key: RowKey,
        regions: Sequence[Region],
        members: "Sequence[Member] | None" = None,
        what: What = What.GROUP,
    ) -> None:
        self.key, self.what = key, what
        self.regions = regions
        self.members: Sequence[Member] = regions if members is None else members
        self.large: tuple[frozenset[int], frozenset[int]] | None = None
        self.folds: dict[tuple[int, ...], Folded] = {}
        self._amounts: Amounts | None = None
        self._starts: list[int] | None = None

    @property
    def start(self) -> int:
        """Lowest address."""
        return self.regions[0].start

    @property
    def end(self) -> int:
        """First address after the highest: where it stands in the table."""
        return self.regions[-1].end

    @property
    def is_disjoint(self) -> bool:
        """No member reaches around another one, as the parts of files may."""
        kinds = (Kind.THREAD_STACK.value, Kind.ARENA.value)
        return self.members is self.regions or self.key.kind in kinds

    @property
    def amounts(self) -> Amounts:
        """Sums of its regions; added up once."""
        return self._amounts if self._amounts is not None else self.add_up()

    def add_up(self) -> Amounts:
        """Add up its regions."""
        self._amounts = amounts_of(self.regions)
        return self._amounts

    def holds(self, address: int) -> bool:
        """Tell whether one of its regions has an address."""
        if self._starts is None:
            self._starts = list(map(_start, self.regions))
        at = bisect_right(self._starts, address) - 1
        return at >= 0 and address < self.regions[at].end


Member = Region | RowGroup
Folded = tuple[Sequence[Member], RowGroup | None]
"""Members that have rows of their own, and the rest."""


def start_of(member: Member) -> int:
    """Return the lowest address."""
    return member.start


def end_of(member: Member) -> int:
    """Return the first address after the highest."""
    return member.end


def regions_of(member: Member) -> Sequence[Region]:
    """Return the regions of a member, which may be one itself."""
    return member.regions if isinstance(member, RowGroup) else (member,)


def holds(member: Member, address: int) -> bool:
    """Tell whether an address lies in a member."""
    if isinstance(member, RowGroup):
        return member.holds(address)
    return member.start <= address < member.end


def key_of(member: Member, process: tuple[int, int]) -> RowKey:
    """Return who a member is."""
    if isinstance(member, RowGroup):
        return member.key
    return region_key(process, member)


def region_key(process: tuple[int, int], region: Region) -> RowKey:
    """Return the key of a region's row."""
    return RowKey(process, What.REGION, 0, region.kind.value, "", region.start)
