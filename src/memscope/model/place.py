"""What is at one address of a process."""

from enum import StrEnum

from msgspec import Struct

from memscope.model.process import Thread
from memscope.model.region import Region
from memscope.model.symbol import Symbol


class PageState(StrEnum):
    """What the kernel keeps for one page."""

    PRESENT = "present"
    """In RAM."""
    ZERO = "zero"
    """Only read so far: the page of zeros that everybody shares stands for it."""
    SWAPPED = "swapped"
    GUARD = "guard"
    """Marked so that any touch ends in SIGSEGV; maps does not show it."""
    ABSENT = "absent"
    """Never touched, or given back: no memory belongs to it now."""
    UNKNOWN = "unknown"
    """We may not look."""


class NamedAt(Struct, frozen=True, gc=False):
    """The symbol at, or nearest below, an address.

    Attributes:
        symbol: With the address it has in the process.
        image: Path of the ELF file that names it.
        offset: Bytes from the symbol's begin to the address.
        is_inside: The symbol covers the address; otherwise it is only the nearest
            one below in the same section.
        is_complete: The file's whole symbol table was there. Without it, only names
            that other files may use are known, and the nearest one below may be far
            from the truth.
    """

    symbol: Symbol
    image: str
    offset: int
    is_inside: bool
    is_complete: bool


class Pointer(Struct, frozen=True, gc=False):
    """A word in memory that looks like an address of its own process.

    Attributes:
        value: The address.
        region: Where it points.
        offset: Bytes from the region's begin.
        named: The symbol there; None when there is none, or it was not looked for.
    """

    value: int
    region: Region
    offset: int
    named: NamedAt | None = None


class Neighbour(Struct, frozen=True, gc=False):
    """The next region below or above.

    Attributes:
        region: The neighbour.
        hole: Bytes of nothing between; 0 when it is adjacent. For an address that is
            not mapped, the bytes from it to the neighbour.
    """

    region: Region
    hole: int


class Place(Struct, frozen=True, gc=False):
    """Everything known about one address.

    Attributes:
        address: The address.
        region: The region that holds it; None when nothing is mapped there.
        offset: Bytes from the region's begin.
        file_offset: Position in the backing file; None when there is no file.
        thread: Thread that owns the region, if one does.
        section: ELF section that holds it, such as `.text`.
        named: Symbol at or below it.
        page: What the kernel keeps for its page; None when nothing is mapped.
        data: The bytes from the address on, up to 16, none beyond its page; None
            when the page is not in RAM: reading it would bring it in.
        points_at: Where the word at the address points, when it looks like a pointer.
        below: Next region towards address 0.
        above: Next region upwards.
    """

    address: int
    region: Region | None
    offset: int | None
    file_offset: int | None
    thread: Thread | None
    section: str | None
    named: NamedAt | None
    page: PageState | None
    data: bytes | None
    points_at: Pointer | None
    below: Neighbour | None
    above: Neighbour | None
