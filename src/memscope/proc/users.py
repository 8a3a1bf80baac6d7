"""What users are called."""

from functools import cache

from memscope.errors import ProcError
from memscope.proc.fs import ProcFs


@cache
def user_name(uid: int) -> str:
    """Return a user's name; the number where the user database has none."""
    import pwd  # not at the top: most commands name nobody

    try:
        return pwd.getpwuid(uid).pw_name
    except (KeyError, OSError):
        return str(uid)


def owner_name(pid: int) -> str:
    """Return whose a process is; "": it is gone, or nobody may know."""
    try:
        status = ProcFs().read(f"{pid}/status")
    except (OSError, ProcError):
        return ""
    for line in status.splitlines():
        if line.startswith(b"Uid:"):
            return user_name(int(line.split()[2]))  # the effective one
    return ""
