"""Where the memory of a process is: one line for all regions of one sort."""

from typing import Annotated

from msgspec import Meta, Struct

from memscope.model.kinds import Kind, Segment
from memscope.model.region import Size


class Portion(Struct, frozen=True, gc=False, kw_only=True):
    """All regions of one sort, summed up.

    The portions of a process hold each of its regions exactly once, so that they add
    up to what the process has. Those of several processes hold each address space
    once; `resident` and `virtual` then count a page as often as it is mapped, and
    `proportional` counts it once.

    Attributes:
        label: What they are: a row of `model/sorts.py` or `model/labels.py`.
        kind: The exact word that they share. Variables of images come together as
            `data`, pages of the kernel as `vvar`.
        segment: The textbook's word; of those put together that of the kind.
        count: How many regions.
        virtual: Bytes of address space.
        resident: Bytes in RAM that are known; with `unknown` regions not all there is.
        proportional: In RAM, shared pages divided by their users; None: one is unknown.
        proportional_known: What is known of it; of a share that is not, the bytes
            that nobody else maps. None: nobody asked.
        swapped: On swap; None: one is unknown.
        unknown: Of how many of the regions nobody says what is in RAM.
        live: Bytes of blocks in use, where an allocator's records were walked.
        free: Bytes that no block in use has, likewise: given back by the program, or
            never asked for, in RAM or not.
        walked: How many of the regions have been walked as a whole.
    """

    label: str
    kind: Annotated[Kind, Meta(description="The exact word.")]
    segment: Annotated[Segment, Meta(description="The textbook's word.")]
    count: Size
    virtual: Size
    resident: Size
    proportional: Size | None = None
    proportional_known: Size | None = None
    swapped: Size | None = None
    unknown: Size = 0
    live: Size | None = None
    free: Size | None = None
    walked: Size = 0
