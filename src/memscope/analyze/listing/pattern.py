"""Which processes a pattern names."""

import re
from collections.abc import Iterable
from fnmatch import translate

_SIGNS = re.compile(r"[*?\[]")


class NamePattern:
    """A number, a word, or a word with the signs `*`, `?` and `[...]`.

    A number is a process id. A word is looked for in name, program and command line,
    and may be a user's whole name; with signs it has to fit all of one of them. Small
    and capital letters are the same.
    """

    def __init__(self, text: str) -> None:
        self._pid = int(text) if re.fullmatch(r"[0-9]{1,10}", text) else None
        self._word = text.lower()
        self._glob = re.compile(translate(self._word)) if _SIGNS.search(text) else None

    def names(self, pid: int, user: str, texts: Iterable[str]) -> bool:
        """Tell whether a process is meant.

        Args:
            pid: Its process id.
            user: Whose it is.
            texts: Its name, program and command line.
        """
        if self._pid is not None:
            return pid == self._pid
        if self._glob is not None:
            return any(self._glob.match(text.lower()) for text in (user, *texts))
        return user.lower() == self._word or any(
            self._word in text.lower() for text in texts
        )
