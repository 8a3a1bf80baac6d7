"""Which regions of processes shown side by side map the same pages of one file.

Only that is claimed: the same file, the same place in it. Whether the page frames
are the same too is for page maps to prove.
"""

from collections.abc import Mapping, Sequence

from memscope.model.process import Process
from memscope.model.region import Region

FileRange = tuple[str, int, int]


def twins_of(processes: Sequence[tuple[str, Process]]) -> list[Mapping[int, str]]:
    """Return, for each process, the letters of the others by region start.

    Args:
        processes: Letter on screen and process.
    """
    if len(processes) < 2:
        return [{} for _one in processes]
    users: dict[FileRange, list[str]] = {}
    for letter, process in processes:
        for key in {_key(r) for r in process.regions if _may_be_shared(r)}:
            users.setdefault(key, []).append(letter)
    return [_others(letter, process, users) for letter, process in processes]


def _others(
    letter: str, process: Process, users: Mapping[FileRange, Sequence[str]]
) -> dict[int, str]:
    return {
        region.start: others
        for region in process.regions
        if _may_be_shared(region)
        and (others := "".join(one for one in users[_key(region)] if one != letter))
    }


def _may_be_shared(region: Region) -> bool:
    """A private writable mapping may hold copies, so nothing is said of it."""
    if not region.inode:
        return False
    return region.is_shared or not region.is_writable


def _key(region: Region) -> FileRange:
    return (region.device, region.inode, region.offset)
