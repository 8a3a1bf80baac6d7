"""What became different between two looks at one process."""

from enum import StrEnum

from msgspec import Struct

from memscope.model.kinds import Kind


class ChangeKind(StrEnum):
    """The ways in which an address space or its threads change."""

    APPEARED = "appeared"
    GONE = "gone"
    GREW = "grew"
    SHRANK = "shrank"
    MOVED = "moved"
    PERMISSIONS = "permissions"
    """Same place, other permissions."""
    TOUCHED = "touched"
    """More of it is in RAM than before."""
    RELEASED = "released"
    """Less of it is in RAM than before."""
    THREAD_STARTED = "thread-started"
    THREAD_ENDED = "thread-ended"


class Change(Struct, frozen=True, gc=False):
    """One difference.

    Attributes:
        what: What happened.
        kind: Kind of the region; None for threads.
        label: Name of the region or thread.
        start: First address of the region now (of one that is gone: before).
        delta: Bytes of address space gained or lost; for touched and released,
            bytes in RAM; None for threads.
        tid: Thread that it is about, if any.
        before: What it was: permissions, or the address it moved from in hex.
        after: What it is now, likewise.
    """

    what: ChangeKind
    kind: Kind | None
    label: str
    start: int | None
    delta: int | None
    tid: int | None = None
    before: str | None = None
    after: str | None = None
