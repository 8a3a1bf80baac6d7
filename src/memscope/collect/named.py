"""Processes by what people type for them: a number, or the name of a program."""

import difflib
import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from memscope.errors import Choice, NoProgram, SeveralPrograms, UsageProblem
from memscope.i18n import _, ngettext
from memscope.proc.fs import ProcFs
from memscope.proc.hidden import hides_processes
from memscope.proc.machine import wall_time_of
from memscope.proc.programs import RunsNow, programs
from memscope.proc.users import user_name
from memscope.units import safe, shorten

_DIGITS = 4000
"""Python does not read a longer number, and no process has one."""
_LONGEST = 4096
"""Characters of a name that can be alike to another one."""
_ALIKE = 3
_SHOWN = 60
"""Cells of a name in a message."""


def as_pid(text: str) -> int | None:
    """Return the process id that a word is; None: it is none, 0 or absurd included."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= _DIGITS
    return int(text) or None if is_number else None


def pids_of(words: Iterable[str], fs: ProcFs | None = None) -> tuple[int, ...]:
    """Return the processes that are meant, each once, in the order given.

    Args:
        words: Numbers, or names that exactly one process has. A number need not be
            that of a process that exists.
        fs: The procfs.

    Raises:
        NoProgram: No process is called so.
        SeveralPrograms: Several are.
        UsageProblem: A number that no process can have.
    """
    return tuple(dict.fromkeys(pid_of(word, fs) for word in words))


def pid_of(word: str, fs: ProcFs | None = None, *, or_file: bool = False) -> int:
    """Return the process that is meant; see `pids_of`.

    Args:
        word: As it was typed.
        fs: The procfs.
        or_file: A file could have been named as well, and there is none.
    """
    if (pid := as_pid(word)) is not None:
        return pid
    if not word or (word.isascii() and word.isdecimal()):
        text = _("{value} is not a process id; that is a number above 0")
        raise UsageProblem(text.format(value=repr(shorten(word, _SHOWN))))
    everybody = list(programs(fs))
    found = called(word, everybody)
    if not found:
        raise _nobody(word, everybody, fs, or_file=or_file)
    if len(found) > 1:
        raise _several(word, found)
    return found[0].pid


def called(name: str, everybody: Sequence[RunsNow]) -> list[RunsNow]:
    """Return the processes of that name that have memory; never those that ask.

    Args:
        name: Of a program, by any of its names.
        everybody: All processes.
    """
    asking = _asking(everybody)
    return [
        one
        for one in everybody
        if one.has_memory and one.pid not in asking and name in one.names
    ]


def _asking(everybody: Sequence[RunsNow]) -> set[int]:
    """Return this process, and those above it that only run its command line.

    A shell with `-c`, sudo, timeout and the like have our command among their
    arguments; the shell somebody types into has not.
    """
    by_pid = {one.pid: one for one in everybody}
    asking = {os.getpid()}
    parent = by_pid.get(os.getppid())
    while parent is not None and parent.pid not in asking and _runs_us(parent):
        asking.add(parent.pid)
        parent = by_pid.get(parent.ppid)
    return asking


def _runs_us(parent: RunsNow) -> bool:
    return any("memscope" in word for word in parent.cmdline[1:])


def _nobody(
    word: str, everybody: Sequence[RunsNow], fs: ProcFs | None, *, or_file: bool
) -> Exception:
    """Say that nobody is called so, and who is called nearly so."""
    shown = repr(shorten(word, _SHOWN))
    if any(word in one.names and one.is_kernel_thread for one in everybody):
        text = _("{name} is a kernel thread, which has no memory of its own")
        return NoProgram(text.format(name=shown))
    if any(word in one.names and one.has_ended for one in everybody):
        text = _("{name} has ended and only waits to be reaped by its parent")
        return NoProgram(text.format(name=shown))
    text = _("no process is called {name}")
    last = _("`memscope list` shows all of them.")
    if or_file:
        text = _("no process and no file is called {name}")
        last = _("A file is written with its path: ./{name}")
    hint = _near(word, everybody, fs) or last.format(name=shorten(word, _SHOWN))
    return NoProgram(text.format(name=shown), hint=hint)


def _near(word: str, everybody: Sequence[RunsNow], fs: ProcFs | None) -> str:
    """Return who is called nearly so; "": nobody is."""
    asking = _asking(everybody)
    names = sorted(
        {
            name
            for one in everybody
            if one.has_memory and one.pid not in asking
            for name in one.names
            if len(name) <= _LONGEST
        }
    )
    alike = alike_names(word, names)
    if alike:
        return _("Running now: {names}.").format(names=", ".join(map(safe, alike)))
    if hides_processes((fs or ProcFs()).root):
        return _("Processes of others are hidden here; see `memscope doctor`.")
    return ""


def alike_names(word: str, names: Sequence[str]) -> list[str]:
    """Return the names that somebody may have meant, the nearest first."""
    low = word[:_LONGEST].lower()
    if not low:
        return []
    inside = [one for one in names if low in one.lower()]
    close = difflib.get_close_matches(low, names, _ALIKE, 0.7)
    return list(dict.fromkeys((*inside[:_ALIKE], *close)))[:_ALIKE]


def _several(word: str, found: Sequence[RunsNow]) -> SeveralPrograms:
    text = ngettext(
        "{n} process is called {name}", "{n} processes are called {name}", len(found)
    )
    return SeveralPrograms(
        text.format(n=len(found), name=repr(shorten(word, _SHOWN))),
        [_choice(one) for one in found],
        hint=_("Name one of them by its number."),
    )


def _choice(one: RunsNow) -> Choice:
    seconds = wall_time_of(one.start_ticks) / 1e9
    return Choice(
        one.pid,
        user_name(one.uid),
        datetime.fromtimestamp(seconds, UTC).astimezone(),
        " ".join(one.cmdline) or one.name,
    )
