"""Terms about bytes and times: each compares a number that may be unknown."""

import operator
from collections.abc import Callable

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
    if value.measure is Measure.BOOKMARK:
        marked = bearings.bookmark
        wanted = None if marked is None else bearings.now - marked
    else:
        wanted = value.number
    compare = _OPS.get(op, _same)
    is_older_wanted = op in (">", ">=")

    def ask(region: Region) -> bool | None:
        if wanted is None or bearings.watched_since is None:
            return None
        came = bearings.appeared.get(region.start)
        if came is not None:
            return compare(bearings.now - came, wanted)
        is_older = bearings.now - bearings.watched_since >= wanted
        return is_older_wanted if is_older else None

    return ask


def grown(region: Region, bearings: Bearings) -> int | None:
    """Bytes that came into RAM within the span; None: nobody looked before."""
    growth = bearings.growth
    return None if growth.total is None else growth.by_start.get(region.start, 0)


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
    span = bearings.growth.span_s
    if value.measure is not Measure.BYTES_PER_MINUTE:
        return lambda region: grown(region, bearings)

    def rate(region: Region) -> float | None:
        have = grown(region, bearings)
        return None if have is None or span <= 0 else have * 60 / span

    return rate


def _same(have: float, wanted: float) -> bool:
    return round(have) == round(wanted)


def _as_written(value: Value) -> _Compare:
    """`=` holds for what a table writes alike: nobody types bytes to the last one."""
    if value.measure in (Measure.PERCENT, Measure.BYTES_PER_MINUTE):
        return _same
    written = short_bytes(int(value.number))
    return lambda have, _wanted: short_bytes(int(have)) == written
