"""Errors in the reader's language; the classes know only English."""

from memscope.errors import (
    AccessDenied,
    MemscopeError,
    ProcError,
    ProcessGone,
    SeveralPrograms,
)
from memscope.i18n import N_, _, ngettext
from memscope.render.words.evidence import gap_text
from memscope.units import cell_width, fit, safe, shorten

_MOST = 20
"""Processes that are listed for one to be chosen."""
_COMMAND = 60
"""Cells of a command line."""

OF_ERRORS = (
    N_("cannot be read"),
    N_("no such process"),
    N_("not provided by this kernel"),
    N_("permission denied"),
    N_("this kernel has no kcmp"),
    N_("no such file or directory"),
    N_("operation not permitted"),
    N_("input/output error"),
    N_("too many open files"),
    N_("cannot allocate memory"),
    N_("no more threads or processes can be started"),
    N_("no more files can be opened"),
    N_("no more memory can be had"),
    N_("A limit is reached; see `ulimit -u`."),
    N_("A limit is reached; see `ulimit -n`."),
    N_("It is short, or a limit is reached; see `ulimit -v`."),
    N_("Run as the owner of the process or as root; see `memscope doctor`."),
    N_(
        "Root lacks a capability here that the process has, or CAP_SYS_PTRACE; see "
        "`memscope doctor`."
    ),
)
"""What `errors`, `proc` and the C library say, of gaps too, for the translators."""


def sentence(error: MemscopeError) -> str:
    """Return the message of an error in one line."""
    if isinstance(error, ProcessGone):
        return _("process {pid}: {why}").format(pid=error.pid, why=_(error.reason))
    if isinstance(error, ProcError):
        return _("process {pid}: {what}: {why}").format(
            pid=error.pid, what=_(error.what), why=_(error.reason)
        )
    return str(error)


def hint(error: MemscopeError) -> str:
    """Return what the reader can do about it; "" when there is nothing."""
    if not isinstance(error, AccessDenied) or error.hint in ("", *OF_ERRORS):
        return _(error.hint)
    remedy = gap_text(error.hint)
    return _("{remedy}; see `memscope doctor`.").format(
        remedy=remedy[:1].upper() + remedy[1:]
    )


def choices(error: MemscopeError) -> list[str]:
    """Return what there is to choose from, a line each; [] for other errors."""
    if not isinstance(error, SeveralPrograms):
        return []
    shown = error.choices[:_MOST]
    rows = [
        (
            str(one.pid),
            safe(one.user),
            f"{one.started:%Y-%m-%d %H:%M}",
            shorten(safe(one.command), _COMMAND),
        )
        for one in shown
    ]
    wide = [max(map(cell_width, column)) for column in zip(*rows, strict=True)]
    lines = [
        f"{fit(pid, wide[0], '>')}  {fit(user, wide[1])}  {started}  {command}"
        for pid, user, started, command in rows
    ]
    if (rest := len(error.choices) - len(shown)) > 0:
        lines.append(ngettext("and {n} more", "and {n} more", rest).format(n=rest))
    return lines
