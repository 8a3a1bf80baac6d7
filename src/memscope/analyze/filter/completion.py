"""What tab offers: keys, then values that exist now, with how many regions have them.

For the text `kind:he` with the cursor at its end it is `heap 1`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from memscope.analyze.filter.bearings import Bearings
from memscope.analyze.filter.checks import LIBRARY, WORDS
from memscope.analyze.filter.matching import Matcher
from memscope.analyze.filter.pages import has_pages
from memscope.analyze.filter.parse import parse
from memscope.analyze.filter.terms import (
    AMOUNTS,
    BOOKMARK,
    KEY_MEANINGS,
    TIMED,
    FilterKey,
)
from memscope.analyze.filter.tokens import Token, parts, tokens
from memscope.analyze.meanings import file_name
from memscope.model.region import Region

MOST = 50
"""Offered at most."""
_KEYED = re.compile(r"(-?)([A-Za-z]+)(:|>=|<=|>|<|=)(.*)", re.DOTALL)
_SPANS = ("10s", "30s", "5m", BOOKMARK)


@dataclass(frozen=True, slots=True)
class Completion:
    """One way to go on.

    Attributes:
        start: Where what it takes the place of begins.
        end: The first character after that.
        text: What is put there.
        count: Regions that have it now; None: it is a key, or nobody counted.
        meaning: Of a key, English; to be translated when it is shown.
    """

    start: int
    end: int
    text: str
    count: int | None = None
    meaning: str = ""


def completions(
    text: str, cursor: int, several: Sequence[Bearings]
) -> tuple[Completion, ...]:
    """Return what may stand at the cursor, keys first, then what most regions have.

    Args:
        text: As typed.
        cursor: Characters before the cursor.
        several: The processes whose values are offered.
    """
    start, word = _word_at(text[:cursor])
    found = _KEYED.fullmatch(word)
    if found is None:
        return (*_keys(start, cursor, word), *_names(start, cursor, word, several))
    try:
        key = FilterKey(found[2].lower())
    except ValueError:
        return ()
    at, begun = _value_at(start + found.start(4), found[4])
    return _values(key, at, cursor, begun, several)


def _word_at(text: str) -> tuple[int, str]:
    *_before, last = (Token("", 0), *tokens(text))
    return (last.start, last.text) if last.end == len(text) else (len(text), "")


def _value_at(start: int, text: str) -> tuple[int, str]:
    """Return the last value of a list, and where it begins."""
    *_before, last = parts(Token(text, 0))
    return start + last.start, last.text


def _keys(start: int, end: int, word: str) -> Iterable[Completion]:
    sign = "-" if word.startswith("-") else ""
    wanted = word.removeprefix("-").lower()
    for key, meaning in KEY_MEANINGS.items():
        if key.value.startswith(wanted):
            op = ">" if key in AMOUNTS else "<" if key is FilterKey.AGE else ":"
            yield Completion(start, end, f"{sign}{key.value}{op}", None, meaning)


def _names(
    start: int, end: int, word: str, several: Sequence[Bearings]
) -> tuple[Completion, ...]:
    if len(word) < 2:
        return ()
    return _values(FilterKey.NAME, start, end, word, several)


def _values(
    key: FilterKey, start: int, end: int, begun: str, several: Sequence[Bearings]
) -> tuple[Completion, ...]:
    wanted = begun.strip('"').casefold()
    counts = _counted(key, several)
    found = [
        (word, count)
        for word, count in counts.items()
        if word and wanted in word.casefold() and count != 0
    ]
    if key not in AMOUNTS | TIMED:
        found.sort(key=lambda one: (not _begins(one[0], wanted), -(one[1] or 0), one))
    return tuple(
        Completion(start, end, _quoted(word), count) for word, count in found[:MOST]
    )


def _begins(word: str, wanted: str) -> bool:
    return word.casefold().startswith(wanted)


def _quoted(word: str) -> str:
    needs = any(one.isspace() or one in ",:<>=" for one in word)
    return f'"{word.replace(chr(34), "")}"' if needs else word


def _counted(key: FilterKey, several: Sequence[Bearings]) -> dict[str, int | None]:
    if key in (FilterKey.SINCE, FilterKey.AGE):
        return dict.fromkeys(_SPANS)
    if key in AMOUNTS:
        return _sizes(key, several)
    if not several:
        return dict.fromkeys(WORDS.get(key, ()))
    counts: Counter[str] = Counter()
    for bearings in several:
        words = _words_of(key, bearings)
        for region in bearings.process.regions:
            counts.update(words(region))
    return dict(counts)


def _sizes(key: FilterKey, several: Sequence[Bearings]) -> dict[str, int | None]:
    steps = ("0", "64K", "1M", "16M", "256M", "1G")
    found = {
        step: Matcher(parse(f"{key.value}>{step}")).tally(several) for step in steps
    }
    return {step: tally.shown for step, tally in found.items() if tally}


def _words_of(key: FilterKey, bearings: Bearings) -> Callable[[Region], Iterable[str]]:
    process = bearings.process
    names = {thread.tid: thread.name for thread in process.threads}
    match key:
        case FilterKey.KIND:
            return lambda region: _kinds(region, process.exe)
        case FilterKey.SEG:
            return lambda region: (region.segment.value,)
        case FilterKey.CONF:
            return lambda region: (region.confidence.value,)
        case FilterKey.PERM:
            return lambda region: (region.perms,)
        case FilterKey.PAGE:
            return lambda region: [
                word for word in WORDS[FilterKey.PAGE] if has_pages(region, word)
            ]
        case FilterKey.PID:
            return lambda _region: (str(process.pid),)
        case FilterKey.PATH:
            return lambda region: (region.image or region.path,)
        case FilterKey.THREAD:
            return lambda region: _thread(region, names)
        case _:
            return lambda region: (_name(region),)


def _kinds(region: Region, exe: str | None) -> tuple[str, ...]:
    is_library = region.image is not None and region.image != exe
    return (region.kind.value, LIBRARY) if is_library else (region.kind.value,)


def _thread(region: Region, names: dict[int, str]) -> tuple[str, ...]:
    if region.thread is None:
        return ()
    name = names.get(region.thread)
    return (str(region.thread), name) if name else (str(region.thread),)


def _name(region: Region) -> str:
    return file_name(region.image or region.path) or region.label
