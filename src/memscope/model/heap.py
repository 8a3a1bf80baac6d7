"""A look at the allocators of a process: arenas, and single blocks where asked for."""

from typing import Annotated

from msgspec import Meta, Struct

from memscope.model.address import Address
from memscope.model.occupancy import MallocBlock, Occupancy
from memscope.model.region import Size
from memscope.model.snapshot import Gap


class ShownBlocks(Struct, frozen=True, gc=False):
    """Blocks of one arena, one after the other.

    Attributes:
        arena: Address of the arena's record; None: the block is a mapping of its own.
        address: What was asked for; None: the arena from its begin.
        blocks: In order of address.
        is_cut: There are more.
    """

    arena: Annotated[Address | None, Meta(description="null: a mapping of its own.")]
    address: Annotated[
        Address | None, Meta(description="Asked for; null: the arena's first blocks.")
    ]
    blocks: tuple[MallocBlock, ...]
    is_cut: Annotated[bool, Meta(description="There are more.")] = False


class HeapLook(Struct, frozen=True, gc=False, kw_only=True):
    """What allocators hold.

    Attributes:
        took_ms: How long it took, in milliseconds.
        arenas: glibc's with the main one first, then others.
        large_blocks: How many blocks of malloc's are mappings of their own.
        large_bytes: Bytes of these.
        shown: Single blocks; None: not asked for.
        gaps: What could not be seen.
    """

    took_ms: float
    arenas: tuple[Occupancy, ...]
    large_blocks: int = 0
    large_bytes: Size = 0
    shown: ShownBlocks | None = None
    gaps: tuple[Gap, ...] = ()
