"""What users are called."""

from functools import cache


@cache
def user_name(uid: int) -> str:
    """Return a user's name; the number where the user database has none."""
    import pwd  # not at the top: most commands name nobody

    try:
        return pwd.getpwuid(uid).pw_name
    except (KeyError, OSError):
        return str(uid)
