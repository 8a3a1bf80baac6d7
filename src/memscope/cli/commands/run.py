"""`memscope run CMD…`: start a program under the scope."""

import os
import shutil

import click

from memscope.cli.screen import open_screen
from memscope.cli.translated import Command, option
from memscope.errors import UsageProblem
from memscope.i18n import N_, _


@click.command(
    "run",
    cls=Command,
    context_settings={"allow_interspersed_args": False},
    summary=N_("Start a program and watch its memory, full screen."),
    text=N_("The program ends with memscope, unless --keep is given."),
    example="memscope run -- python3 -m http.server",
)
@option("--keep", is_flag=True, help=N_("Let the program live on when memscope ends."))
@click.argument("words", metavar="CMD...", nargs=-1, required=True)
def command(keep: bool, words: tuple[str, ...]) -> int:
    """Check that there is such a program, then open the screen on it."""
    name = words[0]
    if shutil.which(name) is None:
        is_there = "/" in name and os.path.exists(name)  # noqa: PTH110 (a word, no path)
        why = _("not a program: {name}") if is_there else _("no such program: {name}")
        raise UsageProblem(why.format(name=name))
    return open_screen(command=words, keep=keep)
