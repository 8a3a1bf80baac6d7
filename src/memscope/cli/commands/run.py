"""`memscope run CMD…`: start a program under the scope."""

import click

from memscope.cli.programs import check_program
from memscope.cli.screen import open_screen
from memscope.cli.screen_options import screen_options
from memscope.cli.translated import Command, option
from memscope.i18n import N_


@click.command(
    "run",
    cls=Command,
    context_settings={"allow_interspersed_args": False},
    summary=N_("Start a program and watch its memory, full screen."),
    text=N_("The program ends with memscope, unless --keep is given."),
    example="memscope run -- python3 -m http.server",
)
@option("--keep", is_flag=True, help=N_("Let the program live on when memscope ends."))
@screen_options
@click.argument("words", metavar="CMD...", nargs=-1, required=True)
def command(keep: bool, words: tuple[str, ...]) -> int:
    """Check that there is such a program, then open the screen on it."""
    check_program(words[0])
    return open_screen(command=words, keep=keep)
