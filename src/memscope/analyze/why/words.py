"""The numbers of the rules and their sentences, as the files beside this one have them.

[arenas-kept]
title = "Freed memory is kept in {arenas} malloc arenas"
text = "In {arenas} arenas {live:bytes} are in use."
remedy = "Set it before the start."
[arenas-kept.evidence]
walked = "arenas walked whole"
"""

import pkgutil
import tomllib
from functools import cache
from typing import Any

from msgspec import Struct, convert

from memscope.i18n import language

FAMILIES = (
    "not_your_ram",
    "charged",
    "allocators",
    "runtimes",
    "threads",
    "sharing",
    "limits",
    "time",
    "kills",
    "nothing",
)
"""Each is a file with rules and, in every language, a file with their sentences."""


class RuleSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `rules.toml` says of a rule.

    Attributes:
        rule: Its number, such as `D10`.
        family: The file that has it.
        command: What to type or to set; "": nothing.
        numbers: Its thresholds by name.
    """

    rule: str
    family: str
    command: str = ""
    numbers: dict[str, float] = {}


class Sentences(Struct, frozen=True):
    """What a language has for a rule.

    Attributes:
        texts: `title`, `text`, `remedy`, and variants such as `text-one`.
        evidence: What each thing that was seen is called.
    """

    texts: dict[str, str]
    evidence: dict[str, str]

    def of(self, name: str, variant: str) -> str:
        """Return the sentence of the first variant that has one, else the usual one.

        Args:
            name: `title`, `text` or `remedy`.
            variant: Words with blanks between them.
        """
        for word in variant.split():
            own = self.texts.get(f"{name}-{word}")
            if own is not None:
                return own
        return self.texts.get(name, "")


@cache
def settings() -> dict[str, RuleSettings]:
    """Return what `rules.toml` says, by the rules' names, in order of number."""
    return convert(_read("rules.toml"), dict[str, RuleSettings])


def sentences() -> dict[str, Sentences]:
    """Return all sentences in the language in use, by the rules' names."""
    return sentences_in(language())


@cache
def sentences_in(code: str) -> dict[str, Sentences]:
    """Return all sentences of a language, by the rules' names."""
    found: dict[str, Sentences] = {}
    for family in FAMILIES:
        for name, one in _read(f"text/{code}/{family}.toml").items():
            evidence = one.pop("evidence", {})
            found[name] = Sentences(one, evidence)
    return found


def _read(name: str) -> dict[str, Any]:
    """Parse a file beside this one, by way of whatever imported us, a zip too."""
    data = pkgutil.get_data("memscope.analyze.why", name)
    assert data is not None, name
    return tomllib.loads(data.decode())
