"""Whose a process is, and since when it runs: read once, for the header."""

from datetime import UTC, datetime
from typing import NamedTuple

from memscope.proc.machine import wall_time_of
from memscope.proc.users import owner_name


class ProcessOwner(NamedTuple):
    """Who started it, so to speak.

    Attributes:
        user: Effective user's name; "": it may not be known.
        began: When the process was started.
    """

    user: str
    began: datetime


def owner_of(pid: int, start_ticks: int) -> ProcessOwner:
    """Tell whose a living process is.

    Args:
        pid: Its number.
        start_ticks: When it began, in clock ticks since boot.
    """
    began = datetime.fromtimestamp(wall_time_of(start_ticks) / 1e9, UTC)
    return ProcessOwner(owner_name(pid), began)
