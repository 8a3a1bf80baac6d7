"""Symbols of one file by a part of their name: the best hundred, soon.

The names of a file are one long text, so looking for a part of one is a search in it.
What lies at a place of that text is found by an order of the symbols by that place,
which is made once, in pieces: other threads get their turn between two of them.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator
from heapq import merge, nsmallest

from memscope.model.place import Symbol
from memscope.parse.symbols import NAME_LENGTH, SymbolTable

_PIECE = 50_000
"""Symbols that are put in order at once: about 20 ms."""
_SLICE = 1 << 20
"""Bytes that are searched at once."""
_MOST_SEEN = 5000
"""Names that are compared to find the best of them."""


class SymbolNames:
    """Names of one symbol table."""

    def __init__(self, table: SymbolTable) -> None:
        self.table = table
        places = table.names
        pieces = [
            sorted(range(at, min(at + _PIECE, len(places))), key=places.__getitem__)
            for at in range(0, len(places), _PIECE)
        ]
        self._order = array("L", merge(*pieces, key=places.__getitem__))

    @property
    def weight(self) -> int:
        """Bytes of memory it takes, about."""
        return self._order.itemsize * len(self._order)

    def find(
        self, wanted: str, most: int, is_stopped: Callable[[], bool] = bool
    ) -> list[Symbol]:
        """Return the symbols that have this text, the best first, at most `most`.

        Capital letters count where there is one in the text.

        Args:
            wanted: Part of a name.
            most: As many.
            is_stopped: Asked now and then; where it says so, fewer are returned.
        """
        found: dict[str, Symbol] = {}
        for number, index in enumerate(self._indexes(wanted, is_stopped)):
            symbol = self.table.symbol(index)
            found.setdefault(symbol.name, symbol)
            if number >= _MOST_SEEN:
                break
        return nsmallest(most, found.values(), key=lambda one: rank(one, wanted))

    def _indexes(self, wanted: str, is_stopped: Callable[[], bool]) -> Iterator[int]:
        needle = wanted.encode("utf-8", "surrogateescape")
        if not needle or b"\0" in needle or len(needle) > NAME_LENGTH:
            return
        is_exact = any(one.isupper() for one in wanted)
        pattern = re.compile(re.escape(needle), 0 if is_exact else re.IGNORECASE)
        text, last = self.table.text, -1
        for start in range(0, len(text), _SLICE):
            if is_stopped():
                return
            end = min(start + _SLICE + len(needle) - 1, len(text))
            for hit in pattern.finditer(text, start, end):
                at = hit.start()
                begin = text.rfind(b"\0", max(0, at - NAME_LENGTH), at) + 1
                if begin > last:
                    yield from self._from(begin, at)
                    last = begin

    def _from(self, begin: int, end: int) -> Iterator[int]:
        """Symbols whose names begin there: linkers let one be the end of another."""
        places = self.table.names
        at = bisect_left(self._order, begin, key=places.__getitem__)
        while at < len(self._order) and places[self._order[at]] <= end:
            yield self._order[at]
            at += 1


def rank(symbol: Symbol, wanted: str) -> tuple[bool, bool, bool, int, str]:
    """Return a key that puts the likeliest first."""
    name = symbol.name
    return (
        name != wanted,
        not name.startswith(wanted),
        name.startswith("_") and not wanted.startswith("_"),
        len(name),
        name,
    )
