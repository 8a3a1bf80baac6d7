"""A rule: what it looks at, what it needs for that, and what it says.

A rule is a pure function from what was seen to what it found. Its numbers stand in
`rules.toml`, its sentences in `text/`: here is only the reasoning.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from memscope.analyze.why.seen import Seen, Subject
from memscope.model.finding import Severity
from memscope.model.kinds import Confidence

Numbers = Mapping[str, float]
"""Thresholds of one rule by name, from `rules.toml`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a rule found, without its words.

    Attributes:
        severity: Whether it is bad.
        confidence: How sure it is.
        bytes: Bytes at stake; None: it is not about bytes.
        values: What fills the gaps of its sentences.
        evidence: What was seen, by the word for it in the texts: a number or a name,
            and where it was read. A number of bytes is a `Bytes`.
        regions: First addresses of the regions that it is about.
        saves: Bytes that the remedy gives back; None: nothing is promised.
        variant: Which of several sentences to take, words with blanks between them:
            for each in turn `text-WORD` before `text`.
        is_remedied: False: nothing needs to be done here.
        is_resident: The bytes are in RAM now: of several processes that share pages
            each page is counted once.
        command: What to type, where it depends on what was seen; None: what
            `rules.toml` says.
    """

    severity: Severity
    confidence: Confidence
    bytes: int | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    evidence: Mapping[str, tuple[int | float | str | None, str]] = field(
        default_factory=dict
    )
    regions: tuple[int, ...] = ()
    saves: int | None = None
    variant: str = ""
    is_remedied: bool = True
    is_resident: bool = True
    command: str | None = None


class Bytes(int):
    """A number of bytes among the evidence."""


def bytes_or_none(size: int | None) -> Bytes | None:
    """Return a number of bytes as evidence; None stays unknown."""
    return None if size is None else Bytes(size)


Hit = tuple[tuple[Subject, ...], Found]
"""Of whom a rule found what."""

OneRule = Callable[[Subject, Numbers], Found | None]
AllRule = Callable[[Seen, Numbers], Found | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        id: Its name for ever, such as `arenas-kept`.
        needs: What must have been seen, by the words of `needs.py`.
        of_one: Looks at one process; None: at all of them together.
        of_all: Looks at all of them together; None: at each alone.
    """

    id: str
    needs: tuple[str, ...]
    of_one: OneRule | None = None
    of_all: AllRule | None = None


RULES: dict[str, Rule] = {}
"""Every rule by its name; a family's file adds its own when it is imported."""


def rule(name: str, *needs: str) -> Callable[[OneRule], OneRule]:
    """Declare a rule that looks at each process alone."""

    def declare(function: OneRule) -> OneRule:
        RULES[name] = Rule(name, needs, of_one=function)
        return function

    return declare


def group_rule(name: str, *needs: str) -> Callable[[AllRule], AllRule]:
    """Declare a rule that looks at all processes together."""

    def declare(function: AllRule) -> AllRule:
        RULES[name] = Rule(name, needs, of_all=function)
        return function

    return declare
