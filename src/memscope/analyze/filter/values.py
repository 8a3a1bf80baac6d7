"""Reads one value: a size with its unit, a share, a time, an address, or a word."""

import re

from memscope.analyze.filter.terms import BOOKMARK, Measure, Value

_SIZE = re.compile(
    r"([+-]?\d{1,18}(?:\.\d{0,9})?)(?:([kmgtpe])(?:i?b)?|b)?(/min)?", re.IGNORECASE
)
_PERCENT = re.compile(r"(\d{1,9}(?:\.\d{0,9})?)%")
_TIME = re.compile(r"(\d{1,9}(?:\.\d{0,9})?)(ms|s|min|m|h|d)?", re.IGNORECASE)
_RANGE = re.compile(r"(?:0x)?([0-9a-f]{1,16})-(?:0x)?([0-9a-f]{1,16})", re.IGNORECASE)
_ADDRESS = re.compile(r"0x([0-9a-f_]{1,20})|([0-9a-f]{6,16})", re.IGNORECASE)
_UNITS = {letter: 1024**power for power, letter in enumerate("kmgtpe", start=1)}
_SECONDS = {"ms": 0.001, "s": 1, "min": 60, "m": 60, "h": 3600, "d": 86400}
_FEWEST_DIGITS = 6
"""Of a range without 0x: fewer may be part of a name, such as 1-2."""


def size_meant(text: str) -> Value | None:
    """Return `1.5M`, `64KiB`, `512`, `1M/min`; None: it is no size."""
    found = _SIZE.fullmatch(text)
    if not found:
        return None
    number = float(found[1]) * _UNITS.get((found[2] or "").lower(), 1)
    measure = Measure.BYTES_PER_MINUTE if found[3] else Measure.BYTES
    return Value(text, measure, number)


def share_meant(text: str) -> Value | None:
    """Return `80%`; None: it is no share."""
    found = _PERCENT.fullmatch(text)
    return Value(text, Measure.PERCENT, float(found[1])) if found else None


def time_meant(text: str) -> Value | None:
    """Return `30s`, `5m`, `1h`, `500ms`, or `b` of the bookmark; None: no time."""
    if text == BOOKMARK:
        return Value(text, Measure.BOOKMARK)
    found = _TIME.fullmatch(text)
    if not found:
        return None
    seconds = float(found[1]) * _SECONDS[(found[2] or "s").lower()]
    return Value(text, Measure.SECONDS, seconds)


def addresses_in(text: str) -> Value | None:
    """Return a range or an address; None: it is neither.

    Six hexadecimal digits or more may be one; what they stand for besides is up to
    who asks.
    """
    if found := _RANGE.fullmatch(text):
        low, high = int(found[1], 16), int(found[2], 16)
        is_long = min(len(found[1]), len(found[2])) >= _FEWEST_DIGITS
        if low < high and (is_long or "x" in text.lower()):
            return Value(text, Measure.ADDRESS, low, high)
        return None
    found = _ADDRESS.fullmatch(text)
    digits = (found[1] or found[2]).replace("_", "") if found else ""
    if not digits or len(digits) > 16:
        return None
    return Value(text, Measure.ADDRESS, int(digits, 16))
