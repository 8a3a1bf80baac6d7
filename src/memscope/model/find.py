"""A search through a process's memory: what for, what was found, what was not read."""

from typing import Annotated

from msgspec import Meta, Struct

from memscope.model.address import Address
from memscope.model.place import HexRow, NamedAt
from memscope.model.ranges import Ranges
from memscope.model.region import Region, Size
from memscope.model.word import Word


class Form(Word):
    """What somebody is looking for."""

    TEXT = "text"
    UTF16 = "utf-16"
    BYTES = "bytes"
    INTEGER = "integer"
    FLOAT = "float"
    POINTER = "pointer"


class Pattern(Struct, frozen=True, gc=False):
    """What to look for.

    Attributes:
        form: What it is to whoever asked.
        written: As it was asked for.
        size: Bytes of a hit.
        align: A hit begins at a multiple of this.
        data: The bytes; b"" for pointers.
        mask: Which bits of each byte count; b"": all of them.
        into: Addresses into which a word has to point; empty for all other forms.
    """

    form: Form
    written: str
    size: int
    align: int = 1
    data: bytes = b""
    mask: bytes = b""
    into: Ranges = Ranges()


class Stop(Word):
    """Why a search ended before its end."""

    LIMIT = "limit"
    """As many hits as were asked for."""
    TIME = "time"
    """The time is over."""
    GONE = "gone"
    """The process ended, or became another program."""


class Hit(Struct, frozen=True, gc=False):
    """One place where the pattern is.

    Attributes:
        address: Where it begins.
        region: What that is part of.
        named: The symbol there, if it covers the place.
        data: The bytes that were found, 4096 at most.
        rows: The bytes around, as they were a moment later; the hit as it was found.
        same_as: Address of an earlier hit that is the same memory, mapped twice.
    """

    address: int
    region: Region
    named: NamedAt | None
    data: bytes
    rows: tuple[HexRow, ...] = ()
    same_as: int | None = None

    @property
    def offset(self) -> int:
        """Bytes from the region's begin."""
        return self.address - self.region.start


class Reach(Struct, frozen=True, gc=False):
    """How much memory a search is about, in bytes; the parts add up to `mapped`.

    Attributes:
        mapped: Address space that was to be searched.
        present: In RAM: to be read.
        zeros: Mapped to the page of zeros: known without reading.
        untouched: Nothing was ever written there, or it was given back, or it is a
            guard: there is nothing to find.
        elsewhere: Pages of files and of shared memory that are not mapped here (yet).
        swapped: On swap.
        kernel: Memory of the kernel or of a device, which is left alone.
        ours: The search's own buffer, where memscope looks at itself.
        unknown: The kernel does not say what is there.
    """

    mapped: Size = 0
    present: Size = 0
    zeros: Size = 0
    untouched: Size = 0
    elsewhere: Size = 0
    swapped: Size = 0
    kernel: Size = 0
    ours: Size = 0
    unknown: Size = 0


class MemorySearch(Struct, frozen=True, gc=False):
    """How a search went.

    Attributes:
        pattern: What for.
        extent: Where.
        hits: In order of address.
        read: Bytes that were read.
        failed: Bytes that were in RAM and could not be read, or were gone by then.
        took_ms: For how long.
        stop: Why it did not go on to the end; None: it did.
        stopped_at: Up to where it came then.
        is_of_itself: It was memscope's own memory, which holds the pattern, too.
    """

    pattern: Pattern
    extent: Reach
    hits: tuple[Hit, ...]
    read: Annotated[int, Meta(ge=0)]
    failed: Annotated[int, Meta(ge=0)]
    took_ms: float
    stop: Stop | None = None
    stopped_at: Address | None = None
    is_of_itself: bool = False

    @property
    def is_whole(self) -> bool:
        """Everything that may hold the pattern was looked at."""
        missing = self.extent.elsewhere + self.extent.swapped + self.extent.unknown
        return self.stop is None and not missing and not self.failed
