"""`memscope attach PROCESS…`: watch running processes."""

import click

from memscope.cli.options import processes_argument
from memscope.cli.screen import open_screen
from memscope.cli.screen_options import screen_options
from memscope.cli.translated import Command
from memscope.i18n import N_


@click.command(
    "attach",
    cls=Command,
    summary=N_("Watch running processes, full screen, side by side."),
    text=N_(
        "PROCESS is a process id, or the name of a program that one process runs.\n\n"
        "Watching stops nothing and changes nothing in the processes."
    ),
    example="memscope attach $$",
)
@screen_options
@processes_argument
def command(processes: tuple[str, ...]) -> int:
    """Check that the processes exist, then open the screen on them."""
    from memscope.collect.named import pids_of
    from memscope.proc.fs import ProcFs

    pids = pids_of(processes)
    for pid in pids:
        with ProcFs().process(pid):
            pass
    return open_screen(attach=pids)
