"""A comparison as JSON."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from memscope.codec import names
from memscope.codec.wire import moment_to_json
from memscope.model.address import Address
from memscope.model.kinds import Kind, Segment
from memscope.model.region import Region, Size
from memscope.model.sharing import (
    Comparison,
    Isolation,
    MatchedBy,
    PagePairs,
    Proof,
    RegionPair,
    Sharing,
    Side,
    SpaceRelation,
)
from memscope.model.snapshot import Gap, System

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
        tuple[Size, Size] | None,
        Meta(description="Least and most times that one of the same frames is mapped."),
    ]
    bytes: Annotated[
        PagePairs | None,
        Meta(description="The counts in bytes; of a page at an edge, what is inside."),
    ] = None


class WireSameAddress(Struct, frozen=True, gc=False):
    """One virtual address that means different memory on the two sides."""

    address: Address
    label: str
    proof: Proof
    first_frame: Frame
    second_frame: Frame


class WireIsolation(Struct, frozen=True, gc=False):
    """Same virtual address, in RAM on both sides, in different frames."""

    pages: Size
    examples: tuple[WireSameAddress, ...]


class WireComparison(Struct, frozen=True, gc=False):
    """What two processes or threads share, and what they do not."""

    format: Literal["memscope.comparison"]
    version: Literal[1]
    taken_at: Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
    took_ms: Annotated[float, Meta(ge=0)]
    system: System
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
        Size | None,
        Meta(description="Frames of both at places that do not correspond."),
    ]
    pairs: tuple[WirePair, ...]
    only_first: tuple[WireRegionName, ...]
    only_second: tuple[WireRegionName, ...]
    gaps: tuple[Gap, ...]


def encode_comparison(comparison: Comparison, *, indent: int = 0) -> bytes:
    """Return the comparison as JSON, version 1 of the format.

    Args:
        comparison: What to write.
        indent: Blanks a level, for people; 0: everything on one line.
    """
    return names.encode(wire_comparison(comparison), indent=indent)


def wire_comparison(comparison: Comparison) -> WireComparison:
    """Return the comparison in the shape of the format."""
    isolation = comparison.isolation
    return WireComparison(
        format="memscope.comparison",
        version=1,
        taken_at=moment_to_json(comparison.taken_at),
        took_ms=comparison.took_ms,
        system=comparison.system,
        first=comparison.first,
        second=comparison.second,
        address_space=comparison.address_space,
        space_proofs=comparison.space_proofs,
        page_proof=comparison.page_proof,
        totals=comparison.totals,
        isolation=None if isolation is None else _isolation(isolation),
        elsewhere=comparison.elsewhere,
        pairs=tuple(_pair(one) for one in comparison.pairs),
        only_first=tuple(_name(one) for one in comparison.only_first),
        only_second=tuple(_name(one) for one in comparison.only_second),
        gaps=comparison.gaps,
    )


def _pair(pair: RegionPair) -> WirePair:
    return WirePair(
        first=_name(pair.first),
        second=_name(pair.second),
        matched_by=pair.matched_by,
        same_address=pair.same_address,
        same_object=pair.same_object,
        sharing=pair.sharing,
        pages=pair.pages,
        proofs=pair.proofs,
        mappings=pair.mappings,
        bytes=pair.in_bytes,
    )


def _name(region: Region) -> WireRegionName:
    return WireRegionName(
        start=region.start,
        end=region.end,
        perms=region.perms,
        segment=region.segment,
        kind=region.kind,
        label=region.label,
        path=region.path,
        thread=region.thread,
    )


def _isolation(isolation: Isolation) -> WireIsolation:
    return WireIsolation(
        isolation.pages,
        tuple(
            WireSameAddress(
                Address(one.address),
                one.label,
                one.proof,
                one.first_frame,
                one.second_frame,
            )
            for one in isolation.examples
        ),
    )
