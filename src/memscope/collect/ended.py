"""Processes that end while they are looked at: what was seen stays, and it is said."""

from collections.abc import Iterable

from msgspec.structs import replace

from memscope.collect.closer.target import living_directory
from memscope.errors import ProcError, ProcessGone
from memscope.i18n import N_
from memscope.model.process import Process
from memscope.model.snapshot import MEMORY_MAP, Gap, Snapshot
from memscope.proc.fs import ProcFs

_REST = N_("the rest of the look")
_MEANWHILE = N_("the process ended meanwhile")


def with_ended(snapshot: Snapshot, *, fs: ProcFs | None = None) -> Snapshot:
    """Add a gap for each process that had memory and has none any more.

    Args:
        snapshot: A look that is over.
        fs: Where `/proc` is.
    """
    fs = fs or ProcFs()
    without_map = {gap.pid for gap in snapshot.gaps if gap.what == MEMORY_MAP}
    ended = (
        one.pid
        for one in snapshot.processes
        if one.pid not in without_map and _has_ended(fs, one)
    )
    return ended_meanwhile(snapshot, ended)


def ended_meanwhile(snapshot: Snapshot, pids: Iterable[int]) -> Snapshot:
    """Say of processes that no more could be seen of them."""
    gaps = (Gap(what=_REST, pid=pid, why=_MEANWHILE) for pid in pids)
    return replace(snapshot, gaps=(*snapshot.gaps, *gaps))


def _has_ended(fs: ProcFs, one: Process) -> bool:
    try:
        with living_directory(fs, one) as directory:
            return not directory.is_alive()
    except ProcessGone:
        return True
    except ProcError:
        return False
