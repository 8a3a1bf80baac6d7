"""Rows as the table has them, made of a process of known regions."""

from collections.abc import Sequence

from memscope.analyze.space.row import Amounts, RowKey, SpaceRow, What
from memscope.model.process import Process
from memscope.model.region import Region


def row_of(
    process: Process, regions: Sequence[Region], what: What = What.REGION
) -> SpaceRow:
    """Return a row of some regions; their sums as the table makes them."""
    first = regions[0]
    usages = [one.usage for one in regions]
    return SpaceRow(
        RowKey(process.identity, what, 0, first.kind.value, first.label, first.start),
        what,
        0,
        process,
        first.start,
        regions[-1].end,
        regions=tuple(regions),
        amounts=Amounts(
            sum(one.size for one in regions),
            sum(one.resident or 0 for one in usages),
            sum(one.private or 0 for one in usages),
            sum(one.shared or 0 for one in usages),
            sum(one.swapped or 0 for one in usages),
        ),
    )
