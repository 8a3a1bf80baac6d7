"""What happened, each thing once: what goes on adds up, instead of being told again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from memscope.analyze.series import Tick, Ticks
from memscope.model.diff import Change, Difference, ThreadChange
from memscope.model.kinds import Kind

KEPT = 50
GOES_ON_S = 10.0
"""What happens again within so many seconds has not stopped."""
LARGE = 1 << 20
"""Bytes of address space that have to appear or go for a mark of their own."""
_OF_SIZE = {
    Difference.APPEARED,
    Difference.GONE,
    Difference.GREW,
    Difference.SHRANK,
}
_OF_RAM = {Difference.TOUCHED, Difference.RELEASED}


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened, or goes on.

    Attributes:
        identity: In which process: pid and start time.
        what: What happened; None: the process ended.
        first_at: When it began: at the look before the first that showed it.
        at: When it was seen last.
        kind: Of the region; None for threads and processes.
        label: Of the region, or the thread's name.
        bytes: Sum: of RAM where it was touched or released, else of address space.
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
        is_thread = isinstance(self.what, ThreadChange)
        return (self.identity, self.what, "" if is_thread else self.label)


def happened(
    identity: tuple[int, int], before: float, at: float, changes: Iterable[Change]
) -> list[Happening]:
    """Return what a look shows to have happened, one of each sort.

    Args:
        identity: Of the process.
        before: When the look before was taken.
        at: When this one was.
        changes: Between the two.
    """
    told = list(changes)
    resized = {one.start for one in told if one.what in _OF_SIZE}
    found: dict[tuple[object, ...], Happening] = {}
    for one in told:
        # What grew was touched too; the growth is the news.
        if one.what in _OF_RAM and one.start in resized:
            continue
        new = Happening(
            identity=identity,
            what=one.what,
            first_at=before,
            at=at,
            kind=one.kind,
            label=one.label,
            bytes=one.delta or 0,
            address=one.start,
            tid=one.tid,
        )
        old = found.get(new.key)
        found[new.key] = _together(old, new) if old else new
    return list(found.values())


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
    return replace(
        new,
        first_at=old.first_at,
        bytes=old.bytes + new.bytes,
        count=old.count + new.count,
    )


def ticks_of(at: float, changes: Sequence[Change]) -> list[Tick]:
    """Return the marks that a look puts into the history.

    Args:
        at: When it was taken.
        changes: Since the look before.
    """
    ticks = [
        tick
        for what, mark in (
            (Difference.APPEARED, Ticks.APPEARED),
            (Difference.GONE, Ticks.GONE),
        )
        if (tick := _regions(at, mark, [one for one in changes if one.what is what]))
    ]
    started = sum(one.what is ThreadChange.STARTED for one in changes)
    ended = sum(one.what is ThreadChange.ENDED for one in changes)
    if started != ended:
        ticks.append(Tick(at, Ticks.THREADS, count=started - ended))
    return ticks


def _regions(at: float, what: Ticks, changes: Sequence[Change]) -> Tick | None:
    size = sum(abs(one.delta or 0) for one in changes)
    if size < LARGE:
        return None
    largest = max(changes, key=lambda one: abs(one.delta or 0))
    return Tick(at, what, largest.label, len(changes), size, largest.start)
