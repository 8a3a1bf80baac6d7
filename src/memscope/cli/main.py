"""The front door: run a command and turn whatever happens into an exit code.

0 fine, 1 failed, 2 wrong usage, 3 no such process, 4 not allowed, 130 interrupted.
"""

import os
from collections.abc import Sequence

import click

from memscope.cli import output, translated
from memscope.cli.group import memscope
from memscope.errors import MemscopeError, limit_of
from memscope.i18n import _, language_of_environment, set_language
from memscope.render.words.problems import choices, hint, sentence

INTERRUPTED = 130


def run(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code; never a traceback.

    Args:
        argv: Arguments without the program's name; None: those of this process.
    """
    set_language(language_of_environment())
    try:
        return _run(argv)
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except click.ClickException as error:
        output.say(translated.sentence(error), _usage_hint(error))
        return error.exit_code
    except MemscopeError as error:
        output.say(sentence(error), hint(error), choices(error))
        return error.exit_code
    except Exception as error:
        if os.environ.get("MEMSCOPE_DEBUG"):
            raise
        output.say(*_unexpected(error))
        return 1


def _run(argv: Sequence[str] | None) -> int:
    arguments = None if argv is None else list(argv)
    code = memscope.main(arguments, prog_name="memscope", standalone_mode=False)
    return code if isinstance(code, int) else 0


def _unexpected(error: Exception) -> tuple[str, str]:
    if (limit := limit_of(error)) is not None:
        return _(limit.text), _(limit.hint)
    text = _("unexpected problem: {name}: {error}")
    return (
        text.format(name=type(error).__name__, error=error),
        _("Please report it, with what MEMSCOPE_DEBUG=1 shows."),
    )


def _usage_hint(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "memscope"
    return _("See `{command} --help`.").format(command=path)
