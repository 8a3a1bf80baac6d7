"""Which values a key can have, and why another one makes no sense."""

import re

from memscope.analyze.filter.pages import PAGE_WORDS
from memscope.analyze.filter.terms import (
    AMOUNTS,
    SHARES,
    FilterKey,
    Measure,
    Value,
)
from memscope.analyze.filter.values import share_meant, size_meant, time_meant
from memscope.i18n import _
from memscope.model.kinds import Confidence, Kind, Segment

LIBRARY = "library"
"""Code and data of ELF files other than the program; a kind for who reads."""
_PERMS = re.compile(r"[r?-][w?-][x?-][ps?]?|[rwxps]{1,4}")

WORDS: dict[FilterKey, tuple[str, ...]] = {
    FilterKey.KIND: (*(one.value for one in Kind), LIBRARY),
    FilterKey.SEG: tuple(one.value for one in Segment),
    FilterKey.CONF: tuple(one.value for one in Confidence),
    FilterKey.PAGE: PAGE_WORDS,
}
"""Values of the keys that have a list of them."""
_ANY_TEXT = (FilterKey.NAME, FilterKey.PATH, FilterKey.THREAD)


def checked(key: FilterKey, op: str, value: Value) -> tuple[Value, str]:
    """Return a value as its key means it, and why it makes no sense: "" where it does.

    Args:
        key: What is asked.
        op: ":" or a comparison.
        value: As written.
    """
    if key in AMOUNTS:
        return _amount(key, value)
    if key in (FilterKey.SINCE, FilterKey.AGE):
        return _time(key, op, value)
    if op not in (":", "="):
        why = _("{key} cannot be more or less; write {key}:{value}")
        return value, why.format(key=key.value, value=value.text)
    if key in WORDS:
        return _word(key, value)
    if key is FilterKey.PERM and not _PERMS.fullmatch(value.text):
        return value, _("permissions are letters such as rw, r-x, rwxp")
    if key is FilterKey.PID and not value.text.isdecimal():
        return value, _("a process has a number")
    return value, ""


def meant_word(key: FilterKey, text: str) -> tuple[str, ...]:
    """Return the words that a text may stand for: the one itself, or its beginnings."""
    wanted, words = text.casefold(), WORDS[key]
    return (wanted,) if wanted in words else _beginning(wanted, words)


def _beginning(wanted: str, words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word.startswith(wanted))


def _word(key: FilterKey, value: Value) -> tuple[Value, str]:
    if meant_word(key, value.text):
        return value, ""
    why = _("{key} is one of {words}")
    return value, why.format(key=key.value, words=", ".join(WORDS[key]))


def _amount(key: FilterKey, value: Value) -> tuple[Value, str]:
    if share := share_meant(value.text):
        is_fit = key in SHARES
        return share, "" if is_fit else _("{key} is no share").format(key=key.value)
    size = size_meant(value.text)
    if size is None:
        return value, _("a size is wanted, such as 512K, 1M, 1.5G")
    if size.measure is Measure.BYTES_PER_MINUTE and key is not FilterKey.GREW:
        return size, _("only grew is told by the minute")
    return size, ""


def _time(key: FilterKey, op: str, value: Value) -> tuple[Value, str]:
    time = time_meant(value.text)
    if time is None:
        return value, _("a time is wanted, such as 30s, 5m, or b for the bookmark")
    if key is FilterKey.SINCE and op not in (":", "="):
        return time, _("a span is written as since:30s")
    if key is FilterKey.AGE and op == ":":
        return time, _("an age is more or less than a time: age<10s")
    return time, ""
