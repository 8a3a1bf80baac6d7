"""Two address spaces, or one seen twice: what they share, and how that was proved."""

from datetime import datetime

from msgspec import Struct

from memscope.model.region import Region
from memscope.model.snapshot import Gap, System
from memscope.model.word import Word


class SpaceRelation(Word):
    """How two tasks' address spaces relate."""

    SAME = "same"
    SEPARATE = "separate"
    UNKNOWN = "unknown"


class Proof(Word):
    """What a statement about sharing rests on, strongest first."""

    SAME_PROCESS = "same-process"
    """Both are threads of one process, which have one address space by definition."""
    KCMP = "kcmp"
    """The kernel compared the two address spaces (kcmp(2))."""
    FRAMES = "frames"
    """The numbers of the physical page frames, from pagemap."""
    EXCLUSIVE_BIT = "exclusive-bit"
    """The kernel says that a page is mapped once, so nobody else can have it."""
    PAGE_STATE = "page-state"
    """The kernel describes the two pages differently: one belongs to a file, or is
    the page of zeros, and the other is not."""
    INODE = "inode"
    """Unmodified pages of one file at one offset: the kernel keeps a single copy."""
    CONTENTS = "contents"
    """The bytes were compared. Different bytes cannot be one page; equal bytes only
    make it likely."""


class MatchedBy(Word):
    """Why two regions are compared with one another."""

    ADDRESS = "address"
    """They lie at the same virtual address and have the same backing."""
    OBJECT = "object"
    """They map the same file, or shared memory, at the same offset."""
    BUILD = "build"
    """They map the same place of two files that are one build of one ELF image."""
    ORDER = "order"
    """They are the same kind of thing: heap and heap, second arena and second."""


class Sharing(Word):
    """What a pair of regions has in common, in one word."""

    ONE_SPACE = "one-address-space"
    """Not two regions: one, seen by two threads."""
    SAME_FRAMES = "same-frames"
    """Every page that both have in RAM, and that can be decided, is in the same
    frame."""
    COPY_ON_WRITE = "copy-on-write"
    """Likewise, so far: a write by either will copy the page."""
    PARTLY = "partly"
    """Some pages lie in the same frame, others have been copied."""
    PRIVATE = "private"
    """No page is in the same frame."""
    MERGED = "merged"
    """Equal pages that the kernel's KSM has merged to save memory."""
    ZERO = "zero"
    """Both only have the kernel's page of zeros there."""
    ALIKE = "alike"
    """Some or all pages are probably in the same frames: shared with somebody, and
    equal. It cannot be proved without frame numbers."""
    SAME_OBJECT = "same-object"
    """The same file or shared memory, but no page of it is in RAM on both sides."""
    NOTHING = "nothing"
    """No page is in RAM on both sides."""
    UNKNOWN = "unknown"


class PagePairs(Struct, frozen=True, gc=False):
    """Numbers of pages, each page compared with its counterpart on the other side.

    `both` is the sum of `same`, `different`, `zero`, `merged`, `alike` and
    `undecided`.

    Attributes:
        both: In RAM on both sides.
        same: Proved to lie in the same frame.
        copy_on_write: Those of `same` in private mappings that a write would copy.
        different: Proved to lie in different frames.
        zero: Both are the kernel's page of zeros, which proves nothing.
        merged: In the same frame because KSM merged equal pages.
        alike: Shared with somebody and equal on both sides: probably the same frame.
        undecided: Nothing we may know decides it.
        only_first: In RAM on the first side alone.
        only_second: In RAM on the second side alone.
    """

    both: int = 0
    same: int = 0
    copy_on_write: int = 0
    different: int = 0
    zero: int = 0
    merged: int = 0
    alike: int = 0
    undecided: int = 0
    only_first: int = 0
    only_second: int = 0


class RegionPair(Struct, frozen=True, gc=False):
    """Two regions that correspond to one another.

    Attributes:
        first: Region of the first address space.
        second: Region of the second.
        matched_by: Why they are compared.
        same_object: Both map the same file or shared memory.
        sharing: What they have in common.
        pages: Counts; None when the pages of one side could not be read.
        proofs: What `pages` rests on, strongest first.
        mappings: Least and most times that one of the same frames is mapped by
            anybody; None when unknown, or when there is no such frame.
        in_bytes: The counts for the bytes of `first`: of a page that it has a part
            of, that part. None as `pages`.
    """

    first: Region
    second: Region
    matched_by: MatchedBy
    same_object: bool
    sharing: Sharing
    pages: PagePairs | None = None
    proofs: tuple[Proof, ...] = ()
    mappings: tuple[int, int] | None = None
    in_bytes: PagePairs | None = None

    @property
    def same_address(self) -> bool:
        """Both begin at the same virtual address."""
        return self.first.start == self.second.start


class SameAddress(Struct, frozen=True, gc=False):
    """One virtual address that means different memory on the two sides.

    Attributes:
        address: First address of the page.
        label: What the region is called on the first side.
        proof: How we know.
        first_frame: Page frame number on the first side; None when hidden.
        second_frame: Likewise on the second.
    """

    address: int
    label: str
    proof: Proof
    first_frame: int | None = None
    second_frame: int | None = None


class Isolation(Struct, frozen=True, gc=False):
    """The same virtual addresses, in RAM on both sides, in different frames.

    Attributes:
        pages: How many.
        examples: A few of them, one a region.
    """

    pages: int
    examples: tuple[SameAddress, ...]


class Side(Struct, frozen=True, gc=False):
    """One of the two that were compared.

    Attributes:
        pid: Process.
        tid: Thread that was asked for; the pid when the process was.
        start_ticks: Start time of the process in clock ticks since boot.
        name: Name of that process or thread.
        regions: Number of regions.
        resident_pages: Pages in RAM; None when the pages could not be read.
        abi: Of its program, see `model/abi.py`; None when unknown.
    """

    pid: int
    tid: int
    start_ticks: int
    name: str
    regions: int
    resident_pages: int | None
    abi: str | None = None


class Comparison(Struct, frozen=True, gc=False):
    """What two processes or threads share, and what they do not.

    Attributes:
        taken_at: When the look began, with time zone.
        took_ms: How long it took, in milliseconds.
        system: The machine.
        first: One side.
        second: The other.
        address_space: Whether it is one address space.
        space_proofs: How we know that; () when unknown.
        page_proof: The strongest proof that could be had for pages; None when pages
            could not be read at all.
        pairs: Regions that correspond, in the first side's order of address.
        only_first: Regions without a counterpart on the second side.
        only_second: Likewise.
        totals: Sums over the pairs; None when pages could not be read.
        isolation: Same address, different frame; None when pages could not be read.
        elsewhere: Frames that both have in RAM at places that do not correspond;
            None without frame numbers.
        gaps: What could not be known, why, and what would allow it.
    """

    taken_at: datetime
    took_ms: float
    system: System
    first: Side
    second: Side
    address_space: SpaceRelation
    space_proofs: tuple[Proof, ...]
    page_proof: Proof | None
    pairs: tuple[RegionPair, ...]
    only_first: tuple[Region, ...]
    only_second: tuple[Region, ...]
    totals: PagePairs | None = None
    isolation: Isolation | None = None
    elsewhere: int | None = None
    gaps: tuple[Gap, ...] = ()
