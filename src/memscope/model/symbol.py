"""Names that a program's own file gives to addresses."""

from enum import StrEnum

from msgspec import Struct


class SymbolKind(StrEnum):
    """What a symbol stands for."""

    FUNCTION = "function"
    OBJECT = "object"
    """A variable or table."""
    OTHER = "other"
    """A label without a type, as hand-written assembly has them."""


class Symbol(Struct, frozen=True, gc=False):
    """A name for a range of addresses.

    Attributes:
        name: As the file spells it.
        address: Where it begins: in the file's own count inside a symbol table,
            in the process's in anything that speaks of a process.
        size: Bytes; 0 when the file does not say.
        kind: What it stands for.
    """

    name: str
    address: int
    size: int
    kind: SymbolKind

    @property
    def end(self) -> int:
        """First address after it."""
        return self.address + self.size

    def __contains__(self, address: int) -> bool:
        return self.address <= address < self.end or (
            not self.size and address == self.address
        )
