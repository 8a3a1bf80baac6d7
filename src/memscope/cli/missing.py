"""Processes that were asked for and not seen: a line each, and an exit code."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from memscope.cli import output
from memscope.errors import AccessDenied, ProcError, ProcessGone
from memscope.render.words.problems import hint, sentence

if TYPE_CHECKING:
    from memscope.model.snapshot import Gap


def tell_what_is_missing(
    gaps: Sequence["Gap"], pids: Sequence[int], hidden: Collection[int | None]
) -> int:
    """Name on stderr the processes that could not be seen; return the exit code.

    Args:
        gaps: Of the look.
        pids: Processes that were asked for.
        hidden: Those that are there without their memory map.
    """
    code = 0
    for pid in pids:
        problem = _problem(gaps, pid, is_hidden=pid in hidden)
        if problem is not None:
            output.say(sentence(problem), hint(problem))
            code = code or problem.exit_code
    return code


def _problem(gaps: Sequence["Gap"], pid: int, *, is_hidden: bool) -> ProcError | None:
    from memscope.model.snapshot import MEMORY_MAP

    for gap in gaps:
        if gap.pid == pid and gap.what == "process":
            if gap.why == ProcessGone.reason:
                return ProcessGone(pid)
            if gap.why == AccessDenied.reason:
                return AccessDenied(pid, gap.what, hint=gap.remedy)
            return ProcError(pid, gap.what, gap.why)
        is_refused = gap.pid == pid and gap.why == AccessDenied.reason
        if is_refused and is_hidden:
            return AccessDenied(pid, MEMORY_MAP, hint=gap.remedy)
    return None
