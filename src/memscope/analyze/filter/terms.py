"""What a filter says, once it is read: terms, and what was not understood."""

from dataclasses import dataclass

from memscope.i18n import N_
from memscope.model.word import Word


class FilterKey(Word):
    """What a term may ask about; the words are the same in every language."""

    KIND = "kind"
    SEG = "seg"
    PERM = "perm"
    NAME = "name"
    PATH = "path"
    THREAD = "thread"
    PID = "pid"
    RES = "res"
    OWN = "own"
    SHARED = "shared"
    SWAP = "swap"
    MAPPED = "mapped"
    GREW = "grew"
    TOUCHED = "touched"
    SINCE = "since"
    AGE = "age"
    CONF = "conf"
    PAGE = "page"


KEY_MEANINGS: dict[FilterKey, str] = {
    FilterKey.KIND: N_("what it is: heap, anon, thread-stack"),
    FilterKey.SEG: N_("segment of the textbook: code, data, heap, stack"),
    FilterKey.PERM: N_("permissions: rwx, r-x, or letters it has"),
    FilterKey.NAME: N_("part of its name"),
    FilterKey.PATH: N_("part of the path of its file"),
    FilterKey.THREAD: N_("number or name of the thread it belongs to"),
    FilterKey.PID: N_("number of the process"),
    FilterKey.RES: N_("bytes in RAM"),
    FilterKey.OWN: N_("in RAM, and nobody else maps it"),
    FilterKey.SHARED: N_("in RAM, and others map it"),
    FilterKey.SWAP: N_("bytes on swap"),
    FilterKey.MAPPED: N_("bytes of address space"),
    FilterKey.GREW: N_("bytes that came into RAM, or a minute: 1M/min"),
    FilterKey.TOUCHED: N_("in RAM or on swap: bytes, or a share: 80%"),
    FilterKey.SINCE: N_("span of what grew: 30s, 5m, b (bookmark)"),
    FilterKey.AGE: N_("how long it has been there: 10s, b (bookmark)"),
    FilterKey.CONF: N_("how sure its kind is: certain, likely, guess"),
    FilterKey.PAGE: N_("pages it has: swapped, zero, huge, dirty"),
}
"""A line for each key; to be translated when it is shown."""

AMOUNTS = frozenset(
    {
        FilterKey.RES,
        FilterKey.OWN,
        FilterKey.SHARED,
        FilterKey.SWAP,
        FilterKey.MAPPED,
        FilterKey.TOUCHED,
        FilterKey.GREW,
    }
)
"""Keys whose values are bytes."""
SHARES = AMOUNTS - {FilterKey.MAPPED, FilterKey.GREW}
"""Keys that may be told as a share of the address space of a region."""
TIMED = frozenset({FilterKey.GREW, FilterKey.SINCE, FilterKey.AGE})
"""Keys that one look cannot answer."""
BOOKMARK = "b"


class Measure(Word):
    """What the number of a value counts."""

    NONE = "none"
    BYTES = "bytes"
    BYTES_PER_MINUTE = "bytes-per-minute"
    PERCENT = "percent"
    SECONDS = "seconds"
    BOOKMARK = "bookmark"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a term.

    Attributes:
        text: As written, without quotes.
        measure: What `number` counts.
        number: Bytes, percent, seconds, or the first address.
        end: First address after a range; 0 of anything else.
        is_quoted: It is text, whatever it looks like.
    """

    text: str
    measure: Measure = Measure.NONE
    number: float = 0
    end: int = 0
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """One condition.

    Attributes:
        start: Where it stands in the text.
        end: First character after it.
        key: What it asks about; None: names and addresses.
        op: ":" or a comparison.
        values: One of them has to hold.
        is_negated: None of them may.
    """

    start: int
    end: int
    key: FilterKey | None
    op: str
    values: tuple[Value, ...]
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class Misread:
    """A part of the text that was not understood, and so filters nothing.

    Attributes:
        start: Its first character.
        end: The first one after it.
        reason: Why, in the reader's language.
    """

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter that was read.

    Attributes:
        text: As typed.
        choices: A region is shown where all terms of one of them hold; (): all are.
        misread: What was not understood, in order.
        since: Span of what grew: seconds, or "b"; None: as the reader has it.
    """

    text: str
    choices: tuple[tuple[Term, ...], ...] = ()
    misread: tuple[Misread, ...] = ()
    since: float | str | None = None

    @property
    def is_empty(self) -> bool:
        """Nothing is asked, so everything is shown."""
        return not self.choices

    @property
    def keys(self) -> frozenset[FilterKey]:
        """What it asks about."""
        found = {term.key for terms in self.choices for term in terms if term.key}
        if self.since is not None:
            found.add(FilterKey.SINCE)
        return frozenset(found)


NO_FILTER = Filter("")
