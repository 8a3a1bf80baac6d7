"""Terms about bytes and times: each compares a number that may be unknown."""

import operator
from collections.abc import Callable, Mapping

from memscope.analyze.filter.bearings import Bearings
from memscope.analyze.filter.terms import FilterKey, Measure, Value
from memscope.model.region import Region
from memscope.units import short_bytes

_Asked = Callable[[Region], bool | None]
_Number = Callable[[Region], float | None]

_Compare = Callable[[float, float], bool]
_OPS: dict[str, _Compare] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


def touched(region: Region) -> int | None:
    """Bytes in RAM or on swap: what was written to or read, and is kept."""
    resident, swapped = region.usage.resident, region.usage.swapped
    return None if resident is None else resident + (swapped or 0)


_BYTES: dict[FilterKey, Callable[[Region], int | None]] = {
    FilterKey.RES: lambda region: region.usage.resident,
    FilterKey.OWN: lambda region: region.usage.private,
    FilterKey.SHARED: lambda region: region.usage.shared,
    FilterKey.SWAP: lambda region: region.usage.swapped,
    FilterKey.MAPPED: lambda region: region.size,
    FilterKey.TOUCHED: touched,
}


def amount_term(key: FilterKey, op: str, value: Value, bearings: Bearings) -> _Asked:
    """Ask how a number of bytes compares with a value."""
    number = _number(key, value, bearings)
    compare = _OPS.get(op) or _as_written(value)
    wanted = value.number

    def ask(region: Region) -> bool | None:
        have = number(region)
        return None if have is None else compare(have, wanted)

    return ask


def age_term(op: str, value: Value, bearings: Bearings) -> _Asked:
    """Ask how long a region has been there, as far as somebody looked.

    One that was there at the first look is at least as old as the watching.
    """
    of_the_first, of_later = ages_asked(op, value, bearings)

    def ask(region: Region) -> bool | None:
        return of_later.get(region.start, of_the_first)

    return ask


def ages_asked(
    op: str, value: Value, bearings: Bearings
) -> tuple[bool | None, Mapping[int, bool]]:
    """Say what holds of the regions that were there first, and of each later one.

    Args:
        op: The comparison.
        value: An age.
        bearings: Of the process.
    """
    marked, began = bearings.bookmark, bearings.watched_since
    is_marked = value.measure is Measure.BOOKMARK
    if began is None or (is_marked and marked is None):
        return None, {}
    wanted = bearings.now - (marked or 0.0) if is_marked else value.number
    compare = _OPS.get(op, _same)
    is_older = bearings.now - began >= wanted
    of_later = {
        start: compare(bearings.now - came, wanted)
        for start, came in bearings.appeared.items()
    }
    return (op in (">", ">=") if is_older else None), of_later


def _number(key: FilterKey, value: Value, bearings: Bearings) -> _Number:
    if key is FilterKey.GREW:
        return _growth(value, bearings)
    amount = _BYTES[key]
    if value.measure is not Measure.PERCENT:
        return amount

    def share(region: Region) -> float | None:
        have = amount(region)
        return None if have is None else 100 * have / max(region.size, 1)

    return share


def _growth(value: Value, bearings: Bearings) -> _Number:
    is_known, of_single = growth_asked(value, bearings)
    if not is_known:
        return lambda _region: None
    return lambda region: of_single.get(region.start, 0)


def growth_asked(value: Value, bearings: Bearings) -> tuple[bool, Mapping[int, float]]:
    """Say whether it is known what grew, and how much each region that did.

    Args:
        value: Bytes, or bytes a minute.
        bearings: Of the process.
    """
    growth = bearings.growth
    if value.measure is not Measure.BYTES_PER_MINUTE:
        return growth.total is not None, growth.by_start
    if growth.total is None or growth.span_s <= 0:
        return False, {}
    span = growth.span_s
    return True, {at: size * 60 / span for at, size in growth.by_start.items()}


def _same(have: float, wanted: float) -> bool:
    return round(have) == round(wanted)


def _as_written(value: Value) -> _Compare:
    """`=` holds for what a table writes alike: nobody types bytes to the last one."""
    if value.measure in (Measure.PERCENT, Measure.BYTES_PER_MINUTE):
        return _same
    written = short_bytes(int(value.number))
    return lambda have, _wanted: short_bytes(int(have)) == written
