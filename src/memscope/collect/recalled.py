"""What is at an address of a look that was saved: its regions are all there is."""

from collections.abc import Sequence

from memscope.analyze.where import RegionIndex, WrittenAddress
from memscope.collect.closer.where import Located
from memscope.errors import UsageProblem
from memscope.i18n import _, listed
from memscope.model.place import Place
from memscope.model.process import Process
from memscope.model.snapshot import Snapshot
from memscope.units import safe

_MOST = 20


def find_in(
    snapshot: Snapshot, address: WrittenAddress, pid: int | None = None
) -> Located:
    """Tell what is at an address.

    Args:
        snapshot: From a file.
        address: What somebody wrote.
        pid: Of which process; None: of the only one, or the only one that has
            something there.

    Raises:
        UsageProblem: It is not clear which process is meant, or there is none such.
    """
    process = _process(snapshot, address, pid)
    index = RegionIndex(process.regions)
    chosen = address.choose(lambda one: index.at(one) is not None)
    own = tuple(gap for gap in snapshot.gaps if gap.pid in (None, process.pid))
    return Located(process, _place(process, index, chosen), own)


def _process(snapshot: Snapshot, address: WrittenAddress, pid: int | None) -> Process:
    if pid is not None:
        found = snapshot.process(pid)
        if found is None:
            text = _("there is no process {pid} in this file; there are {pids}")
            raise UsageProblem(text.format(pid=pid, pids=_names(snapshot.processes)))
        return found
    several: Sequence[Process] = snapshot.processes
    if len(several) > 1:
        several = [one for one in several if _has(one, address)]
    if len(several) == 1:
        return several[0]
    if not snapshot.processes:
        raise UsageProblem(_("there is no process in this file"))
    raise UsageProblem(
        _("it is not clear which process of this file is meant"),
        hint=_("Add --pid; there are {pids}.").format(
            pids=_names(several or snapshot.processes)
        ),
    )


def _has(process: Process, address: WrittenAddress) -> bool:
    return any(process.region_at(one) is not None for one in address.readings)


def _names(processes: Sequence[Process]) -> str:
    names = [f"{one.pid} {safe(one.name)}" for one in processes[:_MOST]]
    return listed([*names, *("…" for _more in processes[_MOST : _MOST + 1])])


def _place(process: Process, index: RegionIndex, address: int) -> Place:
    region = index.at(address)
    below, above = index.around(address)
    offset = address - region.start if region else None
    has_file = region is not None and bool(region.inode)
    owner = region.thread if region else None
    return Place(
        address=address,
        region=region,
        offset=offset,
        file_offset=region.offset + address - region.start
        if region and has_file and region.device
        else None,
        thread=next((one for one in process.threads if one.tid == owner), None),
        section=None,
        named=None,
        page=None,
        data=None,
        points_at=None,
        below=below,
        above=above,
    )
