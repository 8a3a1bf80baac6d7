"""Flat tables of regions and of processes, for programs.

Sizes are bytes, addresses are hex with 0x, what is unknown is empty. A spreadsheet
takes a cell that begins like a formula for one, and names are chosen by strangers: such
a cell gets an apostrophe in front. Control characters and bytes that are no UTF-8 are
made visible, as on screen; the exact names are in the JSON formats.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from memscope.model.listing import Listing
from memscope.model.process import Process
from memscope.model.region import Region
from memscope.model.snapshot import Snapshot
from memscope.render.columns.column import Column, Row, Value
from memscope.render.columns.listing import GROUP_COLUMNS, PROCESS_COLUMNS
from memscope.render.columns.regions import REGION_COLUMNS
from memscope.units import safe

if TYPE_CHECKING:
    from _csv import Writer as CsvWriter

_FOR_EYES = {"range", "letter", "sure", "what"}
"""Columns that only say again what others say."""
FLAT_COLUMNS = tuple(one for one in REGION_COLUMNS if one.id not in _FOR_EYES)
OF_PROCESS = ("taken_at", "pid", "start_ticks", "process")
"""What stands before them in each row, so that a row can be read alone."""


def process_values(snapshot: Snapshot, process: Process) -> tuple[Value, ...]:
    """Return the values of `OF_PROCESS`."""
    moment = snapshot.taken_at.isoformat(timespec="microseconds")
    return (moment, process.pid, process.start_ticks, process.name)


_PERMS = re.compile(r"[r-][w-][x-][ps]")
# Full-width signs too: spreadsheets with a Japanese surface obey them as well.
_FORMULA = re.compile(r"\s*[=+@|%＝＋＠－-]")


class _CsvLines(list[str]):
    """What `csv.writer` writes to."""

    write = list.append


def csv_heading() -> tuple[str, ...]:
    """Return the names of the columns; they never change."""
    return (*OF_PROCESS, *(one.id for one in FLAT_COLUMNS))


def snapshot_csv(snapshot: Snapshot) -> str:
    """Return a heading and a row for each region of each process."""
    lines = _CsvLines()
    writer = csv.writer(lines)
    writer.writerow(csv_heading())
    for process in snapshot.processes:
        *first, name = process_values(snapshot, process)
        first.append(cell_text(str(name)))
        writer.writerows((*first, *row) for row in _rows(process))
    return "".join(lines)


def _rows(process: Process) -> Iterator[tuple[Value, ...]]:
    """By column, since most of a column's values are all alike."""
    return zip(*(_cells(one, process) for one in FLAT_COLUMNS), strict=True)


def _cells(column: Column[Region], process: Process) -> list[Value]:
    values = [column.value(region) for region in process.regions]
    if column.unit == "address":
        return [None if one is None else f"{one:#x}" for one in values]
    known: dict[Value, Value] = {
        one: cell_text(one) if isinstance(one, str) else one for one in set(values)
    }
    return [known[one] for one in values]


def listing_csv(listing: Listing) -> str:
    """Return a heading and a row for each process, or for each group of them."""
    lines = _CsvLines()
    writer = csv.writer(lines)
    if listing.groups:
        _write(writer, GROUP_COLUMNS, listing.groups)
    else:
        _write(writer, PROCESS_COLUMNS, listing.processes)
    return "".join(lines)


def _write(
    writer: "CsvWriter", columns: Sequence[Column[Row]], rows: Iterable[Row]
) -> None:
    writer.writerow(column.id for column in columns)
    for row in rows:
        values = (column.value(row) for column in columns)
        writer.writerow(
            cell_text(one) if isinstance(one, str) else one for one in values
        )


def cell_text(text: str) -> str:
    """Return a text that neither a terminal nor a spreadsheet acts upon."""
    text = safe(text)
    if _FORMULA.match(text) and not _PERMS.fullmatch(text):
        return f"'{text}"
    return text
