"""Arguments and options that several commands share."""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

from memscope.cli.translated import option
from memscope.i18n import N_, _

if TYPE_CHECKING:
    from memscope.proc.processes import Listed

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

        return _numbers(list_processes(), incomplete)


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
        from memscope.lessons.offered import lesson_names

        names = [name for name in lesson_names() if name.startswith(incomplete)]
        return [CompletionItem(name) for name in names] or FileName().shell_complete(
            ctx, param, incomplete
        )


class TargetName(click.ParamType[str]):
    """A process id, a program's name, or a file; `collect.targets` finds out which.

    Attributes:
        is_live: Only what runs now is meant, so that files are not offered.
    """

    name = "target"

    def __init__(self, *, is_live: bool = False) -> None:
        self.is_live = is_live

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the word; fail as wrong usage where it is no possible one."""
        text = str(value)
        if not (text or self.is_live):
            return FileName().convert(text, param, ctx)
        if not text or (text.isascii() and text.isdecimal()):
            Pid().convert(text, param, ctx)
        return text

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer process ids, names of programs, and files in the shell's own way."""
        from memscope.proc.processes import list_processes

        listed = list_processes()
        found = _numbers(listed, incomplete) + _names(listed, incomplete)
        if self.is_live:
            return found
        return found + FileName().shell_complete(ctx, param, incomplete)


class FilterText(click.ParamType[str]):
    """Which regions are meant; `analyze.filter` reads it when it is used."""

    name = "filter"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer the keys that one look can answer, and words that they may have."""
        from memscope.analyze.filter.completion import completions

        offers = completions(incomplete, len(incomplete), ())
        texts = [incomplete[: one.start] + one.text for one in offers]
        return [CompletionItem(text) for text in texts if not _is_timed(text)]


def _is_timed(text: str) -> bool:
    """Tell whether the last term asks for what needs several looks."""
    from memscope.analyze.filter.terms import TIMED

    *_before, term = text.split() or [""]
    return re.split("[:<>=]", term.lstrip("-"))[0] in TIMED


def _numbers(listed: "Sequence[Listed]", typed: str) -> list[CompletionItem]:
    from memscope.units import safe

    return [
        CompletionItem(str(one.pid), help=safe(one.name))
        for one in listed
        if str(one.pid).startswith(typed)
    ]


def _names(listed: "Sequence[Listed]", typed: str) -> list[CompletionItem]:
    """Offer each name once, with who has it; none that a shell could act upon."""
    pids: dict[str, list[int]] = {}
    for one in listed:
        if one.name.startswith(typed) and _PLAIN_NAME.fullmatch(one.name):
            pids.setdefault(one.name, []).append(one.pid)
    return [
        CompletionItem(name, help=str(who[0]) if len(who) == 1 else f"× {len(who)}")
        for name, who in sorted(pids.items())
    ]


_PLAIN_NAME = re.compile(r"[A-Za-z_][\w.+:-]*", re.ASCII)


def targets_argument(function: Decorated) -> Decorated:
    """Declare TARGET..., at least one: processes or a file; see `collect.targets`."""
    return click.argument(
        "targets", metavar="TARGET...", type=TargetName(), nargs=-1, required=True
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


def text_or_json_option(function: Decorated) -> Decorated:
    """Declare --format for what has no page and no table."""
    return option(
        "--format",
        "form",
        type=click.Choice(["text", "json"]),
        default="text",
        help=N_("text or json."),
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


def every_option(function: Decorated) -> Decorated:
    """Declare --all."""
    return option(
        "--all",
        "every",
        is_flag=True,
        help=N_("A line for each region and thread, however many are alike (text)."),
    )(function)
