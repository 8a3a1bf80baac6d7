"""What is wrong with a command line, in the reader's language; Click knows English."""

import re

import click

from memscope.i18n import _, language

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
