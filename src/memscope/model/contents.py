"""What stands in memory, row by row, and in variables."""

from msgspec import Struct

from memscope.model.place import PageState, Pointer
from memscope.model.symbol import Symbol

ROW = 16
"""Bytes of a row."""
WORD = 8


class HexRow(Struct, frozen=True, gc=False):
    """Sixteen bytes, or a whole stretch that is not in RAM.

    Attributes:
        address: Where it begins; a multiple of 16, but for the first row of a stretch
            that is not in RAM.
        end: First address after it.
        state: Of its page or pages.
        data: The bytes, as many as `end - address`; None when they are not in RAM or
            could not be read.
        pointers: For each 8-byte word: where it points, if it looks like a pointer.
        symbols: Names that begin here, as the ELF file has them.
    """

    address: int
    end: int
    state: PageState
    data: bytes | None = None
    pointers: tuple[Pointer | None, ...] = ()
    symbols: tuple[Symbol, ...] = ()


class Variable(Struct, frozen=True, gc=False):
    """A global variable with what it holds now.

    Attributes:
        symbol: Its name, place and size.
        value: Its first bytes, 64 at most; None when they are not in RAM.
        pointer: Where it points, if it is one word and looks like a pointer.
    """

    symbol: Symbol
    value: bytes | None
    pointer: Pointer | None = None
