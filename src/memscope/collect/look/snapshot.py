"""One look at some processes: from pids to a Snapshot."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from msgspec.structs import replace

from memscope.collect.look.address_spaces import name_address_spaces
from memscope.collect.look.divided import with_divided_shares
from memscope.collect.look.look import Detail
from memscope.collect.look.process import ProcessLook, ProcessReader
from memscope.collect.look.watched import Identity, Watched
from memscope.errors import (
    AccessDenied,
    NotProvided,
    ParseError,
    ProcError,
    ProcessGone,
)
from memscope.garbage import uncollected
from memscope.i18n import N_
from memscope.model.process import Process
from memscope.model.snapshot import MEMORY_MAP, Gap, Snapshot
from memscope.proc.fs import ProcDir, ProcFs
from memscope.proc.machine import this_system
from memscope.proc.processes import with_descendants
from memscope.proc.refusals import remedy_of
from memscope.proc.side_by_side import Work

_TRIES = 5
_WORTH_A_FORK = 20
"""Processes."""
_AT_ONCE = 4


@dataclass(slots=True)
class Collector:
    """Takes snapshots, and keeps between them what is costly to find out again.

    Not for several threads at once; give each its own.
    """

    fs: ProcFs = field(default_factory=ProcFs)
    _reader: ProcessReader = field(default_factory=ProcessReader)
    _watched: dict[Identity, Watched] = field(default_factory=dict)

    def look(
        self,
        pids: Sequence[int],
        *,
        detail: Detail = Detail.MAP,
        side_by_side: bool = False,
    ) -> Snapshot:
        """Take one snapshot; a process that is gone is left out, with a gap.

        Args:
            pids: Processes, in the order wanted; a thread stands for its process.
            detail: How closely to look; a live view seldom looks at more than the map.
            side_by_side: Share many processes out to forks of ours. What they find
                costly to find out is not kept for the next look.
        """
        see = partial(self._see, detail=detail)
        wanted = list(dict.fromkeys(pids))
        work = Work(wanted, see, tuple[int, ProcessLook], _WORTH_A_FORK, _AT_ONCE)
        with uncollected():
            return self._look(work, side_by_side=side_by_side)

    def _look(self, work: Work[ProcessLook], *, side_by_side: bool) -> Snapshot:
        taken_at, began = datetime.now(UTC), time.perf_counter()
        seen = work.side_by_side() if side_by_side else {}
        found: dict[Identity, ProcessLook] = {}
        gaps: list[Gap] = []
        for pid in work.ids:
            try:
                one = seen.get(pid) or work.find_out(pid)
            except (ProcError, ParseError) as error:
                gaps.append(_not_seen(pid, error))
            else:
                found[one.process.identity] = one
        self._watched = {key: one for key, one in self._watched.items() if key in found}
        processes, more = _with_address_spaces([*found.values()])
        for one in found.values():
            gaps += one.gaps
        return Snapshot(
            taken_at=taken_at,
            took_ms=round((time.perf_counter() - began) * 1000, 3),
            system=this_system(),
            processes=processes,
            gaps=(*gaps, *more),
        )

    def _see(self, pid: int, detail: Detail) -> ProcessLook:
        with self.fs.process(pid) as directory:
            seen = self._read(directory, detail)
        # /proc/TID exists for every thread, though it is not listed.
        if seen.leader not in (None, pid):
            return self._see(seen.leader, detail)
        return seen

    def _read(self, directory: ProcDir, detail: Detail) -> ProcessLook:
        for _ in range(_TRIES):
            try:
                return self._reader.read(directory, self._watched, detail)
            except (ProcessGone, NotProvided):
                if not directory.is_alive():
                    raise
                # It ended while we looked, and is a zombie now; or it called exec,
                # and the thread that showed its memory has another number now.
        why = N_("it changed faster than it could be read")
        raise ProcError(directory.pid, "process", why)


def _not_seen(pid: int, error: ProcError | ParseError) -> Gap:
    if isinstance(error, ParseError):
        return Gap(what="process", pid=pid, why=str(error))
    remedy = remedy_of(pid) if isinstance(error, AccessDenied) else None
    return Gap(what="process", pid=pid, why=error.reason, remedy=remedy)


def _with_address_spaces(
    seen: Sequence[ProcessLook],
) -> tuple[tuple[Process, ...], tuple[Gap, ...]]:
    tids = [one.live_tid for one in seen if one.live_tid is not None]
    names, gaps = name_address_spaces(tids)
    name_of = dict(zip(tids, names, strict=True))
    processes = tuple(
        replace(one.process, address_space=name_of[one.live_tid])
        if one.live_tid is not None
        else one.process
        for one in seen
    )
    return processes, gaps


def take_snapshot(
    pids: Sequence[int],
    *,
    children: bool = False,
    full: bool = False,
    without_map: bool = False,
) -> Snapshot:
    """Take one complete snapshot, for scripts.

    Args:
        pids: Processes, in the order wanted.
        children: Add all their descendants.
        full: Keep every number of smaps by the kernel's own name.
        without_map: What everybody may read of a process is worth a snapshot.

    Raises:
        AccessDenied: The map of none of the processes may be read.
        ProcError: None could be looked at for another reason: there is none, mostly.
    """
    wanted = with_descendants(pids) if children else pids
    detail = Detail.FULL if full else Detail.MEMORY
    collector = Collector()
    snapshot = collector.look(wanted, detail=detail, side_by_side=True)
    if snapshot.totals.processes > 1:
        snapshot = with_divided_shares(snapshot, collector.fs)
    if without_map and snapshot.processes:
        return snapshot
    if pids and not any(process.regions for process in snapshot.processes):
        for gap in snapshot.gaps:
            if gap.why == AccessDenied.reason and gap.pid is not None:
                raise AccessDenied(gap.pid, MEMORY_MAP, hint=gap.remedy)
        if not snapshot.processes:
            raise _no_process(pids[0], snapshot.gaps)
    return snapshot


def _no_process(pid: int, gaps: Sequence[Gap]) -> ProcError:
    why = gaps[0].why if gaps else ProcessGone.reason
    return (
        ProcessGone(pid) if why == ProcessGone.reason else ProcError(pid, "look", why)
    )
