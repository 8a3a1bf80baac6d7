"""A program that a command line names to be started."""

import os
import shutil

from memscope.errors import UsageProblem
from memscope.i18n import _


def check_program(name: str) -> None:
    """Make sure that there is such a program.

    Raises:
        UsageProblem: There is none, or it cannot be executed.
    """
    if shutil.which(name) is None:
        is_there = "/" in name and os.path.exists(name)  # noqa: PTH110 (a word, no path)
        why = _("not a program: {name}") if is_there else _("no such program: {name}")
        raise UsageProblem(why.format(name=name))
