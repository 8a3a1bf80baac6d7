"""On which NUMA nodes memory is; asked only where there are several.

The kernel walks the page tables for it, as for smaps.
"""

from msgspec.structs import replace

from memscope.errors import ProcError
from memscope.model.region import Region
from memscope.parse.numa_maps import parse_numa_maps
from memscope.proc.fs import ProcDir


def with_nodes(directory: ProcDir, regions: tuple[Region, ...]) -> tuple[Region, ...]:
    """Tell of each whole mapping on which NUMA node its pages are."""
    try:
        said = parse_numa_maps(directory.read("numa_maps"))
    except ProcError:
        return regions
    nodes = {one.start: one.nodes for one in said}
    return tuple(
        replace(one, numa_=nodes[one.start])
        if one.is_whole_vma and one.start in nodes
        else one
        for one in regions
    )
