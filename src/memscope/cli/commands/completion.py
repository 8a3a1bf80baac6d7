"""`memscope completion`: what a shell needs to complete our commands."""

import click
from click.shell_completion import get_completion_class

from memscope.cli import output
from memscope.cli.translated import Command
from memscope.i18n import N_

VARIABLE = "_MEMSCOPE_COMPLETE"


@click.command(
    "completion",
    cls=Command,
    summary=N_("Print a script that makes your shell complete memscope's commands."),
    text=N_("Put the example's line into ~/.bashrc, or alike for zsh and fish."),
    example='eval "$(memscope completion bash)"',
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Write the script."""
    from memscope.cli.group import memscope

    completion = get_completion_class(shell)
    assert completion is not None, shell
    output.write(completion(memscope, {}, "memscope", VARIABLE).source())
