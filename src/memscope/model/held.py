"""Memory that a process holds by a descriptor, mapped or not."""

from typing import Annotated

from msgspec import Meta, Struct

from memscope.model.region import Size
from memscope.model.word import Word


class HeldKind(Word):
    """What sort of file it is."""

    MEMFD = "memfd"
    """Made by memfd_create: RAM or swap, without a name anywhere."""
    TMPFS = "tmpfs"
    """In a file system that lives in RAM; it may have a name, or none any more."""
    HUGETLB = "hugetlb"
    """Of huge pages that were set aside."""
    DELETED = "deleted"
    """On a disk, without a name: no memory, but room on the disk."""
    DMA_BUF = "dma-buf"
    """A buffer of a device."""


class Held(Struct, frozen=True, gc=False, kw_only=True):
    """One file that is open, and whose bytes stay while it is.

    Attributes:
        kind: What sort of file.
        path: Its name, or the last it had.
        device: `major:minor` in hex, as in maps.
        inode: Its number there; with `device` the same for all who hold it.
        size: Length in bytes, holes included.
        allocated: Bytes it has: in RAM or on swap; of `deleted` on the disk.
        links: Names that it has; None: unknown.
        descriptors: How many descriptors of the process lead to it.
        mapped: Bytes of address space in which the process shows it.
        resident: Bytes of it in the process's own RSS; None: unknown.
        seals: Such as `write`, `shrink`; None: not a memfd, or unknown.
    """

    kind: HeldKind
    path: str
    device: Annotated[str, Meta(description="major:minor in hex, as in maps.")]
    inode: Annotated[int, Meta(ge=0)]
    size: Size
    allocated: Size | None
    links: Size | None = None
    descriptors: Size = 0
    mapped: Size = 0
    resident: Size | None = None
    seals: tuple[str, ...] | None = None

    @property
    def is_memory(self) -> bool:
        """It takes RAM or swap; a deleted file on a disk does not."""
        return self.kind is not HeldKind.DELETED

    @property
    def is_unnamed(self) -> bool:
        """Nobody can open it by a name, so that it ends with its last user."""
        return self.kind is HeldKind.MEMFD or self.links == 0

    @property
    def identity(self) -> tuple[str, int]:
        """The same for all processes that hold it, so that it is counted once."""
        return self.device, self.inode

    @property
    def unmapped(self) -> int | None:
        """Bytes of it that the process does not show in its own RSS; None: unknown."""
        if self.allocated is None or self.resident is None:
            return None
        return max(self.allocated - self.resident, 0)
