"""Options of every command that fills the screen: how it looks, and what is kept.

They win over the environment, which wins over the file of settings.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from memscope.cli.translated import option
from memscope.i18n import N_

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
THEMES = ("dark", "light", "high-contrast", "red-green-safe", "blue-yellow-safe")
"""As `tui/settings/record.py` has them; most commands need nothing of the screen."""


def screen_options(function: Decorated) -> Decorated:
    """Declare --theme, --ascii and --no-config; `tui.settings.asked` is told."""
    for one in (_NO_CONFIG, _ASCII, _THEME):
        function = one(function)
    return function


def _tell(ctx: click.Context, param: click.Parameter, value: object) -> None:
    if value and not ctx.resilient_parsing:
        from memscope.tui.settings.asked import ask, forget

        ask(**{str(param.name): value})
        ctx.call_on_close(forget)


_THEME = option(
    "--theme",
    type=click.Choice(THEMES),
    envvar="MEMSCOPE_THEME",
    expose_value=False,
    callback=_tell,
    help=N_("Colours of the screen; T goes through them."),
)
_ASCII = option(
    "--ascii",
    "is_ascii",
    is_flag=True,
    envvar="MEMSCOPE_ASCII",
    expose_value=False,
    callback=_tell,
    help=N_("Draw the screen with ASCII alone."),
)
_NO_CONFIG = option(
    "--no-config",
    "is_bare",
    is_flag=True,
    envvar="MEMSCOPE_NO_CONFIG",
    expose_value=False,
    callback=_tell,
    help=N_("Neither read nor write the file of settings."),
)
