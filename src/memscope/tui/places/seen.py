"""What is said of a process on screen to the server that shows it."""

from memscope.model.process import Process
from memscope.parse.stat import parse_stat
from memscope.proc.fs import ProcFs
from memscope.render.words.names import process_name
from memscope.tui.places.headline import Headline, State
from memscope.tui.places.where import Sight, Spot
from memscope.tui.view import ProcessView

GROWS_FROM = 1 << 20
"""Bytes within the last minute, from which on a process is said to grow."""


def where_of(process: Process) -> Spot:
    """Return the place of a process; with its start, as its number is used again."""
    pid, start = process.identity
    return Spot(Sight.PROCESS, pid, start)


def headline_of(view: ProcessView) -> Headline:
    """Return what the title of a page says of a process."""
    resident = [value for _at, value in view.history.resident if value is not None]
    return Headline(
        process_name(view.process),
        view.process.usage.resident,
        bool(resident) and resident[-1] - resident[0] >= GROWS_FROM,
        State.ENDED if view.ended else State.LIVE,
    )


def start_of(fs: ProcFs, pid: int) -> int:
    """Return when a process began, in clock ticks since boot.

    Raises:
        ProcError: There is no such process, or it may not be seen.
    """
    with fs.process(pid) as directory:
        return parse_stat(directory.read("stat")).start_ticks
