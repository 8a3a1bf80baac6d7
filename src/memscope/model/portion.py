"""Where the memory of a process is: one line for all regions of one sort."""

from typing import Annotated

from msgspec import Meta, Struct

from memscope.model.kinds import Kind, Segment
from memscope.model.region import Size


class Portion(Struct, frozen=True, gc=False, kw_only=True):
    """All regions of one sort, summed up.

    The portions of a process hold each of its regions exactly once, so that they add
    up to what the process has.

    Attributes:
        label: What they are, in the plural where there are several.
        kind: The exact word that they share.
        segment: The textbook's word.
        count: How many regions.
        virtual: Bytes of address space.
        resident: Bytes in RAM that are known; with `unknown` regions not all there is.
        proportional: In RAM, shared pages divided by their users; None: one is unknown.
        swapped: On swap; None: one is unknown.
        unknown: Of how many of the regions nobody says what is in RAM.
        live: Bytes of blocks in use, where an allocator's records were walked.
        free: Bytes that the program gave back and the allocator kept, likewise.
    """

    label: str
    kind: Annotated[Kind, Meta(description="The exact word.")]
    segment: Annotated[Segment, Meta(description="The textbook's word.")]
    count: Size
    virtual: Size
    resident: Size
    proportional: Size | None = None
    swapped: Size | None = None
    unknown: Size = 0
    live: Size | None = None
    free: Size | None = None
