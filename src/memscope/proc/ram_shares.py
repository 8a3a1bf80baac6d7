"""What every process takes of the RAM: a few small files of each, on all processors.

No map is read and nothing of a process's memory: the kernel's own sums do. It walks the
page tables for them, which holds up a process that maps memory in that moment.
"""

import os
import re
from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from memscope.errors import AccessDenied, NotProvided, ProcessGone
from memscope.model.listing import RamShare
from memscope.parse.smaps_rollup import parse_rollup
from memscope.parse.stat import Stat, parse_stat
from memscope.parse.status import parse_status
from memscope.proc.fs import ProcDir, ProcFs

_WORTH_A_FORK = 60
"""Processes."""
_AT_ONCE = 8
_LONGEST = 1 << 12
"""Bytes of arguments: more than anybody reads of one process among hundreds."""
_NUMBER = re.compile(r"[0-9]{1,10}\Z")
_DELETED = " (deleted)"


class Sighting(Struct, frozen=True, gc=False, kw_only=True):
    """What the files of one process said.

    Attributes:
        pid: Process id.
        ppid: Its parent's.
        start_ticks: Start time in clock ticks since boot.
        name: As the kernel calls it.
        uid: Its effective user.
        threads: How many.
        is_kernel_thread: It has no memory of its own.
        exe: Path of its program; None when we may not know.
        cmdline: Arguments, or the beginning of them.
        place: Where the program was put, the same for all that share the memory; None:
            hidden from us.
        cgroup: What the file of that name says; None: not asked for.
        share: What it takes; of a refused one what everybody may know; None: it has
            no memory, as a zombie or a kernel thread.
        refused: Why that is all.
        is_wanted: It is one of those asked for; of others no memory was looked at.
    """

    pid: int
    ppid: int
    start_ticks: int
    name: str
    uid: int
    threads: int
    is_kernel_thread: bool = False
    exe: str | None = None
    cmdline: tuple[str, ...] = ()
    place: tuple[int, ...] | None = None
    cgroup: bytes | None = None
    share: RamShare | None = None
    refused: str | None = None
    is_wanted: bool = True


Wanted = Callable[[Sighting], bool]
"""Whether a process is asked for; its memory has not been looked at yet."""


def all_pids(fs: ProcFs) -> list[int]:
    """Return the processes that /proc shows to us."""
    return sorted(int(one) for one in os.listdir(fs.root) if _NUMBER.match(one))


def sightings(
    pids: Sequence[int], *, wanted: Wanted | None, cgroups: bool, fs: ProcFs
) -> tuple[list[Sighting], int]:
    """Look at processes.

    Args:
        pids: Which ones.
        wanted: Says of whom the memory is looked at; None: of everybody.
        cgroups: Read where each belongs.
        fs: The procfs.

    Returns:
        Those that were there, in the order of `pids`; and how many were not any more.
    """

    def find_out(pid: int) -> Sighting:
        with fs.process(pid) as directory:
            return _sighting(directory, wanted, cgroups)

    # Ourselves first: while a fork of us lives, half of our pages are its pages.
    ours = [pid for pid in pids if pid == os.getpid()]
    others = [pid for pid in pids if pid != os.getpid()]
    found = {pid: find_out(pid) for pid in ours}
    if len(others) >= 2 * _WORTH_A_FORK:
        from memscope.proc.side_by_side import Work

        work = Work(others, find_out, tuple[int, Sighting], _WORTH_A_FORK, _AT_ONCE)
        found |= work.side_by_side()
    vanished = 0
    for pid in others:
        if pid not in found:
            try:
                found[pid] = find_out(pid)
            except ProcessGone:
                vanished += 1
            except AccessDenied:
                pass  # hidepid=1 shows that there is one, and nothing of it
    return [found[pid] for pid in pids if pid in found], vanished


def _sighting(directory: ProcDir, wanted: Wanted | None, cgroups: bool) -> Sighting:
    stat = parse_stat(directory.read("stat"))
    # The first thread may end before the others: all of its files are empty then.
    has_ended = stat.state in ("Z", "X")
    at = _living_thread(directory) if has_ended and stat.threads > 1 else ""
    if stat.is_kernel_thread or (has_ended and not at):
        return _seen(directory, stat, "", None, False)
    if wanted is not None:
        seen = _seen(directory, stat, at, RamShare(), False)
        if not wanted(seen):
            return replace(seen, is_wanted=False)
    try:
        share, refused = _share(directory, at), None
    except (AccessDenied, NotProvided) as error:
        share, refused = _known_to_all(directory), error.reason
    return _seen(directory, stat, at, share, cgroups, refused)


def _seen(
    directory: ProcDir,
    stat: Stat,
    at: str,
    share: RamShare | None,
    cgroups: bool,
    refused: str | None = None,
) -> Sighting:
    place = tuple(one for one in stat.program if one is not None)
    has_memory = share is not None
    return Sighting(
        pid=directory.pid,
        ppid=stat.ppid,
        start_ticks=stat.start_ticks,
        name=stat.name,
        # The directory's own owner is always the effective user, never root instead.
        uid=os.fstat(directory.fd).st_uid,
        threads=stat.threads - bool(at),
        is_kernel_thread=stat.is_kernel_thread,
        exe=_program(directory, at) if has_memory else None,
        cmdline=_arguments(directory, at) if has_memory else (),
        place=place if len(place) == len(stat.program) else None,
        cgroup=directory.read("cgroup") if cgroups else None,
        share=share,
        refused=refused,
    )


def _living_thread(directory: ProcDir) -> str:
    """Return where the files of a thread are that lives on without the first one."""
    for tid in sorted(map(int, directory.list("task"))):
        if tid != directory.pid:
            return f"task/{tid}/"
    return ""


def _share(directory: ProcDir, at: str) -> RamShare:
    try:
        return parse_rollup(directory.read(f"{at}smaps_rollup"))
    except NotProvided:
        return parse_rollup(directory.read(f"{at}smaps"))


def _known_to_all(directory: ProcDir) -> RamShare:
    """Return the kernel's quick counts, which may be some pages behind."""
    status = parse_status(directory.read("status"))
    return RamShare(status.bytes_of("VmRSS"))


def _program(directory: ProcDir, at: str) -> str | None:
    try:
        path = directory.readlink(f"{at}exe")
    except (AccessDenied, NotProvided):
        return None
    if path.endswith(_DELETED) and _is_unlinked(directory, f"{at}exe"):
        return path.removesuffix(_DELETED)
    return path


def _is_unlinked(directory: ProcDir, name: str) -> bool:
    """Tell whether the file has no name any more; one may be called so."""
    try:
        return os.stat(name, dir_fd=directory.fd).st_nlink == 0
    except OSError:
        return False


def _arguments(directory: ProcDir, at: str) -> tuple[str, ...]:
    try:
        fd = directory.open(f"{at}cmdline")
    except (AccessDenied, NotProvided):
        return ()
    try:
        data = os.read(fd, _LONGEST)
    except OSError:
        return ()
    finally:
        os.close(fd)
    text = data.decode("utf-8", "surrogateescape")
    return tuple(text.removesuffix("\0").split("\0")) if text else ()
