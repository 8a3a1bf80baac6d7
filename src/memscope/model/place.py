"""One address: what is there, its symbol, its bytes, its neighbours."""

from msgspec import Struct

from memscope.model.page import PageState
from memscope.model.process import Thread
from memscope.model.region import Region
from memscope.model.word import Word


class SymbolKind(Word):
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


class NamedAt(Struct, frozen=True, gc=False):
    """The symbol at, or nearest below, an address.

    Attributes:
        symbol: With the address it has in the process.
        image: Path of the ELF file that names it; of generated code `perf-PID.map`.
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

    @property
    def is_generated(self) -> bool:
        """Told by the program's own list of generated code: likely, never certain."""
        return self.image.startswith("perf-") and self.image.endswith(".map")


class Trail(Word):
    """What is at the end of a chain of pointers."""

    TEXT = "text"
    """Letters that a zero byte ends."""
    VALUE = "value"
    """Bytes that point nowhere."""
    CODE = "code"
    """Instructions."""
    LOOP = "loop"
    """A place where the chain was before: the last link leads there."""
    ABSENT = "absent"
    """A page that is not in RAM, or that nobody may look at."""
    MORE = "more"
    """A further pointer; it was not followed."""


class Onward(Struct, frozen=True, gc=False):
    """Where a pointer leads in the end.

    Attributes:
        links: Further pointers, each at the place where the one before points.
        end: What is where the last one points.
        data: The first bytes there, of a text or a value.
    """

    links: tuple["Pointer", ...]
    end: Trail
    data: bytes = b""


class Pointer(Struct, frozen=True, gc=False):
    """A word in memory that looks like an address of its own process.

    Attributes:
        value: The address.
        region: Where it points.
        offset: Bytes from the region's begin.
        named: The symbol there; None when there is none, or it was not looked for.
        beyond: Where it leads in the end; None: it was not followed.
    """

    value: int
    region: Region
    offset: int
    named: NamedAt | None = None
    beyond: Onward | None = None


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
        is_cached: The page is in the page cache though not mapped here; None: it is
            mapped, there is no file, or the kernel would not say.
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
    is_cached: bool | None = None


ROW = 16
"""Bytes of a row."""
WORD = 8
"""Bytes of a pointer, but in 32-bit programs."""


class HexRow(Struct, frozen=True, gc=False):
    """Sixteen bytes, or a whole stretch that is not in RAM.

    Attributes:
        address: Where it begins; a multiple of 16, but for the first row of a stretch
            that is not in RAM.
        end: First address after it.
        state: Of its page or pages.
        data: The bytes, as many as `end - address`; None when they are not in RAM or
            could not be read.
        pointers: For each word: where it points, if it looks like a pointer.
        symbols: Names that begin here, as the ELF file has them.
        word: Bytes of a pointer of the program.
    """

    address: int
    end: int
    state: PageState
    data: bytes | None = None
    pointers: tuple[Pointer | None, ...] = ()
    symbols: tuple[Symbol, ...] = ()
    word: int = WORD


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
