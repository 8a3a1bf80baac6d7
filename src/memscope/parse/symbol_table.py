"""The named places of one file, in columns: there may be a million of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from memscope.model.place import Symbol, SymbolKind

_NAME_LENGTH = 512
_STEPS_BACK = 32
"""Symbols to look at, at most, for one that reaches as far as an address."""

NOTYPE, OBJECT, FUNC, IFUNC = 0, 1, 2, 10
"""Types of symbols, as the file numbers them."""
_KINDS = {OBJECT: SymbolKind.OBJECT, FUNC: SymbolKind.FUNCTION}
_KINDS[IFUNC] = SymbolKind.FUNCTION
_GLOBAL = 1


@dataclass(frozen=True, slots=True)
class SymbolTable:
    """The defined symbols of one file, in order of address.

    Attributes:
        starts: Link-time addresses, ascending.
        sizes: Bytes of each.
        names: Position of each name in `text`.
        infos: Type and binding of each, as the file has them.
        text: All names, each ended by a NUL.
        is_complete: From .symtab; otherwise from .dynsym, which has only what other
            files may use.
    """

    starts: Sequence[int] = ()
    sizes: Sequence[int] = ()
    names: Sequence[int] = ()
    infos: bytes = b""
    text: bytes = b""
    is_complete: bool = True

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def weight(self) -> int:
        """Bytes of memory it takes, about."""
        return len(self.text) + 25 * len(self.starts)

    def covering(self, address: int) -> Symbol | None:
        """Return the innermost symbol that covers a link-time address."""
        last = bisect_right(self.starts, address) - 1
        for index in range(last, max(last - _STEPS_BACK, -1), -1):
            start, size = self.starts[index], self.sizes[index]
            if address < start + size or (not size and address == start):
                return self._best(start, covering=address)
        return None

    def below(self, address: int) -> Symbol | None:
        """Return the nearest symbol that begins at or below a link-time address."""
        last = bisect_right(self.starts, address) - 1
        return self._best(self.starts[last]) if last >= 0 else None

    def named(self, name: str) -> Symbol | None:
        """Return the symbol of that name; a slow question, for once in a while."""
        needle = name.encode("utf-8", "surrogateescape") + b"\0"
        at = self.text.find(needle)
        while at >= 0:
            # Linkers let one name be the end of another one.
            if at in self.names:
                return self._symbol(list(self.names).index(at))
            at = self.text.find(needle, at + 1)
        return None

    def between(self, start: int, end: int, most: int) -> list[Symbol]:
        """Return the symbols that begin in [start, end), at most `most`."""
        first = bisect_left(self.starts, start)
        last = min(bisect_left(self.starts, end), first + most)
        return [self._symbol(index) for index in range(first, last)]

    def _best(self, start: int, covering: int | None = None) -> Symbol:
        """Of several names for one address, return the one people would expect."""
        first = bisect_left(self.starts, start)
        last = bisect_right(self.starts, start)
        candidates = [
            index
            for index in range(first, last)
            if covering is None or covering < start + max(self.sizes[index], 1)
        ]
        return self._symbol(min(candidates, key=self._rank))

    def _rank(self, index: int) -> tuple[bool, int, bool, int, str]:
        info = self.infos[index]
        name = self._name(index)
        underscores = len(name) - len(name.lstrip("_"))
        is_label = info & 15 not in _KINDS
        return is_label, underscores, info >> 4 != _GLOBAL, len(name), name

    def _symbol(self, index: int) -> Symbol:
        kind = _KINDS.get(self.infos[index] & 15, SymbolKind.OTHER)
        return Symbol(self._name(index), self.starts[index], self.sizes[index], kind)

    def _name(self, index: int) -> str:
        at = self.names[index]
        end = self.text.find(b"\0", at, at + _NAME_LENGTH)
        end = at + _NAME_LENGTH if end < 0 else end
        return self.text[at:end].decode("utf-8", "surrogateescape")
