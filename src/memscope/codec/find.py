"""What a search found as JSON, version 1."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from memscope.codec import names
from memscope.model.address import Address, address_or_none
from memscope.model.find import Form, Hit, MemorySearch, Pattern, Reach, Stop
from memscope.model.kinds import Kind
from memscope.model.place import NamedAt
from memscope.model.process import Process
from memscope.model.region import Size
from memscope.model.snapshot import Gap

Octets = Annotated[str, Meta(pattern="^([0-9a-f]{2})*$")]


class WirePattern(Struct, frozen=True, gc=False):
    """What was looked for."""

    form: Form
    written: Annotated[str, Meta(description="As it was asked for.")]
    size: Annotated[int, Meta(ge=1, description="Bytes of a hit.")]
    align: Annotated[int, Meta(ge=1, description="Hits begin at multiples of it.")]
    bytes: Annotated[Octets | None, Meta(description="null for pointers.")]
    mask: Annotated[
        Octets | None, Meta(description="Bits of each byte that count; null: all.")
    ]
    into: Annotated[
        tuple[tuple[Address, Address], ...] | None,
        Meta(description="Where pointers point: first address, first one after."),
    ]


class WireNamed(Struct, frozen=True, gc=False):
    """A symbol that covers a place."""

    name: str
    image: Annotated[str, Meta(description="File that names it.")]
    offset: Annotated[int, Meta(ge=0, description="Bytes from where it begins.")]


class WireHit(Struct, frozen=True, gc=False):
    """One place where it is."""

    address: Address
    bytes: Octets
    region: Annotated[Address, Meta(description="Start of the region.")]
    offset: Annotated[int, Meta(ge=0, description="Bytes from that start.")]
    kind: Kind
    label: str
    thread: int | None
    symbol: WireNamed | None
    same_as: Annotated[
        Address | None,
        Meta(description="An earlier hit that is the same memory, mapped twice."),
    ]


class WireFind(Struct, frozen=True, gc=False):
    """Where a pattern is in the memory of a process, as far as that is in RAM."""

    format: Literal["memscope.find"]
    version: Literal[1]
    pid: Annotated[int, Meta(ge=1)]
    start_ticks: Size
    name: str
    took_ms: Annotated[float, Meta(ge=0)]
    pattern: WirePattern
    hits: tuple[WireHit, ...]
    complete: Annotated[
        bool, Meta(description="All that may hold it was looked at, to the end.")
    ]
    stopped: Annotated[Stop | None, Meta(description="null: it came to the end.")]
    stopped_at: Address | None
    read: Size
    failed: Annotated[Size, Meta(description="In RAM, and could not be read.")]
    extent: Reach
    gaps: tuple[Gap, ...]


def encode_find(
    process: Process,
    search: MemorySearch,
    gaps: tuple[Gap, ...] = (),
    *,
    indent: int = 0,
) -> bytes:
    """Return JSON: addresses as hex strings, sizes in bytes, unknown as null.

    Args:
        process: As it was looked at.
        search: How it went.
        gaps: What could not be seen of the process.
        indent: Blanks a level, for people; 0: everything on one line.
    """
    return names.encode(wire_find(process, search, gaps), indent=indent)


def wire_find(
    process: Process, search: MemorySearch, gaps: tuple[Gap, ...]
) -> WireFind:
    """Return what was found in the shape of the format."""
    return WireFind(
        format="memscope.find",
        version=1,
        pid=process.pid,
        start_ticks=process.start_ticks,
        name=process.name,
        took_ms=search.took_ms,
        pattern=_pattern(search.pattern),
        hits=tuple(_hit(one) for one in search.hits),
        complete=search.is_whole,
        stopped=search.stop,
        stopped_at=address_or_none(search.stopped_at),
        read=search.read,
        failed=search.failed,
        extent=search.extent,
        gaps=gaps,
    )


def _pattern(pattern: Pattern) -> WirePattern:
    into = tuple((Address(low), Address(high)) for low, high in pattern.into)
    return WirePattern(
        pattern.form,
        pattern.written,
        pattern.size,
        pattern.align,
        pattern.data.hex() or None,
        pattern.mask.hex() or None,
        into or None,
    )


def _hit(hit: Hit) -> WireHit:
    region = hit.region
    return WireHit(
        address=Address(hit.address),
        bytes=hit.data.hex(),
        region=region.start,
        offset=hit.offset,
        kind=region.kind,
        label=region.label,
        thread=region.thread,
        symbol=_named(hit.named),
        same_as=address_or_none(hit.same_as),
    )


def _named(named: NamedAt | None) -> WireNamed | None:
    if named is None:
        return None
    return WireNamed(named.symbol.name, named.image, named.offset)
