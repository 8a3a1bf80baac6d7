"""How much memory, in bytes. None means the kernel did not say; it is not zero."""

from typing import Annotated

from msgspec import Meta, Struct

LARGEST = (1 << 63) - 1
"""No number of bytes, pages or ticks that Linux counts is larger."""
Size = Annotated[int, Meta(ge=0, le=LARGEST)]


class ProcessUsage(Struct, frozen=True, gc=False):
    """Memory of one process.

    Attributes:
        virtual: Address space, the sum of all VMAs.
        resident: In RAM now (RSS).
        proportional: RSS with each shared page divided by its users (PSS).
        unique: In RAM and mapped by nobody else (USS).
        swapped: On swap.
    """

    virtual: Size | None = None
    resident: Size | None = None
    proportional: Size | None = None
    unique: Size | None = None
    swapped: Size | None = None


class RegionUsage(Struct, frozen=True, gc=False):
    """Memory of one region.

    A region that is a part of a page counts the bytes of its own part, so that
    the parts of a VMA add up to the VMA.

    Attributes:
        resident: In RAM now.
        proportional: In RAM, shared pages divided by the number of users.
        shared: In RAM and mapped by others too.
        private: In RAM and mapped by nobody else.
        swapped: On swap.
        locked: Held in RAM by mlock.
    """

    resident: Size | None = None
    proportional: Size | None = None
    shared: Size | None = None
    private: Size | None = None
    swapped: Size | None = None
    locked: Size | None = None


UNKNOWN_USAGE = RegionUsage()
