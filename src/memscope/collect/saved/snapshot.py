"""A snapshot from saved text, and what such a one cannot tell."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from os import fsdecode

from msgspec.structs import replace

from memscope.analyze.anonymous.allocators import loaded_allocators
from memscope.analyze.limits import Taken, limits_of
from memscope.collect.saved.files import SavedText
from memscope.collect.saved.regions import saved_regions, saved_usage
from memscope.errors import ParseError
from memscope.i18n import N_
from memscope.model.process import Allocator, Process, Thread
from memscope.model.region import Region
from memscope.model.snapshot import MEMORY_MAP, Gap, Snapshot, System
from memscope.parse.limits import parse_limits
from memscope.parse.saved.records import SavedProcess
from memscope.parse.stat import Stat, parse_stat

_PAGE_SIZE = 4096
_PAGE_SIZES = (8192, 16384, 65536)
_ENOUGH = 20
"""Mappings; the addresses of fewer may all be round by chance."""
_MEMORY, _THREADS = N_("memory and files of the process"), N_("threads of the process")
_FROM_A_FILE = N_("from a file: memory could not be read")
_NOT_IN_FILE = N_("from a file: it does not tell")
_PID = N_("process id")
_NUMBERED = N_("from a file: it does not tell, so that processes are numbered")
_IN_RAM = N_("what is in RAM")
UNKNOWN_STATE = "?"


def snapshot_of_saved(texts: Sequence[SavedText], taken_at: datetime) -> Snapshot:
    """Return what saved text tells, as a snapshot.

    Args:
        texts: One a process, or one of several.
        taken_at: When it was saved, as far as that is known.
    """
    processes: list[Process] = []
    gaps: list[Gap] = []
    size = _page_size(texts)
    taken = {one.pid for text in texts for one in text.processes if one.pid}
    numbers = (one for one in range(1, 1 << 22) if one not in taken)
    for text in texts:
        for saved in text.processes:
            stat = _stat(text)
            pid = saved.pid or text.pid or _pid_of_status(saved)
            is_told = pid is not None and all(one.pid != pid for one in processes)
            number = pid if pid is not None and is_told else next(numbers)
            process = _process(saved, text, stat, number, size)
            processes.append(process)
            gaps += _gaps(saved, process, is_told=is_told)
    system = System(kernel="", machine="", page_size=size)
    return Snapshot(taken_at, 0.0, system, tuple(processes), tuple(gaps))


def _pid_of_status(saved: SavedProcess) -> int | None:
    found = saved.status.tgid or next(iter(saved.status.numbers("Pid")), None)
    return found if found and found < 1 << 31 else None


def _process(
    saved: SavedProcess, text: SavedText, stat: Stat | None, pid: int, size: int
) -> Process:
    regions = saved_regions(saved, stat.start_brk if stat else None, size)
    name, state = _name(saved, text, stat), _state(saved, stat)
    is_known = bool(stat or saved.status.text)
    process = Process(
        pid=pid,
        ppid=stat.ppid if stat else next(iter(saved.status.numbers("PPid")), 0),
        start_ticks=stat.start_ticks if stat else 0,
        name=name,
        exe=None,
        cmdline=_cmdline(saved, text),
        state=state,
        address_space=None,
        usage=saved_usage(saved, regions),
        threads=(Thread(tid=pid, name=name, state=state),) if is_known else (),
        regions=regions,
        allocators=_allocators(regions),
    )
    if not saved.limits:
        return process
    limits = parse_limits(saved.limits)
    taken = Taken(rlimits=limits, status=saved.status, is_at_home=False)
    return replace(process, limits=limits_of(process, taken))


def _stat(text: SavedText) -> Stat | None:
    if "stat" not in text.others:
        return None
    try:
        return parse_stat(text.others["stat"])
    except ParseError:
        return None


def _name(saved: SavedProcess, text: SavedText, stat: Stat | None) -> str:
    """Return what the program is called; else what the file is."""
    if name := saved.status.fields.get("Name", ""):
        return name
    if stat is not None and stat.name:
        return stat.name
    if comm := text.others.get("comm", b"").rstrip(b"\n"):
        return fsdecode(comm)
    words = (saved.command or "").split()
    return words[0].rpartition("/")[2] if words else text.name


def _state(saved: SavedProcess, stat: Stat | None) -> str:
    if stat is not None:
        return stat.state
    state = saved.status.fields.get("State", "")[:1]
    return state if state.isalpha() else UNKNOWN_STATE


def _cmdline(saved: SavedProcess, text: SavedText) -> tuple[str, ...]:
    data = text.others.get("cmdline", b"")
    if data:
        return tuple(map(fsdecode, data.removesuffix(b"\0").split(b"\0")))
    return tuple((saved.command or "").split())


def _allocators(regions: Iterable[Region]) -> tuple[Allocator, ...] | None:
    """Return those that are files of their own; of a program's symbols none is read."""
    paths = {one.path for one in regions if one.inode and one.is_executable}
    return loaded_allocators(paths, ()) if paths else None


def _page_size(texts: Sequence[SavedText]) -> int:
    """Return the largest size that all addresses keep to, of those that there are."""
    vmas = [
        vma for text in texts for saved in text.processes for vma in saved.table.vmas
    ]
    if len(vmas) < _ENOUGH:
        return _PAGE_SIZE
    together = 0
    for vma in vmas:
        together |= vma.start | vma.end
    fitting = [size for size in _PAGE_SIZES if not together & (size - 1)]
    return max(fitting, default=_PAGE_SIZE)


def _gaps(saved: SavedProcess, process: Process, *, is_told: bool) -> Iterator[Gap]:
    """Say what is missing."""

    def gap(what: str, why: str) -> Gap:
        return Gap(what=what, pid=process.pid, why=why)

    if not is_told:
        yield gap(_PID, _NUMBERED)
    for flaw in saved.flaws:
        yield gap(flaw.what, flaw.text)
    yield gap(_MEMORY, _FROM_A_FILE)
    if not process.regions:
        yield gap(MEMORY_MAP, _NOT_IN_FILE)
    elif not saved.table.usages:
        yield gap(_IN_RAM, _NOT_IN_FILE)
    yield gap(_THREADS, _NOT_IN_FILE)
