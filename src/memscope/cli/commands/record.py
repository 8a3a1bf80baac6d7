"""`memscope record PROCESS…`: looks, one after the other, into one file."""

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, NamedTuple

import click

from memscope.cli import output
from memscope.cli.options import FileName, TargetName
from memscope.cli.programs import check_program
from memscope.cli.translated import Command, option
from memscope.errors import SampleFailed, UsageProblem
from memscope.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from memscope.collect.tape.writer import RecordingWriter
    from memscope.lab.program import Program

_ENDING = (signal.SIGTERM, signal.SIGHUP)
_WORDS = "memscope.record.words"
_ENDED_WITHIN_S = 1.0
"""How long the exit code of a program that is gone from /proc may take to come."""


class _Recording(Command):
    """What follows `--` is a program to be started, whatever it looks like."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep the program's words apart from ours."""
        if "--" in args:
            at = args.index("--")
            ctx.meta[_WORDS] = tuple(args[at + 1 :])
            args = args[:at]
        return super().parse_args(ctx, args)


@click.command(
    "record",
    cls=_Recording,
    summary=N_("Record processes into a file, until they end or Ctrl-C."),
    text=N_(
        "PROCESS is a process id, or the name of a program that one process runs.\n\n"
        "CMD is started and recorded, with all that it starts, until it ends; its exit "
        "code is ours. Ctrl-C and --for end CMD, too; the exit code is 0 then.\n\n"
        "The file can be opened at any time, and after a crash, up to the last look. "
        "Looks in which nothing changed take next to no room. Ctrl-C ends the "
        "recording and is no error. The signal SIGUSR1 sets a bookmark: mark-1, mark-2 "
        "and so on.\n\n"
        "Recording stops nothing and changes nothing in the processes."
    ),
    example="memscope record $$ -o shell.memscope --for 10\n"
    "memscope record -o build.memscope -- make all\n"
    "memscope replay shell.memscope",
)
@click.argument(
    "processes",
    metavar="PROCESS... | -- CMD...",
    type=TargetName(is_live=True),
    nargs=-1,
)
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
) -> int:
    """Record what runs, or start it first."""
    words: tuple[str, ...] = click.get_current_context().meta.get(_WORDS, ())
    if bool(words) == bool(processes):
        raise UsageProblem(_("name processes, or a program to start after --"))
    if to == output.STDOUT and output.is_terminal():
        raise UsageProblem(_("a recording is not for the terminal; name a file"))
    if words:
        check_program(words[0])
        return _record_program(words, to, _Times(interval_s, for_s), force=force)
    _record_processes(processes, to, _Times(interval_s, for_s), force=force)
    return 0


class _Times(NamedTuple):
    """Seconds between looks, and in all; None: until it ends."""

    interval_s: float
    for_s: float | None


def _record_processes(
    processes: Sequence[str], to: str, times: _Times, *, force: bool
) -> None:
    """Check that the processes exist, then look until it is over."""
    from memscope.collect.look.snapshot import take_snapshot
    from memscope.collect.named import pids_of
    from memscope.collect.poll import LiveSource
    from memscope.collect.tape.writer import RecordingWriter, record

    pids = pids_of(processes)
    first = take_snapshot(pids)
    names = ", ".join(f"{one.pid} {one.name}" for one in first.processes)
    source = LiveSource(lambda: pids, times.interval_s)
    with RecordingWriter(to, force=force) as file:
        with _signals() as marks:
            record(source, file, title=names, marks=marks.take, **times._asdict())
        file.close()
    _say_what_was_written(file)


def _record_program(
    words: Sequence[str], to: str, times: _Times, *, force: bool
) -> int:
    """Start a program, look until it is over, and end it; return its exit code.

    That is 0 when it was we who ended it.
    """
    from memscope.collect.tape.writer import RecordingWriter
    from memscope.lab.lab import Lab

    _warm_up()
    code: int | None = None
    # What it prints is not the recording's, even where both would go to one pipe.
    streams = (None, 2 if to == output.STDOUT else None, None)
    with RecordingWriter(to, force=force) as file, Lab() as lab:
        with _signals() as marks:
            program = lab.run(words, streams=streams)
            if _record_family(program, words[0], file, times, marks):
                code = _exit_code(program)
        file.close()
    if file.frames:
        _say_what_was_written(file)
    elif code is not None:
        output.say(_("it ended before the first look: nothing was recorded"))
        return code or SampleFailed.exit_code
    return code or 0


def _warm_up() -> None:
    """Load what a first look needs: the program may be a short one."""
    from memscope.collect.look.snapshot import Collector
    from memscope.proc.processes import with_descendants

    Collector().look(with_descendants([os.getpid()]))


def _record_family(
    program: "Program",
    name: str,
    file: "RecordingWriter",
    times: _Times,
    marks: "_AskedMarks",
) -> bool:
    from memscope.collect.poll import LiveSource
    from memscope.collect.tape.writer import record
    from memscope.proc.processes import with_descendants

    source = LiveSource(lambda: with_descendants([program.pid]), times.interval_s)
    title = f"{program.pid} {name.rpartition('/')[2]}"
    return record(
        source, file, title=title, marks=marks.take, family=True, **times._asdict()
    )


def _exit_code(program: "Program") -> int | None:
    """Return what a shell would say of a program that ended; None: nobody knows."""
    code = program.wait(_ENDED_WITHIN_S)
    return None if code is None else code if code >= 0 else 128 - code


def _say_what_was_written(file: "RecordingWriter") -> None:
    said = ngettext(
        "{n} look, {size} bytes: {path}", "{n} looks, {size} bytes: {path}", file.frames
    )
    output.say(said.format(n=file.frames, size=file.size, path=file.path))


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
