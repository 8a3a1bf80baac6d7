"""`memscope attach PID…`: watch running processes."""

import click

from memscope.cli.options import pids_argument
from memscope.cli.screen import open_screen
from memscope.cli.translated import Command
from memscope.i18n import N_


@click.command(
    "attach",
    cls=Command,
    summary=N_("Watch running processes, full screen, side by side."),
    text=N_("Watching stops nothing and changes nothing in the processes."),
    example="memscope attach $$",
)
@pids_argument
def command(pids: tuple[int, ...]) -> int:
    """Check that the processes exist, then open the screen on them."""
    from memscope.proc.fs import ProcFs

    for pid in pids:
        with ProcFs().process(pid):
            pass
    return open_screen(attach=pids)
