"""Arguments and options that several commands share."""

from collections.abc import Callable
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from memscope.cli.translated import option
from memscope.i18n import N_, _

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class Pid(click.ParamType[int]):
    """A process id: a positive number, whether such a process exists or not."""

    name = "pid"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Return the number, or fail as wrong usage."""
        if isinstance(value, int):
            return value
        text = str(value)
        try:
            number = int(text) if text.isascii() and text.isdecimal() else 0
        except ValueError:  # thousands of digits
            number = 0
        if number == 0:
            why = _("{value} is not a process id; that is a number above 0")
            self.fail(why.format(value=repr(text)), param, ctx)
        return number

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer the processes that run now, with their names."""
        from memscope.proc.processes import list_processes
        from memscope.units import safe

        return [
            CompletionItem(str(one.pid), help=safe(one.name))
            for one in list_processes()
            if str(one.pid).startswith(incomplete)
        ]


class FileName(click.ParamType[str]):
    """The name of a file, or `-`; whether there is one is for others to find out."""

    name = "file"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the name, or fail as wrong usage."""
        text = str(value)
        if not text:
            self.fail(_("the name of a file cannot be empty"), param, ctx)
        return text

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Let the shell offer files, in its own way."""
        return [CompletionItem(incomplete, type="file")]


class LessonName(click.ParamType[str]):
    """The name of a lesson, or of a file with one; others find out what it is."""

    name = "lesson"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer the lessons; where none begins so, let the shell offer files."""
        from memscope.lessons.registry import lesson_names

        names = [name for name in lesson_names() if name.startswith(incomplete)]
        return [CompletionItem(name) for name in names] or FileName().shell_complete(
            ctx, param, incomplete
        )


def pids_argument(function: Decorated) -> Decorated:
    """Declare PID..., at least one."""
    return click.argument(
        "pids", metavar="PID...", type=Pid(), nargs=-1, required=True
    )(function)


def output_options(function: Decorated) -> Decorated:
    """Declare -o and --force."""
    function = option(
        "--force", is_flag=True, help=N_("Replace the output file if it exists.")
    )(function)
    return option(
        "-o",
        "--output",
        "to",
        type=FileName(),
        metavar="FILE",
        default="-",
        help=N_("Write to FILE; - is stdout."),
    )(function)


def colour_option(function: Decorated) -> Decorated:
    """Declare --color."""
    return option(
        "--color",
        "colour",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help=N_("Colours: auto means on a terminal, and not with NO_COLOR."),
    )(function)
