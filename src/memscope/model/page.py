"""Single pages: what each of them is, and what happened to it since another look."""

from enum import StrEnum

from msgspec import Struct


class PageState(StrEnum):
    """What one page of address space is."""

    ABSENT = "absent"
    """Nothing is there: never touched, given back, or still only in its file."""
    PRESENT = "present"
    """In RAM; nothing more is known."""
    EXCLUSIVE = "exclusive"
    """Private memory in RAM that nobody else has mapped."""
    SHARED = "shared"
    """Private memory in RAM that others have mapped too, as after fork: the next
    write to it makes a copy."""
    FILE = "file"
    """A page of a file or of shared memory, in RAM and mapped by others too."""
    FILE_EXCLUSIVE = "file-exclusive"
    """A page of a file or of shared memory, in RAM and mapped by nobody else."""
    ZERO = "zero"
    """The kernel's one page of zeros: readable, and no memory is used for it."""
    SWAPPED = "swapped"
    GUARD = "guard"
    """A touch ends in SIGSEGV (MADV_GUARD_INSTALL)."""
    UNKNOWN = "unknown"
    """We did not look, or were not allowed to."""


RESIDENT = frozenset(
    {
        PageState.PRESENT,
        PageState.EXCLUSIVE,
        PageState.SHARED,
        PageState.FILE,
        PageState.FILE_EXCLUSIVE,
    }
)
"""The states in which a page counts as resident memory of the process."""


class PageRun(Struct, frozen=True, gc=False, omit_defaults=True):
    """Pages in a row that are all alike.

    Attributes:
        state: What they are.
        count: How many pages.
        huge: They are mapped as part of a huge page.
    """

    state: PageState
    count: int
    huge: bool = False


class PageChange(StrEnum):
    """What happened to one page between two looks."""

    APPEARED = "appeared"
    """It came into RAM; before, nothing was there, or only the page of zeros."""
    WENT_AWAY = "went-away"
    """It left RAM, to swap or for good."""
    COPIED = "copied"
    """The copy of copy-on-write: it was shared, or a page of a file, and is a page
    of its own now."""
    MOVED = "moved"
    """It is another page, but no copy of what was shared: the kernel moved it, or
    it was dropped and made anew."""
    UNSHARED = "unshared"
    """Others had it mapped and do not any more. Where frames are hidden from us,
    this may be a copy as well: it was copied here, or the others let go of it."""
    SHARED = "shared"
    """Others have it mapped now too, as after a fork."""
    CONTENT = "content"
    """Its bytes are different; only known when contents were asked for."""


class Page(Struct, frozen=True, gc=False):
    """All that is known of one page.

    Attributes:
        address: Its first address.
        state: What it is.
        huge: Mapped as part of a huge page; None when unknown.
        exclusive: Nobody else has it mapped; None when it is not in RAM, or unknown.
        frame: Number of the physical page frame; None when unknown, never 0.
        mappings: How often the frame is mapped by anybody; None when unknown.
        frame_flags: Names of the kernel's flags of the frame; None when unknown.
        word: The kernel's entry in pagemap, as it is; None when not read.
    """

    address: int
    state: PageState
    huge: bool | None = None
    exclusive: bool | None = None
    frame: int | None = None
    mappings: int | None = None
    frame_flags: tuple[str, ...] | None = None
    word: int | None = None
