"""Who descends from whom."""

from collections.abc import Sequence


def with_descendants(pids: Sequence[int]) -> list[int]:
    """Return the processes and all their descendants, parents first."""
    import psutil

    found = dict.fromkeys(pids)
    for pid in pids:
        try:
            children = psutil.Process(pid).children(recursive=True)
        except psutil.Error:
            continue
        found.update(dict.fromkeys(child.pid for child in children))
    return list(found)
