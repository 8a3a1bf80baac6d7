"""What happened, each thing once: what goes on adds up, instead of being told again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from memscope.analyze.growth.steps import GrowthStep
from memscope.analyze.series import Tick, Ticks
from memscope.model.diff import Change, Difference, ThreadChange
from memscope.model.kinds import Kind
from memscope.model.region import Region

KEPT = 50
GOES_ON_S = 10.0
"""What happens again within so many seconds has not stopped."""
LARGE = 1 << 20
"""Bytes of address space that have to appear or go for a mark of their own."""
_OF_RAM = {Difference.TOUCHED, Difference.RELEASED}


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened, or goes on.

    Attributes:
        identity: In which process: pid and start time.
        what: What happened; of memory that came into RAM or left it, the sum decides:
            touched or released. None: the process ended.
        first_at: When it began: at the look before the first that showed it.
        at: When it was seen last.
        kind: Of the region; None for threads and processes.
        label: Of the region, or the thread's name.
        bytes: Sum: of RAM where it was touched or released, of address space where
            regions appeared or went.
        count: How many regions or threads, as often as they were told.
        address: Where the region begins, or began; None: nowhere.
        tid: The thread.
    """

    identity: tuple[int, int]
    what: Difference | ThreadChange | None
    first_at: float
    at: float
    kind: Kind | None = None
    label: str = ""
    bytes: int = 0
    count: int = 1
    address: int | None = None
    tid: int | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """What has to be the same for two of them to be one."""
        if isinstance(self.what, ThreadChange):
            return (self.identity, self.what)
        sort = "ram" if self.what in _OF_RAM else self.what
        return (self.identity, sort, self.label)


@dataclass(frozen=True, slots=True)
class Between:
    """What is different in one process between two looks.

    Attributes:
        identity: Of the process.
        before: When the look before was taken.
        at: When this one was.
        changes: As `changes_between` tells them.
        gone: Regions that only the look before has just so, in order of address.
        come: Those that only this one has.
        step: What came into RAM.
        appeared: Of `come`, those that are really new.
        left: Of `gone`, those of which nothing is there any more.
    """

    identity: tuple[int, int]
    before: float
    at: float
    changes: Sequence[Change]
    gone: Sequence[Region]
    come: Sequence[Region]
    step: GrowthStep
    appeared: Sequence[Region] = field(init=False)
    left: Sequence[Region] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "appeared", apart(self.come, self.gone))
        object.__setattr__(self, "left", apart(self.gone, self.come))

    def happened(self) -> list[Happening]:
        """Return what happened, one of each sort."""
        found: dict[tuple[object, ...], Happening] = {}
        for one in (*self._told(), *self._in_ram()):
            old = found.get(one.key)
            found[one.key] = _together(old, one) if old else one
        return [one for one in found.values() if one.bytes or one.what not in _OF_RAM]

    def ticks(self) -> list[Tick]:
        """Return the marks that this look puts into the history."""
        marks = (
            (Ticks.APPEARED, self.appeared),
            (Ticks.GONE, self.left),
        )
        ticks = [_tick(self.at, mark, regions) for mark, regions in marks]
        kinds = [one.what for one in self.changes]
        more = kinds.count(ThreadChange.STARTED) - kinds.count(ThreadChange.ENDED)
        if more:
            ticks.append(Tick(self.at, Ticks.THREADS, count=more))
        return [one for one in ticks if one is not None]

    def _told(self) -> Iterator[Happening]:
        for one in self.changes:
            if isinstance(one.what, ThreadChange) or one.what is Difference.PERMISSIONS:
                yield self._happening(one.what, one.kind, one.label, one.start, one.tid)
        for region in self.appeared:
            yield self._of(Difference.APPEARED, region, region.size)
        for region in self.left:
            yield self._of(Difference.GONE, region, -region.size)

    def _in_ram(self) -> Iterator[Happening]:
        """What appeared or went has been told; what it had in RAM is no news."""
        told = {one.start for one in (*self.appeared, *self.left)}
        regions = {int(one.start): one for one in (*self.gone, *self.come)}
        for start, delta in zip(self.step.starts, self.step.grew, strict=True):
            if start not in told:
                what = Difference.TOUCHED if delta > 0 else Difference.RELEASED
                yield self._of(what, regions[start], delta)

    def _of(self, what: Difference, region: Region, size: int) -> Happening:
        start = int(region.start)
        told = self._happening(what, region.kind, region.label, start, region.thread)
        return replace(told, bytes=size)

    def _happening(
        self,
        what: Difference | ThreadChange,
        kind: Kind | None,
        label: str,
        address: int | None,
        tid: int | None,
    ) -> Happening:
        return Happening(
            identity=self.identity,
            what=what,
            first_at=self.before,
            at=self.at,
            kind=kind,
            label=label,
            address=address,
            tid=tid,
        )


def apart(ones: Sequence[Region], others: Sequence[Region]) -> list[Region]:
    """Return the regions that touch none of the others: really new, or really gone.

    Args:
        ones: In order of address.
        others: Likewise.
    """
    found, at = [], 0
    for one in ones:
        while at < len(others) and others[at].end <= one.start:
            at += 1
        if at == len(others) or others[at].start >= one.end:
            found.append(one)
    return found


def listed_once(
    known: Sequence[Happening], new: Iterable[Happening]
) -> tuple[Happening, ...]:
    """Return both, the newest first; what goes on is one with what it was before."""
    found = list(known)
    for one in new:
        index = next(
            (i for i, old in enumerate(found) if _goes_on(old, one)), len(found)
        )
        old = found.pop(index) if index < len(found) else None
        found.insert(0, _together(old, one) if old else one)
    return tuple(found[:KEPT])


def _goes_on(old: Happening, new: Happening) -> bool:
    return old.key == new.key and new.first_at - old.at <= GOES_ON_S


def _together(old: Happening, new: Happening) -> Happening:
    size = old.bytes + new.bytes
    what = new.what
    if what in _OF_RAM:
        what = Difference.TOUCHED if size > 0 else Difference.RELEASED
    return replace(
        new,
        what=what,
        first_at=old.first_at,
        bytes=size,
        count=old.count + new.count,
    )


def _tick(at: float, what: Ticks, regions: Sequence[Region]) -> Tick | None:
    size = sum(one.size for one in regions)
    if size < LARGE:
        return None
    largest = max(regions, key=lambda one: one.size)
    return Tick(at, what, largest.label, len(regions), size, int(largest.start))
