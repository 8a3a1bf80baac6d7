"""`memscope record PROCESS…`: looks, one after the other, into one file."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click

from memscope.cli import output
from memscope.cli.options import FileName, processes_argument
from memscope.cli.translated import Command, option
from memscope.errors import UsageProblem
from memscope.i18n import N_, _, ngettext

_ENDING = (signal.SIGTERM, signal.SIGHUP)


@click.command(
    "record",
    cls=Command,
    summary=N_("Record processes into a file, until they end or Ctrl-C."),
    text=N_(
        "PROCESS is a process id, or the name of a program that one process runs.\n\n"
        "The file can be opened at any time, and after a crash, up to the last look. "
        "Looks in which nothing changed take next to no room. Ctrl-C ends the "
        "recording and is no error. The signal SIGUSR1 sets a bookmark: mark-1, mark-2 "
        "and so on.\n\n"
        "Recording stops nothing and changes nothing in the processes."
    ),
    example="memscope record $$ -o shell.memscope --for 10\n"
    "memscope replay shell.memscope",
)
@processes_argument
@option(
    "-o",
    "--output",
    "to",
    type=FileName(),
    metavar="FILE",
    required=True,
    help=N_("Write to FILE; - is stdout."),
)
@option(
    "--interval",
    "interval_s",
    type=click.FloatRange(min=0.02, max=3600),
    default=0.5,
    metavar="SECONDS",
    help=N_("Time between looks; 0.5 unless given."),
)
@option(
    "--for",
    "for_s",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help=N_("Stop after this time."),
)
@option("--force", is_flag=True, help=N_("Replace the output file if it exists."))
def command(
    processes: tuple[str, ...],
    to: str,
    interval_s: float,
    for_s: float | None,
    force: bool,
) -> None:
    """Check that the processes exist, then look until it is over."""
    from memscope.collect.look.snapshot import take_snapshot
    from memscope.collect.named import pids_of
    from memscope.collect.poll import LiveSource
    from memscope.collect.tape.writer import RecordingWriter, record

    if to == output.STDOUT and output.is_terminal():
        raise UsageProblem(_("a recording is not for the terminal; name a file"))
    pids = pids_of(processes)
    first = take_snapshot(pids)
    names = ", ".join(f"{one.pid} {one.name}" for one in first.processes)
    source = LiveSource(lambda: pids, interval_s)
    with RecordingWriter(to, force=force) as file:
        with _signals() as marks:
            record(
                source,
                file,
                interval_s=interval_s,
                title=names,
                for_s=for_s,
                marks=marks.take,
            )
        file.close()
    said = ngettext(
        "{n} look, {size} bytes: {path}", "{n} looks, {size} bytes: {path}", file.frames
    )
    output.say(said.format(n=file.frames, size=file.size, path=to))


class _AskedMarks:
    """Bookmarks that were asked for and not yet written."""

    def __init__(self) -> None:
        self._asked = 0
        self._given = 0

    def ask(self, _signal: int, _frame: FrameType | None) -> None:
        """Note that somebody wants one."""
        self._asked += 1

    def take(self) -> Iterator[str]:
        """Name those that are due."""
        from memscope.model.recording import bookmark_name

        while self._given < self._asked:
            self._given += 1
            yield bookmark_name(self._given)


@contextmanager
def _signals() -> Iterator[_AskedMarks]:
    """Within the block every signal that ends a program ends the recording well."""
    marks = _AskedMarks()

    def end(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {one: signal.signal(one, end) for one in _ENDING}
    before[signal.SIGUSR1] = signal.signal(signal.SIGUSR1, marks.ask)
    try:
        yield marks
    except KeyboardInterrupt:
        pass  # that is how one ends a recording
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
