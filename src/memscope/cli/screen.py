"""Hand over to the full screen, when there is a terminal to fill."""

import os
from collections.abc import Mapping, Sequence

from memscope.cli import output
from memscope.errors import UsageProblem
from memscope.garbage import resting_while_starting
from memscope.i18n import _


def open_screen(
    *,
    attach: Sequence[int] = (),
    follow: str = "",
    command: Sequence[str] = (),
    keep: bool = False,
    lesson: str = "",
    sample: str = "python",
    options: Mapping[str, float] | None = None,
    film: str | None = None,
    force: bool = False,
) -> int:
    """Run the TUI and return its exit code.

    Args:
        attach: Processes to look at.
        follow: Who else, as `run_app` says.
        command: A program to start and look at.
        keep: Let that program live on when memscope ends.
        lesson: A lesson to give: its name, or a file.
        sample: Language of its sample programs.
        options: Numbers of the lesson by name.
        film: Record the lesson into this file.
        force: Replace that file if it exists.

    Raises:
        UsageProblem: There is no terminal.
    """
    if not (output.is_interactive() or _is_served()):
        raise UsageProblem(
            _("the full screen needs a terminal for input and output"),
            hint=_("In scripts and pipes use `memscope lesson NAME --headless`.")
            if lesson
            else _("In scripts and pipes use `memscope snapshot PID`."),
        )
    with resting_while_starting():
        if lesson:
            from memscope.tui.start import run_lesson

            return run_lesson(
                lesson, sample=sample, options=options or {}, film=film, force=force
            )
        from memscope.tui.start import run_app, run_served

        if _is_served() and not (attach or follow or command):
            return run_served()
        return run_app(attach=attach, follow=follow, command=command, keep=keep)


def _is_served() -> bool:
    """Tell whether who started us takes the screen through Textual's web driver."""
    return os.environ.get("TEXTUAL_DRIVER", "").endswith(":WebDriver")
