"""The snapshot format, version 1, field by field: what the JSON looks like.

This is a contract with other programs. Fields may be added, with a default;
nothing is renamed or removed without version 2. A field with a default may be left
out by a writer: absent means unknown.
"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from memscope.model.kinds import Confidence, Kind, Segment
from memscope.model.page import PageRun
from memscope.model.region import LARGEST, ProcessUsage, RegionUsage

FORMAT = "memscope.snapshot"
VERSION = 1

Address = Annotated[
    str,
    Meta(
        description="An address: 0x and hex digits; it would not fit a double.",
        # Only for the schema: checking by regular expression would double the
        # time to load, so from_wire.py checks in passing.
        extra_json_schema={"pattern": "^0[xX][0-9a-fA-F]+$"},
    ),
]
Bytes = Annotated[int, Meta(ge=0, le=LARGEST, description="A size in bytes.")]
Count = Annotated[int, Meta(ge=0, le=LARGEST)]
Evidence = Annotated[
    tuple[str, ...], Meta(description="How memscope knows, strongest first.")
]
Label = Annotated[Confidence, Meta(description="How sure the label is.")]
State = Annotated[str, Meta(description="One letter, as in ps(1): R, S, D, T, t, Z.")]


class WireRegion(Struct, frozen=True, gc=False):
    """A half-open range of addresses: a mapping of the kernel's, or a part of one."""

    start: Address
    end: Annotated[Address, Meta(description="First address after the region.")]
    perms: Annotated[str, Meta(description="As in maps: r-xp; the last is p or s.")]
    offset: Annotated[int, Meta(ge=0, description="Position of start in the file.")]
    device: Annotated[str, Meta(description="major:minor in hex, as in maps.")]
    inode: Annotated[int, Meta(ge=0, description="0 when no file backs the region.")]
    path: Annotated[str, Meta(description="Path, kernel label such as [heap], or ''.")]
    vma: Annotated[
        tuple[Address, Address],
        Meta(description="The kernel's mapping that the region is, or is part of."),
    ]
    segment: Annotated[Segment, Meta(description="The textbook's word.")]
    kind: Annotated[Kind, Meta(description="The exact word.")]
    thread: Annotated[
        int | None, Meta(description="TID that owns the stack, guard or arena.")
    ] = None
    image: Annotated[str | None, Meta(description="ELF file of code or data.")] = None
    label: Annotated[str, Meta(description="Short name for people.")] = ""
    evidence: Evidence = ()
    confidence: Label = Confidence.GUESS
    usage: RegionUsage = RegionUsage()
    flags: Annotated[tuple[str, ...], Meta(description="VmFlags of smaps.")] = ()
    deleted: Annotated[bool, Meta(description="The file has no name any more.")] = False
    kernel: Annotated[
        dict[str, int] | UnsetType,
        Meta(description="smaps by the kernel's names, in bytes; only when asked for."),
    ] = UNSET
    pages: Annotated[
        tuple[PageRun, ...] | UnsetType,
        Meta(
            description="Every page in order, whole pages always; only when asked for."
        ),
    ] = UNSET


class WireStack(Struct, frozen=True, gc=False):
    """The stack of a thread; it grows from end down towards start."""

    start: Address
    end: Address
    guard: Annotated[Bytes | None, Meta(description="Guard below start.")] = None
    resident: Annotated[Bytes | None, Meta(description="Touched so far.")] = None
    depth: Annotated[Bytes | None, Meta(description="In use: from SP to end.")] = None
    evidence: Evidence = ()
    confidence: Label = Confidence.GUESS
    limit: Annotated[Bytes | None, Meta(description="It may grow to this size.")] = None


class WireThread(Struct, frozen=True, gc=False):
    """A thread."""

    tid: Annotated[int, Meta(ge=1)]
    name: str
    state: State
    cpu_ms: Annotated[Count, Meta(description="CPU time so far, milliseconds.")] = 0
    sp: Annotated[
        Address | None, Meta(description="Stack pointer; null while it ran.")
    ] = None
    pc: Annotated[
        Address | None, Meta(description="Program counter; null while it ran.")
    ] = None
    stack: WireStack | None = None
    registers: dict[str, Address] | None = None
    syscall: Annotated[
        int | None, Meta(description="System call it sleeps in, by number.")
    ] = None
    stopped_us: Annotated[
        Annotated[float, Meta(ge=0)] | UnsetType,
        Meta(description="Stopped so long, at most, for its registers: microseconds."),
    ] = UNSET


class WireProcess(Struct, frozen=True, gc=False):
    """A process."""

    pid: Annotated[int, Meta(ge=1)]
    ppid: Count
    start_ticks: Annotated[
        Count, Meta(description="Clock ticks from boot to its start.")
    ]
    name: str
    exe: str | None
    cmdline: tuple[str, ...]
    state: State
    address_space: Annotated[
        str | None, Meta(description="Equal strings: one address space.")
    ]
    usage: ProcessUsage
    threads: tuple[WireThread, ...]
    regions: tuple[WireRegion, ...]


class WireSystem(Struct, frozen=True, gc=False):
    """The machine."""

    kernel: Annotated[str, Meta(description="Release, as in uname -r.")]
    machine: Annotated[str, Meta(description="Architecture, as in uname -m.")]
    page_size: Annotated[int, Meta(ge=1, le=LARGEST, description="Bytes.")]
    boot_id: str | None = None
    hostname: str | None = None


class WireGap(Struct, frozen=True, gc=False, kw_only=True):
    """Something that could not be read."""

    what: str
    pid: Annotated[int | None, Meta(description="null: the whole machine.")] = None
    why: str
    remedy: Annotated[
        str | None, Meta(description="What would allow it; null: nothing would.")
    ] = None


class WireSnapshot(Struct, frozen=True, gc=False):
    """One look at one or more processes, and what could not be seen."""

    format: Literal["memscope.snapshot"]
    version: Literal[1]
    taken_at: Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
    took_ms: Annotated[float, Meta(ge=0)]
    system: WireSystem
    processes: tuple[WireProcess, ...]
    gaps: tuple[WireGap, ...] = ()
