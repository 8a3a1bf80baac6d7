"""What allocators hold, as JSON, version 1."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from memscope.codec import names
from memscope.model.heap import HeapLook, ShownBlocks
from memscope.model.occupancy import Occupancy
from memscope.model.process import Process
from memscope.model.region import Size
from memscope.model.snapshot import Gap


class WireHeap(Struct, frozen=True, gc=False):
    """The arenas of a process by its allocators' own records."""

    format: Literal["memscope.heap"]
    version: Literal[1]
    pid: Annotated[int, Meta(ge=1)]
    start_ticks: Size
    name: str
    took_ms: Annotated[float, Meta(ge=0)]
    arenas: tuple[Occupancy, ...]
    large_blocks: Annotated[
        int, Meta(ge=0, description="Blocks of malloc that are mappings of their own.")
    ]
    large_bytes: Annotated[Size, Meta(description="Bytes of these.")]
    shown: Annotated[
        ShownBlocks | None, Meta(description="Single blocks; null: not asked for.")
    ]
    gaps: tuple[Gap, ...]


def encode_heap(process: Process, look: HeapLook, *, indent: int = 0) -> bytes:
    """Return JSON: addresses as hex strings, sizes in bytes, unknown as null.

    Args:
        process: As it was looked at.
        look: What its allocators hold.
        indent: Blanks a level, for people; 0: everything on one line.
    """
    wire = WireHeap(
        format="memscope.heap",
        version=1,
        pid=process.pid,
        start_ticks=process.start_ticks,
        name=process.name,
        took_ms=look.took_ms,
        arenas=look.arenas,
        large_blocks=look.large_blocks,
        large_bytes=look.large_bytes,
        shown=look.shown,
        gaps=look.gaps,
    )
    return names.encode(wire, indent=indent)
