"""What changed in one process between two looks.

Regions are matched by what they are and where they begin or end, never by their
position in the list: a new mapping in the middle must not make all others "changed".
"""

from collections.abc import Callable, Iterable, Iterator

from memscope.model.diff import Change, Difference, ThreadChange
from memscope.model.process import Process, Thread
from memscope.model.region import Region

Pair = tuple[Region, Region]


def changes_between(old: Process, new: Process) -> tuple[Change, ...]:
    """Return what changed, threads first, then regions in order of address."""
    return (
        *_thread_changes(old.threads, new.threads),
        *_region_changes(old.regions, new.regions),
    )


def _thread_changes(
    old: tuple[Thread, ...], new: tuple[Thread, ...]
) -> Iterator[Change]:
    before = {thread.tid: thread for thread in old}
    after = {thread.tid: thread for thread in new}
    for tid in after.keys() - before.keys():
        yield _thread_change(ThreadChange.STARTED, after[tid])
    for tid in before.keys() - after.keys():
        yield _thread_change(ThreadChange.ENDED, before[tid])


def _thread_change(what: ThreadChange, thread: Thread) -> Change:
    return Change(what, None, thread.name, None, None, thread.tid)


def _region_changes(
    old: tuple[Region, ...], new: tuple[Region, ...]
) -> tuple[Change, ...]:
    pairs, gone, appeared = match_regions(old, new)
    changes = [
        *(_whole(Difference.GONE, region, -region.size) for region in gone),
        *(_whole(Difference.APPEARED, region, region.size) for region in appeared),
    ]
    for before, after in pairs:
        changes += _differences(before, after)
    return tuple(sorted(changes, key=lambda change: change.start or 0))


def match_regions(
    old: Iterable[Region], new: Iterable[Region]
) -> tuple[list[Pair], list[Region], list[Region]]:
    """Find the same region in two looks at one address space.

    Returns:
        Pairs of what is the same region; regions only in `old`; only in `new`.
    """
    pairs: list[Pair] = []
    gone, appeared = list(old), list(new)
    for key in (_by_start, _by_end):
        found, gone, appeared = _match(gone, appeared, key)
        pairs += found
    return pairs, gone, appeared


def _by_start(region: Region) -> tuple[object, ...]:
    return (region.kind, region.path, region.start)


def _by_end(region: Region) -> tuple[object, ...]:
    """Stacks, and mappings placed below their neighbours, grow downwards."""
    return (region.kind, region.path, region.end)


def _match(
    old: list[Region], new: list[Region], key: Callable[[Region], tuple[object, ...]]
) -> tuple[list[Pair], list[Region], list[Region]]:
    before = {key(region): region for region in old}
    pairs, unmatched = [], []
    for region in new:
        twin = before.pop(key(region), None)
        if twin is None:
            unmatched.append(region)
        else:
            pairs.append((twin, region))
    return pairs, list(before.values()), unmatched


def _differences(before: Region, after: Region) -> Iterator[Change]:
    if before.size != after.size:
        what = Difference.GREW if after.size > before.size else Difference.SHRANK
        yield _whole(what, after, after.size - before.size)
    if before.perms != after.perms:
        yield Change(
            Difference.PERMISSIONS,
            after.kind,
            after.label,
            after.start,
            0,
            after.thread,
            before.perms,
            after.perms,
        )
    was, now = before.usage.resident, after.usage.resident
    if was is not None and now is not None and was != now:
        what = Difference.TOUCHED if now > was else Difference.RELEASED
        yield _whole(what, after, now - was)


def _whole(what: Difference, region: Region, delta: int) -> Change:
    return Change(what, region.kind, region.label, region.start, delta, region.thread)
