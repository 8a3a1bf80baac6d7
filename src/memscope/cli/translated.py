"""click's help and complaints, in the reader's language.

The texts are marked with `N_()` where a command is declared and translated when help
is printed: by then `--lang` has been read.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

from memscope.cli import output
from memscope.i18n import LANGUAGES, N_, _, language, set_language
from memscope.render.runs import wrap

_HEADINGS = (N_("Usage"), N_("Options"), N_("Commands"))
Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class Option(click.Option):
    """An option whose help is translated when it is shown."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the flags and the translated sentence."""
        record = super().get_help_record(ctx)
        if record is None or self.help is None:
            return record
        return record[0], record[1].replace(self.help, _(self.help))


class Formatter(click.HelpFormatter):
    """Writes help pages with translated headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the first line."""
        super().write_usage(prog, args, prefix or f"{_('Usage')}: ")

    def write_text(self, text: str) -> None:
        """Write a paragraph, broken by cells: click counts characters."""
        indent = " " * self.current_indent
        for one in wrap(text, self.width - self.current_indent):
            self.write(f"{indent}{one}\n")

    def write_dl(
        self,
        rows: Iterable[tuple[str, str]],
        col_max: int = 30,
        col_spacing: int = 2,
    ) -> None:
        """Write names and what they mean, broken by cells."""
        rows = list(rows)
        first = min(max(len(name) for name, _text in rows), col_max) + col_spacing
        indent = " " * self.current_indent
        for name, text in rows:
            head = f"{name:<{first}}" if len(name) <= first - col_spacing else name
            lines = wrap(text, max(self.width - first - 2, 10))
            if head == name:
                lines.insert(0, "")
            for at, one in enumerate(lines):
                self.write(f"{indent}{head if at == 0 else '':<{first}}{one}".rstrip())
                self.write("\n")

    def write_heading(self, heading: str) -> None:
        """Write a heading such as Options."""
        super().write_heading(_(heading))


class TranslatedContext(click.Context):
    """A context whose help pages are translated."""

    formatter_class = Formatter


class Command(click.Command):
    """A command with a translated help page and an example.

    Args:
        summary: One line, marked with `N_`; for the list of commands.
        text: More of it; paragraphs parted by empty lines; marked with `N_`.
        example: A command line that does something useful.
    """

    context_class = TranslatedContext

    def __init__(
        self,
        *args: Any,
        summary: str = "",
        text: str = "",
        example: str = "",
        **kwargs: Any,
    ) -> None:
        kwargs["add_help_option"] = False
        super().__init__(*args, **kwargs)
        self.summary, self.text, self.example = summary, text, example
        self.params += [language_option(), help_option()]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse; --lang counts first, even behind a --help."""
        try:
            found, _rest, _order = self.make_parser(ctx).parse_args(args=list(args))
        except click.UsageError as error:
            # Of an option without its value Click does not say in which command.
            error.ctx = error.ctx or ctx
            raise
        if (language := found.get("lang")) in LANGUAGES:
            set_language(language, is_asked=True)
        return super().parse_args(ctx, args)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the line for the list of commands."""
        return _(self.summary)

    def format_help_text(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """Write summary, text and example."""
        for text in filter(None, (self.summary, self.text)):
            # Translated as a whole, since that is how it was marked with N_.
            for paragraph in _(text).split("\n\n"):
                formatter.write_paragraph()
                with formatter.indentation():
                    formatter.write_text(paragraph)
        if self.example:
            with formatter.section(_("Example")), formatter.indentation():
                for line in self.example.splitlines():
                    formatter.write(f"{'':{formatter.current_indent}}{line}\n")


def option(*names: str, help: str, **rest: Any) -> Callable[[Decorated], Decorated]:
    """Declare an option; `help` is a text marked with `N_`."""
    return click.option(*names, cls=Option, help=help, **rest)


def language_option() -> Option:
    """Return --lang, which every command understands."""
    return Option(
        ["--lang"],
        type=click.Choice(list(LANGUAGES)),
        envvar="MEMSCOPE_LANG",
        is_eager=True,
        expose_value=False,
        callback=_use_language,
        help=N_("Language of everything shown; else the locale decides."),
    )


def help_option() -> Option:
    """Return --help, which prints through the one writer of stdout."""
    return Option(
        ["-h", "--help"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_show_help,
        help=N_("Show this page."),
    )


def _use_language(ctx: click.Context, _param: click.Parameter, value: str) -> None:
    if value:
        set_language(value, is_asked=True)


def _show_help(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        output.write(ctx.get_help() + "\n")
        ctx.exit()


_TOO_MANY = re.compile(r"Got unexpected extra arguments? \((.*)\)", re.DOTALL)
"""Click has no exception of its own for this."""


def sentence(error: click.ClickException) -> str:
    """Return what Click complains about, in one line."""
    if language() == "en":
        return error.format_message()
    if isinstance(error, click.MissingParameter):
        return _("{name} is missing").format(name=_name_of(error))
    if isinstance(error, click.BadParameter):
        return f"{_name_of(error)}: {_problem(error)}"
    if isinstance(error, click.NoSuchOption):
        return _("there is no option {name}").format(name=repr(error.option_name))
    if isinstance(error, click.BadOptionUsage):
        return _("{name} needs a value").format(name=error.option_name)
    # Click has had an exception of its own for this since 8.4 only.
    name = getattr(error, "command_name", None)
    if name is not None:
        return _("there is no command {name}").format(name=repr(name))
    if found := _TOO_MANY.fullmatch(error.message):
        return _("too many words: {words}").format(words=found[1])
    return error.format_message()


def _name_of(error: click.BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or "")
    if isinstance(error.param, click.Argument):
        return error.param.human_readable_name.strip("[]")
    return error.param.get_error_hint(error.ctx).replace("'", "")


def _problem(error: click.BadParameter) -> str:
    """Name what would do; messages of our own types are translated already."""
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Choice):
        return _("expected one of: {words}").format(words=", ".join(kind.choices))
    if isinstance(kind, click.IntRange | click.FloatRange):
        low = "" if kind.min is None else f"{kind.min:g}"
        if kind.min_open and kind.max is None:
            return _("expected a number above {low}").format(low=low)
        high = "" if kind.max is None else f"{kind.max:g}"
        return _("expected a number: {low} … {high}").format(low=low, high=high)
    return error.message
