"""One row of our table, the VMA it lies in, and what each uses, in bytes."""

from functools import lru_cache
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType, field

from memscope.model.address import Address
from memscope.model.kinds import Confidence, Kind, Segment
from memscope.model.page import PageRun
from memscope.model.word import Word


class Access(Word):
    """Permissions that stand out."""

    WRITABLE_CODE = "writable-code"
    """Whoever can write there can make the program run it."""
    NONE = "none"
    """Any touch ends in SIGSEGV."""


@lru_cache(maxsize=64)
def access_of(perms: str) -> Access | None:
    """Return what stands out of `rwxp` and the like; mostly nothing."""
    if perms[1:3] == "wx":
        return Access.WRITABLE_CODE
    return Access.NONE if perms[:3] == "---" else None


class _Permitted:
    """What the four letters of `perms` say, for every record that has them."""

    __slots__ = ()
    perms: str

    @property
    def is_readable(self) -> bool:
        """The program may read it."""
        return self.perms[0] == "r"

    @property
    def is_writable(self) -> bool:
        """The program may write to it."""
        return self.perms[1] == "w"

    @property
    def is_executable(self) -> bool:
        """The program may run it."""
        return self.perms[2] == "x"

    @property
    def is_shared(self) -> bool:
        """Mapped MAP_SHARED; pages of a private mapping may be shared all the same."""
        return self.perms[3] == "s"

    @property
    def is_private_writable(self) -> bool:
        """Memory that can hold a stack: nobody else writes there."""
        return self.perms in ("rw-p", "rwxp")

    @property
    def is_no_access(self) -> bool:
        """Any touch ends in SIGSEGV."""
        return self.perms[:3] == "---"


class Permissions(_Permitted, Struct, frozen=True, gc=False):
    """The letters alone, where no range goes with them.

    Attributes:
        perms: Four characters such as `r-xp`; the last is `p` or `s`.
    """

    perms: str


class Vma(_Permitted, Struct, frozen=True, gc=False):
    """A virtual memory area: what one line of /proc/PID/maps says.

    Attributes:
        start: First address.
        end: First address after it.
        perms: Four characters such as `r-xp`; the last is `p` or `s`.
        offset: Position of `start` in the backing file, in bytes.
        device: `major:minor` of the backing file in hex, as the kernel prints it.
        inode: Inode of the backing file; 0 when anonymous.
        path: Path or kernel label such as `[heap]`; "" when anonymous.
    """

    start: int
    end: int
    perms: str
    offset: int
    device: str
    inode: int
    path: str

    @property
    def size(self) -> int:
        """Length in bytes of address space, which says nothing about RAM."""
        return self.end - self.start

    @property
    def is_nameless(self) -> bool:
        """No file is behind it, and neither kernel nor program has named it."""
        return not self.inode and not self.path

    def __contains__(self, address: int) -> bool:
        return self.start <= address < self.end


LARGEST = (1 << 63) - 1
"""No number of bytes, pages or ticks that Linux counts is larger."""
Size = Annotated[int, Meta(ge=0, le=LARGEST)]
Reasons = Annotated[
    tuple[str, ...], Meta(description="How memscope knows, strongest first.")
]
Sureness = Annotated[Confidence, Meta(description="How sure the label is.")]


class Backing(Word):
    """What is behind the pages of a region."""

    ANONYMOUS = "anonymous"
    """Nothing: swap at most."""
    DISK = "disk"
    """A file that can be read again, so that clean pages can be dropped."""
    RAM = "ram"
    """A file that lives in RAM and on swap: tmpfs, memfd, System V, MAP_SHARED."""
    HUGETLB = "hugetlb"
    """Huge pages set aside, which are never swapped."""
    KERNEL = "kernel"
    """Memory of the kernel or of a device."""


class ProcessUsage(Struct, frozen=True, gc=False):
    """Memory of one process.

    Attributes:
        virtual: Address space, the sum of all VMAs.
        resident: In RAM now (RSS).
        proportional: RSS with each shared page divided by its users (PSS).
        unique: In RAM and mapped by nobody else (USS).
        swapped: On swap.
        anonymous: Of what is in RAM, what no file is behind (RssAnon).
        file: And pages of files (RssFile).
        shmem: And of shared memory and files that live in RAM (RssShmem).
        clean: Of `file`, what the kernel can drop without writing it anywhere.
        distinct: In RAM, each page once, however often it is mapped here.
        own: In RAM, all of whose mappers are this process.
        proportional_known: Sum of the shares that are known.
        huge: In RAM as huge pages.
        lazy_free: Given back by MADV_FREE, but not yet taken.
        page_tables: What the kernel needs to map it (VmPTE); not in `resident`.
        locked: Held in RAM by mlock (VmLck).
        peak: The most that was ever resident (VmHWM).
        hugetlb: In huge pages that were set aside (HugetlbPages), which no other
            number of `status` has.
        data: Private and writable address space, which RLIMIT_DATA limits (VmData).
        counted: In RAM by the kernel's quick counter (`rss` of stat), which is late by
            up to a batch for each processor; None where it moved during the look.
        anon_huge: Of `huge`, what no file is behind.
        ksm: In RAM and merged with equal pages of others.
        share_anonymous: Of `proportional`, what no file is behind (Pss_Anon); asked of
            several processes only.
        share_file: And pages of files (Pss_File).
        share_shmem: And of shared memory and files that live in RAM (Pss_Shmem).
    """

    virtual: Size | None = None
    resident: Size | None = None
    proportional: Size | None = None
    unique: Size | None = None
    swapped: Size | None = None
    anonymous: Size | None = None
    file: Size | None = None
    shmem: Size | None = None
    clean: Size | None = None
    distinct: Size | None = None
    own: Size | None = None
    proportional_known: Size | None = None
    huge: Size | None = None
    lazy_free: Size | None = None
    page_tables: Size | None = None
    locked: Size | None = None
    peak: Size | None = None
    hugetlb: Size | None = None
    data: Size | None = None
    counted: Size | None = None
    anon_huge: Size | None = None
    ksm: Size | None = None
    share_anonymous: Size | None = None
    share_file: Size | None = None
    share_shmem: Size | None = None

    @property
    def unshared(self) -> int | None:
        """Bytes whose share nobody tells; 0 where all is known; None: not read."""
        if self.proportional is not None:
            return 0
        if self.resident is None or self.proportional_known is None:
            return None
        return max(self.resident - self.proportional_known, 0)


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
        clean: In RAM and not written to since it was read or written back.
        dirty: In RAM and written to, or of a kind that is never dropped.
        copies: Pages of its own in a private mapping of a file; None elsewhere.
        huge: In RAM as huge pages, of whatever size.
        lazy_free: Given back by MADV_FREE, but not yet taken.
        anon_huge: Of `huge`, what no file is behind; the rest is as `backing` says.
        ksm: In RAM and merged with equal pages of others; older kernels do not tell.
        live_: `live`, as the format has it: left out where no allocator was asked.
        free_: `free`, likewise.
    """

    resident: Size | None = None
    proportional: Size | None = None
    shared: Size | None = None
    private: Size | None = None
    swapped: Size | None = None
    locked: Size | None = None
    clean: Size | None = None
    dirty: Size | None = None
    copies: Size | None = None
    huge: Size | None = None
    lazy_free: Size | None = None
    anon_huge: Size | None = None
    ksm: Size | None = None
    live_: Annotated[
        Size | UnsetType, Meta(description="In use, by its allocator's own records.")
    ] = field(default=UNSET, name="live")
    free_: Annotated[
        Size | UnsetType,
        Meta(description="Given back to the allocator, which keeps it."),
    ] = field(default=UNSET, name="free")

    @property
    def live(self) -> int | None:
        """Bytes of blocks in use; None: its allocator's records were not walked."""
        return None if self.live_ is UNSET else self.live_

    @property
    def free(self) -> int | None:
        """Bytes of blocks that the program gave back; None likewise."""
        return None if self.free_ is UNSET else self.free_


UNKNOWN_USAGE = RegionUsage()


class Region(_Permitted, Struct, frozen=True, gc=False):
    """A half-open range of addresses: a mapping of the kernel's, or a part of one.

    Attributes:
        start: First address.
        end: First address after the range.
        perms: Four characters such as `r-xp`; the last is `p` or `s`.
        offset: Position of `start` in the backing file, in bytes.
        device: `major:minor` of the backing file in hex.
        inode: Inode of the backing file; 0 when anonymous.
        path: Path or kernel label such as `[heap]`; "" when anonymous.
        vma: (start, end) of the kernel's VMA it belongs to.
        segment: The textbook's word.
        kind: The exact word.
        thread: TID that owns a stack, guard or arena; None when nobody does.
        image: Path of the ELF file that a code or data region belongs to.
        label: Short name for people, such as `stack of worker-1`.
        evidence: How we know, strongest first; see `model/evidence.py`.
        confidence: How sure the kind is.
        usage: Bytes in RAM and swap; None where the kernel did not say.
        flags: smaps' VmFlags; None when smaps was not read.
        deleted: The backing file has no name any more.
        backing: What is behind its pages; None when not asked, or unknown.
        allocated: Bytes its file has, where that lives in RAM.
        cached: Bytes of its part of the file that are in the page cache, mapped here
            or not.
        aliases: First addresses of other regions here that show the same bytes.
        kernel_: `kernel`, as the format has it: left out when unknown.
        pages_: `pages`, likewise.
        numa_: `numa`, likewise.
        links_: `links`, likewise.
    """

    start: Address
    end: Annotated[Address, Meta(description="First address after the region.")]
    perms: Annotated[str, Meta(description="As in maps: r-xp; the last is p or s.")]
    offset: Annotated[int, Meta(ge=0, description="Position of start in the file.")]
    device: Annotated[str, Meta(description="major:minor in hex, as in maps.")]
    inode: Annotated[int, Meta(ge=0, description="0 when no file backs the region.")]
    path: Annotated[str, Meta(description="Path, kernel label such as [heap], or ''.")]
    vma: Annotated[
        tuple[Address, Address],
        Meta(description="The kernel's mapping that the region is, or is part of."),
    ]
    segment: Annotated[Segment, Meta(description="The textbook's word.")]
    kind: Annotated[Kind, Meta(description="The exact word.")]
    thread: Annotated[
        int | None, Meta(description="TID that owns the stack, guard or arena.")
    ] = None
    image: Annotated[str | None, Meta(description="ELF file of code or data.")] = None
    label: Annotated[str, Meta(description="Short name for people.")] = ""
    evidence: Reasons = ()
    confidence: Sureness = Confidence.GUESS
    usage: RegionUsage = UNKNOWN_USAGE
    flags: Annotated[
        tuple[str, ...] | None,
        Meta(description="VmFlags of smaps; null when they were not read."),
    ] = None
    deleted: Annotated[bool, Meta(description="The file has no name any more.")] = False
    backing: Annotated[
        Backing | None, Meta(description="What is behind its pages.")
    ] = None
    allocated: Annotated[
        Size | None, Meta(description="Bytes its file has, where that lives in RAM.")
    ] = None
    cached: Annotated[
        Size | None, Meta(description="Of its part of the file, in the page cache.")
    ] = None
    aliases: Annotated[
        tuple[Address, ...],
        Meta(description="Starts of other regions here that show the same bytes."),
    ] = ()
    kernel_: Annotated[
        dict[str, int] | UnsetType,
        Meta(description="smaps by the kernel's names, in bytes; only when asked for."),
    ] = field(default=UNSET, name="kernel")
    pages_: Annotated[
        tuple[PageRun, ...] | UnsetType,
        Meta(
            description="Every page in order, whole pages always; only when asked for."
        ),
    ] = field(default=UNSET, name="pages")
    numa_: Annotated[
        dict[int, Size] | UnsetType,
        Meta(description="Bytes in RAM by NUMA node; only where there are several."),
    ] = field(default=UNSET, name="numa")
    links_: Annotated[
        Size | UnsetType,
        Meta(description="Names of its file; only asked where it may have none."),
    ] = field(default=UNSET, name="links")

    @property
    def kernel(self) -> dict[str, int] | None:
        """Every number of smaps by the kernel's own name, in bytes.

        None without a full look.
        """
        return None if self.kernel_ is UNSET else self.kernel_

    @property
    def pages(self) -> tuple[PageRun, ...] | None:
        """What each page is; None when they were not looked at.

        The first and last one are whole even where the region begins or ends inside
        them.
        """
        return None if self.pages_ is UNSET else self.pages_

    @property
    def numa(self) -> dict[int, int] | None:
        """Bytes in RAM by NUMA node, of the whole mapping.

        None: not asked, or the region is a part of a mapping.
        """
        return None if self.numa_ is UNSET else self.numa_

    @property
    def links(self) -> int | None:
        """Names that its file has: 0 is sure, whatever the path looks like.

        None: not asked, or it may not be known.
        """
        return None if self.links_ is UNSET else self.links_

    @property
    def size(self) -> int:
        """Length in bytes of address space, which says nothing about RAM."""
        return self.end - self.start

    @property
    def is_whole_vma(self) -> bool:
        """The region is a VMA, not a part of one."""
        return self.vma == (self.start, self.end)

    def __contains__(self, address: int) -> bool:
        return self.start <= address < self.end


def vma_of(region: Region) -> Vma:
    """Return the kernel's mapping that a region is, or is part of."""
    low, high = region.vma
    offset = region.offset - (region.start - low)
    return Vma(
        low, high, region.perms, offset, region.device, region.inode, region.path
    )
