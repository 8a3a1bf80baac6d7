"""What is said of a process on screen to the server that shows it."""

from memscope.model.process import Process
from memscope.parse.stat import parse_stat
from memscope.proc.fs import ProcFs
from memscope.render.words.names import process_name
from memscope.tui.view import ProcessView
from memscope.tui.whereabouts.headline import Headline, State
from memscope.tui.whereabouts.where import Sight, Whereabouts


def where_of(process: Process) -> Whereabouts:
    """Return the place of a process; with its start, as its number is used again."""
    pid, start = process.identity
    return Whereabouts(Sight.PROCESS, pid, start)


def headline_of(view: ProcessView, *, is_past: bool = False) -> Headline:
    """Return what the title of a page says of a process."""
    state = State.ENDED if view.ended else State.LIVE
    return Headline(
        process_name(view.process),
        view.process.usage.resident,
        view.growth.is_growing,
        State.PAST if is_past else state,
    )


def start_of(fs: ProcFs, pid: int) -> int:
    """Return when a process began, in clock ticks since boot.

    Raises:
        ProcError: There is no such process, or it may not be seen.
    """
    with fs.process(pid) as directory:
        return parse_stat(directory.read("stat")).start_ticks
