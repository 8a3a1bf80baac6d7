"""What is different between two snapshots; pure."""

from collections.abc import Iterator

from memscope.analyze.diff.processes import (
    Pair,
    has_same_layout,
    is_same_machine,
    pair_processes,
)
from memscope.analyze.diff.regions import (
    Twins,
    thread_names,
    twins_by_address,
    twins_by_meaning,
)
from memscope.analyze.totals import Total, segment_totals
from memscope.i18n import N_
from memscope.model.diff import (
    Diff,
    Difference,
    ProcessDiff,
    RegionDiff,
    SegmentDiff,
    SideOfDiff,
)
from memscope.model.kinds import Segment
from memscope.model.process import Process, Thread
from memscope.model.region import Region
from memscope.model.snapshot import MEMORY_MAP, Gap, Snapshot

_UNSEEN = N_("one of the two snapshots could not see it")
_NOTHING = Total(0, 0, 0, 0)


def diff(before: Snapshot, after: Snapshot, *, usage: bool = True) -> Diff:
    """Tell what is different.

    Args:
        before: The first snapshot.
        after: The second.
        usage: False: what is in RAM, on swap or locked is no difference; only the
            layout and the threads count.
    """
    same_machine = is_same_machine(before, after)
    pairs, ended, started = pair_processes(before, after)
    processes = []
    for old, new in pairs:
        unseen = _is_unseen(before, old) or _is_unseen(after, new)
        one = _process((old, new), same_machine=same_machine, usage=usage)
        processes.append(_with_nothing_said(one) if unseen else one)
    return Diff(
        SideOfDiff(before.taken_at, before.system),
        SideOfDiff(after.taken_at, after.system),
        tuple(processes),
        tuple(ended),
        tuple(started),
        tuple(
            Gap(what=MEMORY_MAP, pid=one.after.pid, why=_UNSEEN)
            for one in processes
            if one.regions is None
        ),
    )


def _is_unseen(snapshot: Snapshot, process: Process) -> bool:
    """Tell whether a process has no regions because we were not let in."""
    return not process.regions and any(gap.pid == process.pid for gap in snapshot.gaps)


def _with_nothing_said(one: ProcessDiff) -> ProcessDiff:
    return ProcessDiff(
        one.before,
        one.after,
        one.same_process,
        one.same_layout,
        None,
        one.started,
        one.ended,
        (),
    )


def _process(pair: Pair, *, same_machine: bool, usage: bool) -> ProcessDiff:
    old, new = pair
    same_process = same_machine and old.identity == new.identity
    same_layout = has_same_layout(old, new)
    if same_layout:
        twins = twins_by_address(old.regions, new.regions)
    else:
        twins = twins_by_meaning(old, new)
    started, ended = _threads(old, new, by_number=same_process)
    return ProcessDiff(
        before=old,
        after=new,
        same_process=same_process,
        same_layout=same_layout,
        regions=tuple(
            _regions(
                twins, same_layout=same_layout, same_process=same_process, usage=usage
            )
        ),
        started=started,
        ended=ended,
        segments=tuple(_segments(old, new)),
    )


def _threads(
    old: Process, new: Process, *, by_number: bool
) -> tuple[tuple[Thread, ...], tuple[Thread, ...]]:
    """Return threads that started and threads that ended."""
    before: dict[int, object] = {one.tid: one.tid for one in old.threads}
    after: dict[int, object] = {one.tid: one.tid for one in new.threads}
    if not by_number:
        before.update(thread_names(old))
        after.update(thread_names(new))
    was, now = set(before.values()), set(after.values())
    return (
        tuple(one for one in new.threads if after[one.tid] not in was),
        tuple(one for one in old.threads if before[one.tid] not in now),
    )


def _regions(
    twins: Twins, *, same_layout: bool, same_process: bool, usage: bool
) -> list[RegionDiff]:
    found = [RegionDiff((Difference.GONE,), one, None) for one in twins.gone]
    found += [RegionDiff((Difference.APPEARED,), None, one) for one in twins.appeared]
    for old, new in twins.pairs:
        what = list(_differences(old, new, usage=usage))
        if same_layout and _has_moved(old, new):
            what.insert(0, Difference.MOVED)
        if same_process and old.thread != new.thread and Difference.MEANING not in what:
            what.append(Difference.MEANING)
        if what:
            found.append(RegionDiff(tuple(what), old, new))
    return sorted(found, key=lambda one: (one.region.start, one.after is not None))


def _has_moved(old: Region, new: Region) -> bool:
    if old.start == new.start or old.end == new.end:
        return False
    # What only grew at both ends is still where it was.
    return old.end <= new.start or new.end <= old.start or old.size == new.size


def _differences(old: Region, new: Region, *, usage: bool) -> Iterator[Difference]:
    if old.size != new.size:
        yield Difference.GREW if new.size > old.size else Difference.SHRANK
    if old.perms != new.perms:
        yield Difference.PERMISSIONS
    if old.kind is not new.kind:
        yield Difference.MEANING
    if not usage:
        return
    was, now = old.usage, new.usage
    if is_more := _change(was.resident, now.resident):
        yield Difference.TOUCHED if is_more > 0 else Difference.RELEASED
    if _change(was.swapped, now.swapped):
        yield Difference.SWAP
    if _change(was.locked, now.locked):
        yield Difference.LOCK


def _change(was: int | None, now: int | None) -> int:
    """Return the difference; 0 when a side is unknown, which is no difference."""
    return 0 if was is None or now is None else now - was


def _segments(old: Process, new: Process) -> Iterator[SegmentDiff]:
    before, after = segment_totals(old), segment_totals(new)
    for segment in Segment:
        if segment in before or segment in after:
            was = before.get(segment, _NOTHING)
            now = after.get(segment, _NOTHING)
            yield SegmentDiff(
                segment,
                (was.regions, now.regions),
                (was.virtual, now.virtual),
                (was.resident, now.resident),
            )
