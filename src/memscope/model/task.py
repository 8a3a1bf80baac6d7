"""What one has to know of a thread to find its stack."""

from msgspec import Struct


class TaskFacts(Struct, frozen=True, gc=False):
    """One living thread, as the kernel tells.

    Attributes:
        tid: Thread id, as we see it.
        name: The kernel's `comm`.
        sp: Stack pointer; None when unknown or running.
        own_tid: Thread id as the thread itself sees it (the last number of NSpid);
            the C library writes down that one. None: not known, so not compared.
    """

    tid: int
    name: str
    sp: int | None
    own_tid: int | None
