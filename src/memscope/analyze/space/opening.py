"""What has to be opened so that an address is seen."""

from dataclasses import replace

from memscope.analyze.space.classes import STACK
from memscope.analyze.space.row import RowKey, SpaceRow, What
from memscope.analyze.space.rows import RowList

_DEEPEST = 6
"""Levels at most: process, program, group, rest, file, region."""


def opened_for(
    rows: RowList, process: tuple[int, int], address: int
) -> frozenset[RowKey] | None:
    """Return which rows have to be open so that what is at an address has a row.

    Args:
        rows: As they are now.
        process: Pid and start time.
        address: Any in it.

    Returns:
        Those that are, and more; None: nothing is there that is shown.
    """
    opened = frozenset(rows.opened)
    for _level in range(_DEEPEST):
        found = rows.at_address(process, address)
        if found is None:
            return None
        row = rows.row(found)
        if not _hides(row):
            return opened
        opened |= {row.key}
        rows = rows.read(replace(rows.reading, opened=opened))
    return opened


def _hides(row: SpaceRow) -> bool:
    """Tell whether a row stands for several things, of which one is asked for."""
    if row.is_open or not row.can_open or row.what is What.REGION:
        return False
    # A stack has its guard inside, and is looked at as a whole.
    is_stack = row.key.kind == STACK and row.key.start
    return row.what is What.PROCESS or (len(row.regions) > 1 and not is_stack)
