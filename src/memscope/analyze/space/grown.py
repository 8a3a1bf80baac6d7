"""How much a row grew: sums of a sparse table of differences."""

from collections.abc import Mapping

from memscope.analyze.space.group import Group, Member


def grown(member: Member, by_start: Mapping[int, int]) -> int:
    """Return the bytes by which a member grew.

    Args:
        member: A region, or several.
        by_start: Differences by the first address of a region, of those that changed.
    """
    if not isinstance(member, Group):
        return by_start.get(member.start, 0)
    if len(member.regions) <= len(by_start):
        return sum(by_start.get(one.start, 0) for one in member.regions)
    return sum(delta for start, delta in by_start.items() if member.holds(start))
