"""What grew, shrank, appeared and went since a moment: one row for all of a name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from memscope.analyze.diff.diff import diff
from memscope.analyze.sorts import sort_of
from memscope.model.diff import Difference, RegionDiff
from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.model.snapshot import Snapshot

Identity = tuple[int, int]
_WHOLE = (Difference.APPEARED, Difference.GONE)


@dataclass(frozen=True, slots=True)
class SinceRow:
    """Regions of one name to which the same happened.

    Attributes:
        what: `APPEARED`, `GONE`, or None: they were there before and still are.
        differences: All that is different in one of them.
        regions: As they are now; those that are gone as they were.
        name: Path of a file, or a label.
        before: Bytes in RAM then; 0 where they appeared; None: unknown of one.
        after: Bytes in RAM now; 0 where they are gone; None likewise.
        mapped: Bytes of address space gained; negative: lost.
    """

    what: Difference | None
    differences: tuple[Difference, ...]
    regions: tuple[Region, ...]
    name: str
    before: int | None
    after: int | None
    mapped: int

    @property
    def delta(self) -> int | None:
        """Bytes in RAM gained; None: unknown of one of them."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before

    @property
    def is_here(self) -> bool:
        """There is a place in memory now that it can be shown at."""
        return self.what is not Difference.GONE


@dataclass(frozen=True, slots=True, eq=False)
class Since:
    """What is different in one process between two looks.

    Attributes:
        key: Pid and start time.
        seconds: Between the two.
        rows: What gained most on top; what lost most at the end, before the unknown.
        delta: Bytes in RAM gained by the whole process; None: unknown.
        appeared: How many regions.
        gone: Likewise.
        changed: How many are still there and different.
        started: Threads that are there only now.
        ended: Threads that were there only then.
        is_known: Both looks could see it.
    """

    key: Identity
    seconds: float
    rows: tuple[SinceRow, ...]
    delta: int | None = None
    appeared: int = 0
    gone: int = 0
    changed: int = 0
    started: int = 0
    ended: int = 0
    is_known: bool = True


def since(before: Snapshot, after: Snapshot, key: Identity) -> Since | None:
    """Compare one process with itself at an earlier look.

    Args:
        before: The earlier look.
        after: The later one.
        key: Of the process.

    Returns:
        None where one of the looks has no such process.
    """
    old, new = _of(before, key), _of(after, key)
    if old is None or new is None:
        return None
    found = diff(replace(before, processes=(old,)), replace(after, processes=(new,)))
    one = found.processes[0]
    seconds = (after.taken_at - before.taken_at).total_seconds()
    if one.regions is None:
        return Since(key, seconds, (), is_known=False)
    kinds = [_what(region) for region in one.regions]
    was, now = old.usage.resident, new.usage.resident
    return Since(
        key=key,
        seconds=seconds,
        rows=tuple(_in_order(_rows(one.regions, new.exe))),
        delta=None if was is None or now is None else now - was,
        appeared=kinds.count(Difference.APPEARED),
        gone=kinds.count(Difference.GONE),
        changed=kinds.count(None),
        started=len(one.started),
        ended=len(one.ended),
    )


def _of(snapshot: Snapshot, key: Identity) -> Process | None:
    return next((one for one in snapshot.processes if one.identity == key), None)


def _what(one: RegionDiff) -> Difference | None:
    return next((what for what in _WHOLE if what in one.differences), None)


def _rows(regions: Sequence[RegionDiff], exe: str | None) -> Iterable[SinceRow]:
    alike: dict[tuple[Difference | None, Kind, str], list[RegionDiff]] = {}
    for one in regions:
        name = _name(one.region, exe)
        alike.setdefault((_what(one), one.region.kind, name), []).append(one)
    for (_happened, _kind, name), those in alike.items():
        yield _row(name, those)


def _name(region: Region, exe: str | None) -> str:
    if region.kind in (Kind.FILE, Kind.SHARED) and region.path:
        return region.path
    sort = sort_of(region, exe)
    return sort.own or sort.label


def _row(name: str, those: Sequence[RegionDiff]) -> SinceRow:
    words = [word for one in those for word in one.differences]
    return SinceRow(
        what=_what(those[0]),
        differences=tuple(dict.fromkeys(words)),
        regions=tuple(one.region for one in those),
        name=name,
        before=_sum(one.before for one in those),
        after=_sum(one.after for one in those),
        mapped=sum(one.delta for one in those),
    )


def _sum(regions: Iterable[Region | None]) -> int | None:
    """Add up what is in RAM; a region that is not there has nothing."""
    total = 0
    for region in regions:
        resident = 0 if region is None else region.usage.resident
        if resident is None:
            return None
        total += resident
    return total


def _in_order(rows: Iterable[SinceRow]) -> list[SinceRow]:
    return sorted(
        rows,
        key=lambda row: (row.delta is None, -(row.delta or 0), -row.mapped),
    )
