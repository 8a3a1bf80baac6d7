"""Sums of regions, and a VMA's numbers shared out among its parts."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import attrgetter

from msgspec import Struct
from msgspec.structs import replace

from memscope.model.kinds import Confidence, Kind, Segment
from memscope.model.process import Process
from memscope.model.region import ProcessUsage, Region, RegionUsage
from memscope.model.spaces import by_address_space


class Total(Struct, frozen=True, gc=False):
    """A sum over regions.

    Attributes:
        regions: How many.
        virtual: Bytes of address space.
        resident: Bytes in RAM; None when one of the regions does not say.
        proportional: Bytes in RAM, shared pages divided; None likewise.
        known_share: As far as shares are known: where one is not, its private bytes.
        unknown_share: Bytes in RAM of which nobody says by how many to divide them.
        copies: Own pages in private mappings of files; None when one is unknown.
    """

    regions: int
    virtual: int
    resident: int | None
    proportional: int | None
    known_share: int = 0
    unknown_share: int = 0
    copies: int | None = 0


def segment_totals(process: Process) -> dict[Segment, Total]:
    """Sum by the textbook's segments; segments without regions are left out."""
    groups: dict[Segment, list[Region]] = {}
    for region in process.regions:
        groups.setdefault(region.segment, []).append(region)
    return {name: total_of(groups[name]) for name in Segment if name in groups}


def usage_of(processes: Iterable[Process]) -> ProcessUsage:
    """Sum up what processes have; a number that one of them lacks is unknown.

    Each address space counts once; of those who have no regions each has its own.

    Pages that several of them share are in each of their `resident`; `proportional`
    has them once. Peaks of different moments do not add up.
    """
    known = list(processes)
    usages = [one.usage for one in by_address_space(known)]
    usages += [one.usage for one in known if not one.regions]
    if len(usages) == 1:
        return usages[0]
    summed = {
        name: add_known(getattr(usage, name) for usage in usages)
        for name in ProcessUsage.__struct_fields__
    }
    return ProcessUsage(**summed | {"peak": None})


_start, _end, _usage = attrgetter("start"), attrgetter("end"), attrgetter("usage")
_resident, _share = attrgetter("resident"), attrgetter("proportional")


def total_of(regions: Sequence[Region]) -> Total:
    """Sum a list of regions."""
    usages = list(map(_usage, regions))
    shares = list(map(_share, usages))
    virtual: int = sum(map(_end, regions)) - sum(map(_start, regions))
    whole = add_known(shares)
    return Total(
        regions=len(regions),
        virtual=virtual,
        resident=add_known(map(_resident, usages)),
        proportional=whole,
        known_share=known_share(usages) if whole is None else whole,
        unknown_share=unknown_share(usages) if whole is None else 0,
        copies=add_known(
            region.usage.copies
            for region in regions
            if region.inode and not region.is_shared
        ),
    )


def known_share(usages: Iterable[RegionUsage]) -> int:
    """Sum up shares; of an unknown one, what nobody else maps is known at least."""
    return sum(
        (one.private or 0) if one.proportional is None else one.proportional
        for one in usages
    )


def unknown_share(usages: Iterable[RegionUsage]) -> int:
    """Sum up what is in RAM and to be divided by an unknown number."""
    return sum(
        one.resident - one.private
        for one in usages
        if one.proportional is None
        and one.resident is not None
        and one.private is not None
    )


def only_executable(process: Process) -> int:
    """Return the bytes that count as code only since they may be executed."""
    return sum(
        region.size
        for region in process.regions
        if region.kind is Kind.JIT and region.confidence is Confidence.GUESS
    )


def add_known(numbers: Iterable[int | None]) -> int | None:
    """Add up; one unknown number makes the sum unknown, not smaller."""
    try:
        return sum(numbers)  # type: ignore[arg-type]  # None is the TypeError
    except TypeError:
        return None


def split_usage(whole: RegionUsage, parts: Sequence[int | None]) -> list[RegionUsage]:
    """Say how much memory each part of a VMA uses.

    Where all resident pages are private, or all are shared, the split follows from
    what is resident; otherwise the share of a part is unknown.

    Args:
        whole: What smaps says of the VMA.
        parts: Resident bytes of each part; None where the pages were not read.
    """
    return [*_split(whole, tuple(parts))]


@lru_cache(maxsize=4096)
def _split(
    whole: RegionUsage, parts: tuple[int | None, ...]
) -> tuple[RegionUsage, ...]:
    """Do it once for all processes that run the same program, and for all looks."""
    # Parts that have as much in RAM, mostly none, use the same.
    known = {one: _part(whole, one, parts) for one in set(parts)}
    return tuple(known[one] for one in parts)


def is_split_by_residency(whole: RegionUsage, parts: Sequence[int | None]) -> bool:
    """Tell whether what each part uses follows from what it has in RAM.

    Args:
        whole: What smaps says of the VMA.
        parts: Resident bytes of each part.
    """
    if whole.resident is None or add_known(parts) != whole.resident:
        return False
    if sum(1 for resident in parts if resident) <= 1:
        return True
    return whole.shared == 0 and whole.copies in (None, 0, whole.resident)


def _part(
    whole: RegionUsage, resident: int | None, parts: Sequence[int | None]
) -> RegionUsage:
    if resident is not None and resident == whole.resident and add_known(parts):
        is_all = sum(1 for one in parts if one) == 1
        return (
            replace(whole, swapped=_swapped(whole))
            if is_all
            else _cut(whole, resident, parts)
        )
    return _cut(whole, resident, parts)


def _cut(
    whole: RegionUsage, resident: int | None, parts: Sequence[int | None]
) -> RegionUsage:
    private = shared = proportional = None
    if resident == 0:
        private = shared = proportional = 0
    elif resident is not None and whole.shared == 0:
        private, shared = resident, 0
        proportional = resident
    elif resident is not None and whole.private == 0:
        private, shared = 0, resident
        proportional = whole.proportional if resident == whole.resident else None
    found = RegionUsage(
        resident=resident,
        proportional=proportional,
        shared=shared,
        private=private,
        swapped=_swapped(whole),
        locked=locked_of(whole, proportional),
        copies=_copies(whole, resident),
    )
    return replace(found, **divisible(whole, resident, parts))


def _swapped(whole: RegionUsage) -> int | None:
    return 0 if whole.swapped == 0 else None


def _copies(whole: RegionUsage, resident: int | None) -> int | None:
    if whole.copies is None or resident is None:
        return None
    if not whole.copies or not resident:
        return 0
    return resident if whole.copies == whole.resident else None


def divisible(
    whole: RegionUsage, resident: int | None, parts: Sequence[int | None]
) -> dict[str, int | None]:
    """Divide what the kernel said of a mapping, where only one way is possible.

    Args:
        whole: The mapping.
        resident: What one part of it has in RAM.
        parts: What each of them has.
    """
    filled = sum(1 for one in parts if one != 0)
    found: dict[str, int | None] = {}
    for name in ("clean", "dirty", "huge", "lazy_free", "anon_huge", "ksm"):
        number = getattr(whole, name)
        if number is None or resident is None:
            found[name] = None
        elif not resident or not number:
            found[name] = 0
        elif number == whole.resident:
            found[name] = resident
        else:
            found[name] = number if filled == 1 else None
    return found


def locked_of(whole: RegionUsage, proportional: int | None) -> int | None:
    """The kernel counts as locked what a locked VMA has of proportional memory."""
    if not whole.locked:
        return whole.locked
    return proportional if whole.locked == whole.proportional else None
