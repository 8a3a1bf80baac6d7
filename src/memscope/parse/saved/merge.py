"""What several files tell of one process, put together."""

from collections.abc import Sequence

from msgspec.structs import replace

from memscope.parse.saved.records import SavedProcess


def merged(parts: Sequence[SavedProcess]) -> SavedProcess:
    """Return one process; of two maps that with more numbers stands.

    Args:
        parts: What each file says, at least one.
    """
    best = max(parts, key=_worth)
    whole = best
    for part in parts:
        whole = replace(
            whole,
            pid=whole.pid or part.pid,
            command=whole.command or part.command,
            sums=whole.sums or part.sums,
            status=whole.status if whole.status.text else part.status,
            limits=whole.limits or part.limits,
        )
    return whole


def _worth(part: SavedProcess) -> tuple[bool, bool, int]:
    table = part.table
    has_rows = bool(table.vmas)
    return has_rows and part.is_whole, bool(table.usages), len(table.vmas)
