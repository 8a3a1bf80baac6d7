"""How much a row grew: sums of a sparse table of differences."""

from collections.abc import Mapping, Sequence

from memscope.analyze.growth.growth import Growth
from memscope.analyze.growth.minute import put_together
from memscope.analyze.space.group import Member, RowGroup
from memscope.analyze.space.space import MemorySpace


def grown(member: Member, by_start: Mapping[int, int]) -> int:
    """Return the bytes by which a member grew.

    Args:
        member: A region, or several.
        by_start: Differences by the first address of a region, of those that changed.
    """
    if not isinstance(member, RowGroup):
        return by_start.get(member.start, 0)
    if len(member.regions) <= len(by_start):
        return sum(by_start.get(one.start, 0) for one in member.regions)
    return sum(delta for start, delta in by_start.items() if member.holds(start))


def largest_step(space: MemorySpace, growth: Growth, each: int = 1) -> int:
    """Return the most that a group grew in one part of the last minute.

    Args:
        space: Whose groups.
        growth: Of its process.
        each: How many of the parts are put together.
    """
    sums: dict[tuple[RowGroup, int], int] = {}
    for start, columns in growth.columns.items():
        at = space.index_at(start)
        if at is not None:
            parts = put_together(columns, each, growth.at)
            _add(sums, space.group_of[at], parts)
    return max(sums.values(), default=0)


def _add(
    sums: dict[tuple[RowGroup, int], int],
    group: RowGroup,
    columns: Sequence[int | None],
) -> None:
    for at, value in enumerate(columns):
        if value:
            sums[group, at] = sums.get((group, at), 0) + value
