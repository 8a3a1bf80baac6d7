"""What a process holds by descriptors, and how much of that it shows in its own RSS."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from memscope.analyze.totals import add_known
from memscope.model.held import Held
from memscope.model.region import Region


def with_mapped(files: Iterable[Held], regions: Sequence[Region]) -> tuple[Held, ...]:
    """Add what of each file is mapped, and order them: the largest first.

    Args:
        files: What the process has open.
        regions: All of the process; () where its map is unknown.
    """
    shown: dict[tuple[str, int], list[Region]] = defaultdict(list)
    for region in regions:
        if region.inode:
            shown[region.device, region.inode].append(region)
    found = [_with(one, shown.get(one.identity, []), bool(regions)) for one in files]
    return tuple(sorted(found, key=lambda one: (-(one.allocated or 0), one.inode)))


def _with(one: Held, regions: Sequence[Region], is_known: bool) -> Held:
    resident = add_known(map(_of_the_file, regions)) if is_known else None
    if resident is not None and one.allocated is not None:
        # Mapped twice it counts twice in RSS, but it is there once.
        resident = min(resident, one.allocated)
    return Held(
        kind=one.kind,
        path=one.path,
        device=one.device,
        inode=one.inode,
        size=one.size,
        allocated=one.allocated,
        links=one.links,
        descriptors=one.descriptors,
        mapped=sum(region.size for region in regions),
        resident=resident,
        seals=one.seals,
    )


def _of_the_file(region: Region) -> int | None:
    """Return what of a region in RAM is the file's own, not a private copy."""
    resident = region.usage.resident
    return None if resident is None else max(resident - (region.usage.copies or 0), 0)
