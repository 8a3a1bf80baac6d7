"""Hand over to the full screen, when there is a terminal to fill."""

from collections.abc import Sequence

from memscope.cli import output
from memscope.errors import UsageProblem
from memscope.i18n import _


def open_screen(
    *, attach: Sequence[int] = (), command: Sequence[str] = (), keep: bool = False
) -> int:
    """Run the TUI and return its exit code.

    Raises:
        UsageProblem: There is no terminal.
    """
    if not output.is_interactive():
        raise UsageProblem(
            _("the full screen needs a terminal for input and output"),
            hint=_("In scripts and pipes use `memscope snapshot PID`."),
        )
    from memscope.tui.start import run_app

    return run_app(attach=attach, command=command, keep=keep)
