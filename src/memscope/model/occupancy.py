"""What an allocator's own records say of its memory: live, free, given back by a trim.

The allocator is the C library's malloc or Python's own; what it keeps in records is
read from outside, of a program that goes on. So a walk is whole or it is not, and says
which.
"""

from typing import Annotated

from msgspec import Meta, Struct

from memscope.model.address import Address
from memscope.model.region import Size
from memscope.model.word import Word


class BlockClass(Struct, frozen=True, gc=False):
    """All blocks of one size, or of a range of sizes.

    Attributes:
        size: Bytes of one block with its header; of a range the smallest.
        live: How many are in use.
        free: How many are not.
        live_bytes: Bytes of the former.
        free_bytes: Bytes of the latter.
    """

    size: Size
    live: Size
    free: Size
    live_bytes: Size
    free_bytes: Size


class BlockState(Word):
    """What a block is."""

    LIVE = "live"
    """In use."""
    FREE = "free"
    """Given back, and on one of malloc's lists."""
    CACHED = "cached"
    """Given back, and kept in a thread's cache."""
    FAST = "fast"
    """Given back, and on a fast list, where it is not joined with its neighbours."""
    TOP = "top"
    """What ends the arena; larger blocks are cut from it."""
    MAPPED = "mapped"
    """In use, and a mapping of its own."""


class MallocBlock(Struct, frozen=True, gc=False):
    """One block of malloc's.

    Attributes:
        start: Where its header is; what the program has begins two words later.
        size: Bytes with the header.
        state: What it is.
    """

    start: Address
    size: Size
    state: BlockState

    @property
    def end(self) -> int:
        """First address after it."""
        return self.start + self.size


class Stretch(Struct, frozen=True, gc=False):
    """A range of addresses that a walk covered.

    Attributes:
        start: First address.
        end: First address after it.
        live: Bytes of blocks in use in it, headers included.
        free: Bytes of free blocks in it.
    """

    start: Address
    end: Address
    live: Size
    free: Size


class Occupancy(Struct, frozen=True, gc=False, kw_only=True):
    """One arena of an allocator, walked.

    Attributes:
        allocator: `glibc` or `pymalloc`.
        arena: Address of its record; of pymalloc the first address of the arena.
        name: Short name for people, such as `main arena`.
        threads: TIDs that allocate from it; None: unknown.
        stretches: What was walked, in order of address.
        live: Bytes of blocks in use, headers included; None: the walk broke.
        free: Bytes of blocks that the program gave back, free lists included.
        cached: Of `free`, what lies in the threads' caches and fast lists.
        top: Of `free`, what ends the arena and was perhaps never used.
        returnable: Bytes in RAM of whole pages inside free blocks: what
            `malloc_trim(0)` gives back to the kernel.
        largest_free: Bytes of the largest free block.
        live_blocks: How many blocks are in use.
        free_blocks: How many are not.
        last_live: Bytes from the end of the largest free block to the top of its heap,
            which begin with a block in use; None: the top itself is the largest, or
            the walk broke.
        mmap_threshold: Bytes from which malloc asks the kernel for each block alone;
            None: unknown.
        classes: The blocks by size.
        profile: Bytes that are free in each of several equal parts of the stretches,
            put one after the other; only when asked for.
        whole: Every block was seen, from the first to the end, and fitted.
        why: Why it is not whole; None when it is.
    """

    allocator: str
    arena: Address
    name: str
    threads: tuple[int, ...] | None = None
    stretches: tuple[Stretch, ...] = ()
    live: Size | None = None
    free: Size | None = None
    cached: Size | None = None
    top: Size | None = None
    returnable: Size | None = None
    largest_free: Size | None = None
    live_blocks: Size | None = None
    free_blocks: Size | None = None
    last_live: Size | None = None
    mmap_threshold: Size | None = None
    classes: tuple[BlockClass, ...] = ()
    profile: tuple[Size, ...] = ()
    whole: bool = False
    why: Annotated[str | None, Meta(description="Why it is not whole.")] = None
