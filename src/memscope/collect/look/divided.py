"""What is behind the share of each process: of several, only shares can be added up.

The numbers of a mapping say what of it is anonymous, but not how that is shared; the
kernel's sums of a process do (smaps_rollup). They are read a moment after all else.
"""

from msgspec.structs import replace

from memscope.errors import ParseError, ProcError
from memscope.model.process import Process
from memscope.model.region import ProcessUsage
from memscope.model.snapshot import Snapshot
from memscope.parse.smaps_rollup import parse_rollup
from memscope.parse.stat import parse_stat
from memscope.proc.fs import ProcFs


def with_divided_shares(snapshot: Snapshot, fs: ProcFs) -> Snapshot:
    """Return the look with what the share of each process is made of, where known."""
    processes = tuple(
        replace(one, usage=_divided(one, fs)) if one.regions else one
        for one in snapshot.processes
    )
    return replace(snapshot, processes=processes)


def _divided(process: Process, fs: ProcFs) -> ProcessUsage:
    try:
        with fs.process(process.pid) as directory:
            share = parse_rollup(directory.read("smaps_rollup"))
            if parse_stat(directory.read("stat")).start_ticks != process.start_ticks:
                return process.usage  # another one has its number now
    except (ProcError, ParseError):
        return process.usage
    return replace(
        process.usage,
        share_anonymous=share.anonymous,
        share_file=share.file,
        share_shmem=share.shmem,
    )
