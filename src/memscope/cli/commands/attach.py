"""`memscope attach PROCESS…`: watch running processes."""

from collections.abc import Sequence

import click

from memscope.cli.options import TargetName
from memscope.cli.screen import open_screen
from memscope.cli.translated import Command, option
from memscope.errors import UsageProblem
from memscope.i18n import N_, _


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
@click.argument(
    "processes", metavar="[PROCESS...]", type=TargetName(is_live=True), nargs=-1
)
@option(
    "--tree",
    metavar="PROCESS",
    type=TargetName(is_live=True),
    help=N_("Watch a process and all its descendants, those to come included."),
)
@option(
    "--name",
    metavar="NAME",
    type=TargetName(is_live=True),
    help=N_("Watch all processes of that name, those to come included."),
)
def command(processes: tuple[str, ...], tree: str | None, name: str | None) -> int:
    """Check that the processes exist, then open the screen on them."""
    if (bool(processes), tree is not None, name is not None).count(True) != 1:
        raise UsageProblem(
            _("name processes, or one of --tree and --name"),
            hint=_("`memscope list` shows all of them."),
        )
    if tree is not None:
        return open_screen(attach=_existing([tree]), follow="tree")
    if name is not None:
        return open_screen(attach=_called(name), follow=name)
    return open_screen(attach=_existing(processes))


def _existing(processes: Sequence[str]) -> tuple[int, ...]:
    from memscope.collect.named import pids_of
    from memscope.proc.fs import ProcFs

    pids = pids_of(processes)
    for pid in pids:
        with ProcFs().process(pid):
            pass
    return pids


def _called(name: str) -> tuple[int, ...]:
    from memscope.collect.named import called, pid_of
    from memscope.proc.programs import programs

    found = called(name, list(programs()))
    # Whoever names one process says who is called nearly so where there is none.
    return tuple(one.pid for one in found) or (pid_of(name),)
