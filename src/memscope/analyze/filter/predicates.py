"""From a term to a question about a region: yes, no, or unknown (None)."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from memscope.analyze.filter.bearings import Bearings
from memscope.analyze.filter.checks import LIBRARY, meant_word
from memscope.analyze.filter.names import in_name, in_path, in_text
from memscope.analyze.filter.numbers import age_term, amount_term
from memscope.analyze.filter.pages import has_pages
from memscope.analyze.filter.terms import AMOUNTS, FilterKey, Measure, Term, Value
from memscope.model.kinds import Kind
from memscope.model.region import Region

Predicate = Callable[[Region], bool | None]

_IMAGES = frozenset({Kind.CODE, Kind.RODATA, Kind.RELRO, Kind.DATA, Kind.BSS})


def predicate(term: Term, bearings: Bearings) -> Predicate:
    """Return the question that a term asks of a process's regions.

    What is unknown stays unknown when it is negated: absence is no evidence.
    """
    ask = _any([_ask(term, value, bearings) for value in term.values])
    return _not(ask) if term.is_negated else ask


def _ask(term: Term, value: Value, bearings: Bearings) -> Predicate:
    key = term.key
    if key is None:
        return _address(value) if value.measure is Measure.ADDRESS else in_text(value)
    if key in AMOUNTS:
        return amount_term(key, term.op, value, bearings)
    if key is FilterKey.AGE:
        return age_term(term.op, value, bearings)
    return _of_word(key, value, bearings)


def _of_word(key: FilterKey, value: Value, bearings: Bearings) -> Predicate:
    match key:
        case FilterKey.KIND:
            return _kind(meant_word(key, value.text), bearings)
        case FilterKey.SEG:
            segments = frozenset(meant_word(key, value.text))
            return lambda region: region.segment.value in segments
        case FilterKey.CONF:
            levels = frozenset(meant_word(key, value.text))
            return lambda region: region.confidence.value in levels
        case FilterKey.PAGE:
            words = meant_word(key, value.text)
            return _any([_page(word) for word in words])
        case FilterKey.PERM:
            return _perm(value.text)
        case FilterKey.THREAD:
            return _thread(value, bearings)
        case FilterKey.PID:
            is_it = bearings.process.pid == int(value.text)
            return lambda _region: is_it
        case FilterKey.PATH:
            return in_path(value)
        case _:
            return in_name(value)


def _kind(words: Sequence[str], bearings: Bearings) -> Predicate:
    kinds, exe = frozenset(words), bearings.process.exe
    if LIBRARY not in kinds:
        return lambda region: region.kind.value in kinds

    def ask(region: Region) -> bool:
        is_library = (
            region.kind in _IMAGES and region.image is not None and region.image != exe
        )
        return is_library or region.kind.value in kinds

    return ask


def _page(word: str) -> Predicate:
    return lambda region: has_pages(region, word)


def _perm(text: str) -> Predicate:
    """Three letters with their places, `r-x`, or some letters that it has."""
    if len(text) >= 3 and ("-" in text or "?" in text or text.startswith("rwx")):
        return lambda region: _fits(text, region.perms)
    letters = frozenset(text)
    return lambda region: letters.issubset(region.perms)


@lru_cache(maxsize=256)
def _fits(pattern: str, perms: str) -> bool:
    return all(one in ("?", is_so) for one, is_so in zip(pattern, perms, strict=False))


def _thread(value: Value, bearings: Bearings) -> Predicate:
    tids = tids_meant(value, bearings)
    return lambda region: region.thread in tids


def tids_meant(value: Value, bearings: Bearings) -> frozenset[int]:
    """Return the numbers of the threads that a number or a part of a name means."""
    wanted = value.text.casefold()
    tids = {
        thread.tid
        for thread in bearings.process.threads
        if wanted in thread.name.casefold()
    }
    if value.text.isdecimal() and len(value.text) < 12:
        tids.add(int(value.text))
    elif wanted == "main":
        tids.add(bearings.process.pid)
    return frozenset(tids)


def _address(value: Value) -> Predicate:
    """What lies there; digits may be a part of a name as well."""
    low, high = int(value.number), value.end or int(value.number) + 1
    named = in_text(value)

    def ask(region: Region) -> bool | None:
        return (region.start < high and low < region.end) or named(region)

    return ask


def _not(ask: Predicate) -> Predicate:
    def turned(region: Region) -> bool | None:
        answer = ask(region)
        return None if answer is None else not answer

    return turned


def _any(asks: Sequence[Predicate]) -> Predicate:
    return asks[0] if len(asks) == 1 else _either(asks)


def _either(asks: Sequence[Predicate]) -> Predicate:
    def ask_all(region: Region) -> bool | None:
        found: bool | None = False
        for ask in asks:
            answer = ask(region)
            if answer:
                return True
            if answer is None:
                found = None
        return found

    return ask_all
