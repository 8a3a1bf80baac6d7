"""Where a pattern is in a piece of memory; overlapping hits are hits, too.

A piece is a buffer that is used again and again. Nothing is copied, and the loops over
bytes are those of the interpreter's own C code: a gigabyte takes about a second.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Literal

from memscope.model.find import Pattern
from memscope.model.ranges import Ranges

Buffer = bytearray
Matches = Callable[[Buffer, int, int], Iterable[int]]
"""From a buffer, how many bytes of it count, and the address of its first one."""

_MOST_BLOCKS = 4
_DENSE = 64
"""With a candidate for so many bytes, looking at each word is faster than each find."""
_CODES: dict[int, Literal["H", "I", "Q"]] = {2: "H", 4: "I", 8: "Q"}


def matches_of(pattern: Pattern) -> Matches:
    """Return what finds a pattern: offsets in ascending order."""
    if pattern.mask:
        return partial(_masked, _expression(pattern))
    if pattern.align == 1 or pattern.size == 1:
        return partial(_literal, pattern.data)
    into = pattern.into
    if pattern.data:
        value = int.from_bytes(pattern.data, "little")
        into = Ranges([value], [value + 1])
    return partial(_words, _WordsWithin(pattern.size, into))


def _literal(data: bytes, buffer: Buffer, size: int, _address: int) -> Iterator[int]:
    at = buffer.find(data, 0, size)
    while at >= 0:
        yield at
        at = buffer.find(data, at + 1, size)


def _masked(
    expression: re.Pattern[bytes], buffer: Buffer, size: int, _address: int
) -> Iterator[int]:
    found = expression.search(buffer, 0, size)
    while found is not None:
        yield found.start()
        found = expression.search(buffer, found.start() + 1, size)


def _expression(pattern: Pattern) -> re.Pattern[bytes]:
    parts = zip(pattern.data, pattern.mask, strict=True)
    return re.compile(b"".join(_octet(*one) for one in parts), re.DOTALL)


def _octet(value: int, mask: int) -> bytes:
    if mask == 0xFF:
        return re.escape(bytes([value]))
    if not mask:
        return b"."
    fitting = [one for one in range(256) if one & mask == value & mask]
    return b"[" + b"".join(b"\\x%02x" % one for one in fitting) + b"]"


class _WordsWithin:
    """Words whose value lies in ranges.

    Attributes:
        width: Bytes of a word.
        into: The values wanted.
        low: The smallest of them.
        high: The first number above all of them.
        shift: How many bytes from the lowest on may vary.
        tails: What the other bytes are; none: too many different ones.
    """

    def __init__(self, width: int, into: Ranges) -> None:
        self.width = width
        self.into = into
        self.low = into.starts[0] if len(into) else 0
        self.high = into.ends[-1] if len(into) else 0
        self.shift, self.tails = _tails(width, into)

    def is_wanted(self, value: int) -> bool:
        """Tell whether a value lies in one of the ranges."""
        if not self.low <= value < self.high:
            return False
        at = bisect_right(self.into.starts, value) - 1
        return value < self.into.ends[at]


def _tails(width: int, into: Ranges) -> tuple[int, list[bytes]]:
    """Return how many low bytes may vary, and what the others are then.

    Addresses of one region differ in their low bytes alone, so a search for the others
    finds nearly nothing else.
    """
    for shift in range(width):
        spans = [(low >> 8 * shift, high - 1 >> 8 * shift) for low, high in into]
        if sum(last - first + 1 for first, last in spans) <= _MOST_BLOCKS:
            blocks = {one for low, high in spans for one in range(low, high + 1)}
            rest = width - shift
            return shift, [one.to_bytes(rest, "little") for one in sorted(blocks)]
    return 0, []


def _words(words: _WordsWithin, buffer: Buffer, size: int, address: int) -> list[int]:
    found = _by_tails(words, buffer, size, address) if words.tails else None
    return _each_word(words, buffer, size, address) if found is None else found


def _by_tails(
    words: _WordsWithin, buffer: Buffer, size: int, address: int
) -> list[int] | None:
    """Return None when so many words look alike that it pays to look at each."""
    width, left, found = words.width, size // _DENSE, []
    for tail in words.tails:
        at = buffer.find(tail, 0, size)
        while at >= 0:
            offset = at - words.shift
            if offset >= 0 and (address + offset) % width == 0:
                value = int.from_bytes(buffer[offset : offset + width], "little")
                if words.is_wanted(value):
                    found.append(offset)
            left -= 1
            if left < 0:
                return None
            at = buffer.find(tail, at + 1, size)
    return sorted(found)


def _each_word(
    words: _WordsWithin, buffer: Buffer, size: int, address: int
) -> list[int]:
    first = -address % words.width
    count = max(size - first, 0) // words.width
    part = memoryview(buffer)[first : first + count * words.width]
    whole = part.cast(_CODES[words.width])
    low, high = words.low, words.high
    found = [at for at, value in enumerate(whole) if low <= value < high]
    if len(words.into) > 1:
        found = [at for at in found if words.is_wanted(whole[at])]
    return [first + at * words.width for at in found]
