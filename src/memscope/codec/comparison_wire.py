"""The comparison format, version 1, field by field: a contract, as is `wire.py`."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from memscope.codec.wire import Address, Count, WireGap, WireSystem
from memscope.model.kinds import Kind, Segment
from memscope.model.sharing import (
    MatchedBy,
    PagePairs,
    Proof,
    Sharing,
    Side,
    SpaceRelation,
)

FORMAT = "memscope.comparison"
VERSION = 1

Frame = Annotated[
    int | None,
    Meta(description="Page frame number; null: hidden from us. It is never 0."),
]


class WireRegionName(Struct, frozen=True, gc=False):
    """A region, as far as it takes to tell which one it is."""

    start: Address
    end: Annotated[Address, Meta(description="First address after the region.")]
    perms: str
    segment: Segment
    kind: Kind
    label: str
    path: str
    thread: int | None


class WirePair(Struct, frozen=True, gc=False):
    """Two regions that correspond to one another."""

    first: WireRegionName
    second: WireRegionName
    matched_by: MatchedBy
    same_address: bool
    same_object: Annotated[
        bool, Meta(description="Both map the same file or shared memory.")
    ]
    sharing: Annotated[Sharing, Meta(description="What the counts mean.")]
    pages: Annotated[
        PagePairs | None, Meta(description="null: the pages could not be read.")
    ]
    proofs: Annotated[tuple[Proof, ...], Meta(description="Strongest first.")]
    mappings: Annotated[
        tuple[Count, Count] | None,
        Meta(description="Least and most times that one of the same frames is mapped."),
    ]


class WireSameAddress(Struct, frozen=True, gc=False):
    """One virtual address that means different memory on the two sides."""

    address: Address
    label: str
    proof: Proof
    first_frame: Frame
    second_frame: Frame


class WireIsolation(Struct, frozen=True, gc=False):
    """Same virtual address, in RAM on both sides, in different frames."""

    pages: Count
    examples: tuple[WireSameAddress, ...]


class WireComparison(Struct, frozen=True, gc=False):
    """What two processes or threads share, and what they do not."""

    format: Literal["memscope.comparison"]
    version: Literal[1]
    taken_at: Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
    took_ms: Annotated[float, Meta(ge=0)]
    system: WireSystem
    first: Side
    second: Side
    address_space: SpaceRelation
    space_proofs: Annotated[tuple[Proof, ...], Meta(description="[]: unknown.")]
    page_proof: Annotated[
        Proof | None, Meta(description="The strongest that could be had for pages.")
    ]
    totals: Annotated[PagePairs | None, Meta(description="Sums over the pairs.")]
    isolation: WireIsolation | None
    elsewhere: Annotated[
        Count | None,
        Meta(description="Frames of both at places that do not correspond."),
    ]
    pairs: tuple[WirePair, ...]
    only_first: tuple[WireRegionName, ...]
    only_second: tuple[WireRegionName, ...]
    gaps: tuple[WireGap, ...]
