"""The list of processes as JSON."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from memscope.codec import names
from memscope.codec.wire import moment_to_json
from memscope.model.listing import (
    GroupedBy,
    ListedProcess,
    Listing,
    MachineRam,
    NotListed,
    ProcessGroup,
)
from memscope.model.snapshot import Gap, System


class WireListing(Struct, frozen=True, gc=False):
    """All processes, or some, and what each takes of the RAM."""

    format: Literal["memscope.list"]
    version: Literal[1]
    taken_at: Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
    took_ms: Annotated[float, Meta(ge=0)]
    system: System
    pattern: Annotated[str | None, Meta(description="null: all were asked for.")]
    by: GroupedBy
    total: Annotated[ProcessGroup, Meta(description="The sum of all processes.")]
    groups: Annotated[
        tuple[ProcessGroup, ...], Meta(description="[] where a line is a process.")
    ]
    processes: tuple[ListedProcess, ...]
    ram: Annotated[
        MachineRam | None,
        Meta(description="null: not all processes were asked for, or it is unknown."),
    ]
    not_listed: NotListed
    gaps: tuple[Gap, ...]


def encode_listing(listing: Listing, *, indent: int = 0) -> bytes:
    """Return the list as JSON, version 1 of the format.

    Args:
        listing: What to write.
        indent: Blanks a level, for people; 0: everything on one line.
    """
    wire = WireListing(
        format="memscope.list",
        version=1,
        taken_at=moment_to_json(listing.taken_at),
        took_ms=listing.took_ms,
        system=listing.system,
        pattern=listing.pattern,
        by=listing.by,
        total=listing.total,
        groups=listing.groups,
        processes=listing.processes,
        ram=listing.ram,
        not_listed=listing.not_listed,
        gaps=listing.gaps,
    )
    return names.encode(wire, indent=indent)
