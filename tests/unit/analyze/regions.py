"""Regions for tests that care about a few of their fields."""

from memscope.model.address import Address
from memscope.model.kinds import Confidence, Kind
from memscope.model.region import Region
from tests.unit.analyze.pages import BASE, SIZE


def region(
    kind: Kind = Kind.ANON,
    start: int = BASE,
    pages: int = 1,
    *,
    perms: str = "rw-p",
    inode: int = 0,
    offset: int = 0,
    path: str = "",
    label: str = "",
    end: int | None = None,
) -> Region:
    """Return a region of so many pages."""
    low, high = Address(start), Address(start + pages * SIZE if end is None else end)
    return Region(
        start=low,
        end=high,
        perms=perms,
        offset=offset,
        device="fd:01" if inode else "00:00",
        inode=inode,
        path=path or (f"/lib/{inode}.so" if inode else ""),
        vma=(low, high),
        segment=kind.segment,
        kind=kind,
        label=label or kind.value,
        confidence=Confidence.CERTAIN,
    )
