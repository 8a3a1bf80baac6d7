"""One look at some processes: from pids to a Snapshot."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from msgspec.structs import replace

from memscope.collect.address_spaces import name_address_spaces
from memscope.collect.process import ProcessReader, Seen
from memscope.errors import AccessDenied, ProcessGone
from memscope.model.process import Process
from memscope.model.snapshot import Gap, Snapshot
from memscope.proc.family import with_descendants
from memscope.proc.fs import ProcFs
from memscope.proc.machine import this_system


@dataclass(slots=True)
class Collector:
    """Takes snapshots, and keeps between them what is costly to find out again.

    Not for several threads at once; give each its own.
    """

    fs: ProcFs = field(default_factory=ProcFs)
    _reader: ProcessReader = field(default_factory=ProcessReader)

    def look(
        self, pids: Sequence[int], *, smaps: bool = False, full: bool = False
    ) -> Snapshot:
        """Take one snapshot; a process that is gone is left out, with a gap.

        Args:
            pids: Processes, in the order wanted.
            smaps: Also read proportional, shared and private memory and flags. That
                makes the kernel walk all page tables, so a live view seldom does.
            full: With smaps: keep every number by the kernel's own name.
        """
        taken_at, began = datetime.now(UTC), time.perf_counter()
        seen: list[Seen] = []
        gaps: list[Gap] = []
        for pid in dict.fromkeys(pids):
            try:
                with self.fs.process(pid) as directory:
                    seen.append(
                        self._reader.read(directory, smaps=smaps or full, full=full)
                    )
            except ProcessGone as error:
                gaps.append(Gap("process", pid, error.reason))
        self._reader.forget_all_but({one.process.identity for one in seen})
        processes, more = _with_address_spaces(seen)
        for one in seen:
            gaps += one.gaps
        return Snapshot(
            taken_at=taken_at,
            took_ms=round((time.perf_counter() - began) * 1000, 3),
            system=this_system(),
            processes=processes,
            gaps=(*gaps, *more),
        )


def _with_address_spaces(
    seen: Sequence[Seen],
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
    pids: Sequence[int], *, children: bool = False, full: bool = False
) -> Snapshot:
    """Take one complete snapshot, for scripts.

    Args:
        pids: Processes, in the order wanted.
        children: Add all their descendants.
        full: Keep every number of smaps by the kernel's own name.

    Raises:
        ProcessGone: None of the processes exists.
        AccessDenied: None of them may be looked at.
    """
    wanted = with_descendants(pids) if children else pids
    snapshot = Collector().look(wanted, smaps=True, full=full)
    if not snapshot.processes and pids:
        raise ProcessGone(pids[0])
    if snapshot.processes and all(map(_is_refused, snapshot.processes)):
        refused = {gap.pid for gap in snapshot.gaps if gap.why == AccessDenied.reason}
        if refused:
            raise AccessDenied(snapshot.processes[0].pid, "memory map")
    return snapshot


def _is_refused(process: Process) -> bool:
    return not process.regions
