"""The numbers of a region, in bytes, and its first bytes themselves."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from memscope.i18n import _
from memscope.model.place import HexRow
from memscope.model.region import Backing, Region
from memscope.render.pages.styles import PAGE_STYLES
from memscope.render.runs import Line, Run, cell, fit_line, line
from memscope.render.space.facts import RegionFacts
from memscope.render.space.region_words import wrapped
from memscope.render.words.memory import memory_words
from memscope.units import UNKNOWN, cell_width, fit, format_address, short_bytes


class Amount(NamedTuple):
    """A number with its name.

    Attributes:
        name: In the reader's language.
        size: Bytes; None: unknown.
        is_least: Of some part it is unknown: it is at least that.
    """

    name: str
    size: int | None
    is_least: bool = False


_WIDEST = 20
"""Cells of all digits, a few blanks before them included."""
_LEAST_EXACT = 34
"""Cells from which on there is room for all digits."""


def amount_lines(facts: RegionFacts, width: int) -> list[Line]:
    """Say how much of it is where, to the byte; what is nothing and means none, not."""
    region = facts.region
    assert region is not None
    lines = table(_amounts(region, facts.measured), width)
    for text in memory_words(facts.measured or region, facts.digits):
        lines += wrapped(text, width, "muted")
    return lines


def _amounts(region: Region, measured: Region | None) -> Iterator[Amount]:
    seen = measured or region
    yield Amount(_("mapped"), region.size)
    yield Amount(_("resident"), region.usage.resident)
    yield Amount(_("own"), seen.usage.private)
    yield Amount(_("shared"), seen.usage.shared)
    yield Amount(_("swapped"), seen.usage.swapped)
    if seen.usage.locked:
        yield Amount(_("locked"), seen.usage.locked)
    if measured is not None and seen.usage.resident:
        yield from _untold(seen)


def _untold(seen: Region) -> Iterator[Amount]:
    """Name what a close look could not tell; what it could is said in words."""
    if seen.backing is Backing.DISK and seen.usage.clean is None:
        yield Amount(_("clean"), None)
    if seen.usage.huge is None:
        yield Amount(_("huge pages"), None)
    if seen.usage.lazy_free is None:
        yield Amount(_("lazily freed"), None)


def table(amounts: Iterable[Amount], width: int) -> list[Line]:
    """Draw numbers below each other: the short one, and all its digits."""
    rows = list(amounts)
    names = max((cell_width(one.name) for one in rows), default=0) + 2
    return [_row(one, names, width) for one in rows]


def _row(amount: Amount, names: int, width: int) -> Line:
    name, size, is_least = amount
    sign = "≥" if is_least and size else ""
    short = cell(f"{sign}{short_bytes(size)}", 6, "strong", ">")
    if width < _LEAST_EXACT or size is None:
        return line(cell(name, names, "muted"), short)
    exact = fit(f"{size:,}", min(width - names - 8, _WIDEST), ">")
    return line(cell(name, names, "muted"), short, Run(f"{exact} B", "muted"))


_BYTES = 8


def byte_lines(facts: RegionFacts, width: int) -> list[Line]:
    """Show the first bytes, eight a line."""
    return [
        fit_line(one, width)
        for row in facts.first
        for one in _byte_lines(row, facts.digits)
    ]


def _byte_lines(row: HexRow, digits: int) -> Iterator[Line]:
    data = row.data
    if data is None:
        state = _(PAGE_STYLES[row.state].name)
        address = format_address(row.address, digits)
        yield line(Run(address, "muted"), Run(f"  {UNKNOWN} {state}", "faint"))
        return
    for at in range(0, len(data), _BYTES):
        some = data[at : at + _BYTES]
        yield line(
            Run(format_address(row.address + at, digits), "muted"),
            Run(f"  {some.hex(' '):<23}  "),
            Run("".join(map(_letter, some)), "muted"),
        )


def _letter(byte: int) -> str:
    return chr(byte) if 0x20 <= byte < 0x7F else "·"
