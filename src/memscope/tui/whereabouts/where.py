"""Where in memscope something is seen, as the end of an address in a browser.

    ""                      home
    p/4242-123456           a process, by its number and its start
    p/shop.py               the one process of that name
    tree/4242               a process with all its descendants
    r/night.memscope        a recording of the served folder
    lesson/process/2        a lesson at a step
    ?lang=ja&theme=light&filter=…&at=…

An address comes from outside: what cannot be one is refused here, and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self
from urllib.parse import parse_qsl, quote, unquote, urlencode

from memscope.errors import UsageProblem
from memscope.i18n import _
from memscope.units import safe, shorten

LONGEST = 2000
"""Characters of an address; nothing that is ever seen needs as many."""
_SHOWN = 60


class Sight(StrEnum):
    """What is seen; the value is how its address begins."""

    HOME = ""
    PROCESS = "p"
    TREE = "tree"
    RECORDING = "r"
    LESSON = "lesson"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A place in memscope, and how it is looked at.

    Attributes:
        kind: What is seen.
        pid: Of the process, or of the oldest of a tree; None: it is known by name.
        start: When it began, in clock ticks since boot; None: whoever has the number.
        name: Of the process, recording, or lesson.
        step: Of a lesson, by its name or number; "": the first.
        filter: What the reader typed to see less.
        at: A moment: seconds of a recording, or the name of a bookmark.
        language: Code; "": as it is.
        theme: Name; "": as it is.
    """

    kind: Sight = Sight.HOME
    pid: int | None = None
    start: int | None = None
    name: str = ""
    step: str = ""
    filter: str = ""
    at: str = ""
    language: str = ""
    theme: str = ""

    @property
    def path(self) -> str:
        """The end of its address; `parse` reads it again."""
        words = [quote(word, safe="") for word in self._words()]
        asked = {name: value for name, value in self._asked().items() if value}
        return "/".join(words) + (f"?{urlencode(asked)}" if asked else "")

    @property
    def is_bare(self) -> bool:
        """It names no place, so that whatever is seen may stay."""
        return self.kind is Sight.HOME and not self.filter

    def _words(self) -> tuple[str, ...]:
        match self.kind:
            case Sight.HOME:
                return ()
            case Sight.PROCESS | Sight.TREE if self.pid is not None:
                known = (
                    f"{self.pid}" if self.start is None else f"{self.pid}-{self.start}"
                )
                return self.kind, known
            case Sight.LESSON if self.step:
                return self.kind, self.name, self.step
        return self.kind, self.name

    def _asked(self) -> Mapping[str, str]:
        return {
            "lang": self.language,
            "theme": self.theme,
            "filter": self.filter,
            "at": self.at,
        }

    @classmethod
    def parse(cls, path: str) -> Self:
        """Read the end of an address.

        Raises:
            UsageProblem: No place is written so.
        """
        before, _mark, asked = path.partition("?")
        if len(path) > LONGEST:
            raise _nowhere(before)
        try:
            words = [unquote(word, errors="strict") for word in before.split("/")]
            options = dict(parse_qsl(asked, errors="strict", max_num_fields=20))
        except ValueError:
            raise _nowhere(before) from None
        return replace(
            cls._named([word for word in words if word], before),
            language=options.get("lang", ""),
            theme=options.get("theme", ""),
            filter=options.get("filter", ""),
            at=options.get("at", ""),
        )

    @classmethod
    def _named(cls, words: list[str], before: str) -> Self:
        match words:
            case []:
                return cls()
            case [Sight.PROCESS, name]:
                pid, start = _process(name)
                return cls(Sight.PROCESS, pid, start, name="" if pid else name)
            case [Sight.TREE, name] if (found := _process(name))[0]:
                return cls(Sight.TREE, *found)
            case [Sight.RECORDING, name]:
                return cls(Sight.RECORDING, name=name)
            case [Sight.LESSON, name]:
                return cls(Sight.LESSON, name=name)
            case [Sight.LESSON, name, step]:
                return cls(Sight.LESSON, name=name, step=step)
        raise _nowhere(before)


def _process(word: str) -> tuple[int | None, int | None]:
    """Read PID or PID-START; no pid: it is a name."""
    pid, dash, start = word.partition("-")
    if not _is_number(pid) or (dash and not _is_number(start)):
        return None, None
    return int(pid) or None, int(start) if dash else None


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) < 20


def _nowhere(path: str) -> UsageProblem:
    return UsageProblem(
        _("{path} is no address here").format(path=safe(shorten(f"/{path}", _SHOWN))),
        hint=_("There are /p/PROCESS, /tree/PID, /r/RECORDING and /lesson/NAME."),
    )
