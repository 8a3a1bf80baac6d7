"""The command `memscope` itself: a table of commands, each loaded when it is used."""

from importlib import import_module

import click
from click.exceptions import NoSuchCommand

from memscope.cli import output
from memscope.cli.screen_options import screen_options
from memscope.cli.translated import Command, option
from memscope.i18n import N_, _

COMMANDS = (
    "run",
    "attach",
    "lesson",
    "why",
    "snapshot",
    "list",
    "where",
    "heap",
    "find",
    "diff",
    "compare",
    "record",
    "replay",
    "report",
    "serve",
    "doctor",
    "schema",
    "completion",
)
"""Each is a module of its name in `memscope.cli.commands`, and has a `command`.

In the order of the help page. A new command is a file there and a line here.
"""


class Group(Command, click.Group):
    """Loads a command's module only when that command, or its help, is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, in the order of the help page."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command; None when there is no such one."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"memscope.cli.commands.{cmd_name}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a process id in its place gets a hint."""
        name = args[0]
        if name.isdecimal():
            hint = _("Did you mean `memscope attach {pid}`?").format(pid=name)
            raise NoSuchCommand(name, f"{_('no such command')}: {name}. {hint}")
        if name not in COMMANDS and not ctx.resilient_parsing:
            raise NoSuchCommand(name, possibilities=COMMANDS, ctx=ctx)
        return super().resolve_command(ctx, args)


def _show_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from memscope import __version__

        output.write(f"memscope {__version__}\n")
        ctx.exit()


@click.command(
    "memscope",
    cls=Group,
    invoke_without_command=True,
    summary=N_("Shows how Linux lays out a program's memory, live, and proves it."),
    text=N_(
        "Without a command it opens the full screen: lessons on the left, running "
        "processes on the right."
    ),
    example="memscope run -- python3 -m http.server\nmemscope snapshot $$",
)
@option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help=N_("Show the version."),
)
@screen_options
@click.pass_context
def memscope(ctx: click.Context) -> int | None:
    """Open the full screen when no command follows."""
    if ctx.invoked_subcommand is not None:
        return None
    from memscope.cli.screen import open_screen

    return open_screen()
