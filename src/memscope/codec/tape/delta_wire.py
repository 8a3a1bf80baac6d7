"""What a frame says that only tells what is different from the frame before."""

from msgspec import UNSET, Struct, UnsetType

from memscope.codec.wire import Address, WireGap, WireProcess, WireRegion, WireThread
from memscope.model.region import ProcessUsage, RegionUsage


class WireThreadsDelta(Struct, frozen=True, gc=False, omit_defaults=True):
    """Threads by TID; `order` only where the natural one would be wrong."""

    gone: tuple[int, ...] = ()
    put: tuple[WireThread, ...] = ()
    order: tuple[int, ...] = ()


class WireRegionsDelta(Struct, frozen=True, gc=False, omit_defaults=True):
    """Regions by their first address; `usage`: nothing else is different."""

    gone: tuple[Address, ...] = ()
    put: tuple[WireRegion, ...] = ()
    usage: tuple[tuple[Address, RegionUsage], ...] = ()


class WireProcessDelta(Struct, frozen=True, gc=False, omit_defaults=True):
    """A process: `new`, or the one at index `at` of the frame before, with changes."""

    at: int | UnsetType = UNSET
    new: WireProcess | UnsetType = UNSET
    ppid: int | UnsetType = UNSET
    name: str | UnsetType = UNSET
    exe: str | UnsetType | None = UNSET
    cmdline: tuple[str, ...] | UnsetType = UNSET
    state: str | UnsetType = UNSET
    address_space: str | UnsetType | None = UNSET
    usage: ProcessUsage | UnsetType = UNSET
    threads: WireThreadsDelta | UnsetType = UNSET
    regions: WireRegionsDelta | UnsetType = UNSET


class WireDelta(Struct, frozen=True, gc=False, omit_defaults=True):
    """A frame. Without `processes`, all of them are as they were."""

    taken_at: str
    took_ms: float
    processes: tuple[WireProcessDelta, ...] | UnsetType = UNSET
    gaps: tuple[WireGap, ...] | UnsetType = UNSET
