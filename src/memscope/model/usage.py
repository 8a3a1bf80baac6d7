"""How much memory, in bytes. None means the kernel did not say; it is not zero."""

from msgspec import Struct


class ProcessUsage(Struct, frozen=True, gc=False):
    """Memory of one process.

    Attributes:
        virtual: Address space, the sum of all VMAs.
        resident: In RAM now (RSS).
        proportional: RSS with each shared page divided by its users (PSS).
        unique: In RAM and mapped by nobody else (USS).
        swapped: On swap.
    """

    virtual: int | None = None
    resident: int | None = None
    proportional: int | None = None
    unique: int | None = None
    swapped: int | None = None


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

    resident: int | None = None
    proportional: int | None = None
    shared: int | None = None
    private: int | None = None
    swapped: int | None = None
    locked: int | None = None


UNKNOWN_USAGE = RegionUsage()
