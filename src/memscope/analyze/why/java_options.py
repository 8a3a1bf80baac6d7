"""What a Java program's command line says of its memory."""

import re
from collections.abc import Iterator, Sequence

_LIMIT = re.compile(r"-(?:Xmx|XX:MaxHeapSize=)(\d{1,15})([kKmMgGtT]?)")
_UNITS = {"": 0, "k": 10, "m": 20, "g": 30, "t": 40}
_WITH_VALUE = frozenset(
    ("-cp", "-classpath", "--class-path", "-p", "--module-path", "--add-modules",
     "--upgrade-module-path", "--add-exports", "--add-opens", "--add-reads",
     "--limit-modules", "--patch-module")
)  # fmt: skip
"""Options that take the next argument for themselves."""
_LAST = frozenset(("-jar", "-m", "--module"))


def heap_limit(cmdline: Sequence[str]) -> int | None:
    """Return the bytes that -Xmx allows; None: the command line does not say.

    The last one counts. What comes after the program's name is not for Java, and what
    stands in a variable of the environment or in a file is not seen.
    """
    found = None
    for option in _options(cmdline):
        match = _LIMIT.fullmatch(option)
        if match is not None:
            found = int(match[1]) << _UNITS[match[2].lower()]
    return found


def _options(cmdline: Sequence[str]) -> Iterator[str]:
    rest = iter(cmdline[1:])
    for one in rest:
        if one in _LAST or not one.startswith("-"):
            return
        yield one
        if one in _WITH_VALUE:
            next(rest, None)
