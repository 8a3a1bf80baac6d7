"""In which order rows come."""

from collections.abc import Callable, Mapping, Sequence

from memscope.analyze.space.fold import resident_of
from memscope.analyze.space.group import Member, RowGroup, regions_of
from memscope.analyze.space.grown import grown
from memscope.analyze.space.reading import Order
from memscope.analyze.space.things import main_region

_FIELDS = {
    Order.OWN: ("own", "private"),
    Order.SHARED: ("shared", "shared"),
    Order.SWAPPED: ("swapped", "swapped"),
    Order.RESIDENT: ("resident", "resident"),
}
"""What a number is called in the sums of a group, and in the usage of a region."""
_SMALL_FIRST = (Order.NAME, Order.THREAD)
_NO_THREAD = 1 << 62


def ordered(
    members: Sequence[Member], order: Order, by_start: Mapping[int, int]
) -> Sequence[Member]:
    """Return members as they are shown: the highest or the largest first.

    Args:
        members: In order of address.
        order: Of which two equal ones come in order of address.
        by_start: How much regions grew, by their first address.
    """
    from_top = members[::-1]
    if order is Order.ADDRESS:
        return from_top
    if order is Order.NAME:
        return sorted(from_top, key=_name)
    return sorted(
        from_top, key=_number(order, by_start), reverse=order not in _SMALL_FIRST
    )


def _name(member: Member) -> tuple[str, str]:
    key = member.key.label if isinstance(member, RowGroup) else ""
    main = main_region(regions_of(member))
    return key or main.label or main.kind, main.path


def _number(order: Order, by_start: Mapping[int, int]) -> Callable[[Member], int]:
    match order:
        case Order.GREW:
            return lambda member: grown(member, by_start)
        case Order.MAPPED:
            return mapped_of
        case Order.UNTOUCHED:
            return lambda member: mapped_of(member) - resident_of(member)
        case Order.THREAD:
            return _thread
        case _:
            return _field(order)


def mapped_of(member: Member) -> int:
    """Return bytes of address space."""
    return member.amounts.mapped if isinstance(member, RowGroup) else member.size


def _thread(member: Member) -> int:
    found = (one.thread for one in regions_of(member) if one.thread is not None)
    return next(found, _NO_THREAD)


def _field(order: Order) -> Callable[[Member], int]:
    name, of_region = _FIELDS[order]

    def number(member: Member) -> int:
        if isinstance(member, RowGroup):
            found = getattr(member.amounts, name)
        else:
            found = getattr(member.usage, of_region)
        # What is unknown comes after what is known to be zero.
        return -1 if found is None else int(found)

    return number
