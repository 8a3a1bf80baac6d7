"""Address spaces for tests: what lies in them, from the lowest address up."""

from msgspec.structs import replace

from memscope.model.kinds import Kind
from memscope.model.process import Process
from memscope.model.region import Region
from tests.tui.synthetic import process, region

MIB, GIB = 1 << 20, 1 << 30


def space(
    *rows: tuple[Kind, int, int], resident: int | None = None, start: int = 0x10_0000
) -> Process:
    """Make a process of regions: kind, size, and bytes of the hole below each."""
    regions: list[Region] = []
    at = start
    for kind, size, hole in rows:
        at += hole
        regions.append(region(at, size, kind, resident=resident))
        at += size
    return with_regions(regions)


def with_regions(regions: list[Region]) -> Process:
    """Make a process of these regions."""
    return replace(process(threads=1), regions=tuple(regions))


def by_kind(of: Region, _exe: str | None) -> str:
    """Name a colour after the kind alone."""
    return of.kind.value
