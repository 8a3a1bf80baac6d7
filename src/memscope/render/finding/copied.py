"""What `y` copies: rows as a line each, addresses, and the table as TSV.

Sizes are bytes and addresses hexadecimal with 0x, unknown is empty, as in the other
tables for programs; names are made safe for terminals and spreadsheets.
"""

from collections.abc import Mapping, Sequence

from memscope.analyze.growth.growth import Growth
from memscope.analyze.space.row import SpaceRow, What
from memscope.i18n import _
from memscope.render.csv import cell_text
from memscope.render.space.names import row_name
from memscope.units import format_address, short_bytes, short_delta

Grown = Mapping[tuple[int, int], Growth]
_Cell = str | int | None

TSV_HEADING = (
    *("pid", "row", "kind", "name", "start", "end", "perms", "regions", "size"),
    *("mapped", "resident", "own", "shared", "swapped", "grew"),
)
"""Names of the columns; they never change."""


def rows_text(rows: Sequence[SpaceRow], growth: Grown) -> str:
    """Return a line for each row: name, range, permissions, and its sizes."""
    return "".join(f"{_row(row, growth, row_name(row))}\n" for row in rows)


def _row(row: SpaceRow, growth: Grown, name: str) -> str:
    amounts = row.amounts
    bounds = f"{format_address(row.start)}-{format_address(row.end)}"
    told = [name, bounds, _perms(row) or ""]
    if row.what is What.HOLE:
        return "  ".join((name, bounds, short_bytes(row.size)))
    for word, size in (
        (_("mapped"), amounts.mapped),
        (_("resident"), amounts.resident),
        (_("own"), amounts.own),
        (_("shared"), amounts.shared),
        (_("swap"), amounts.swapped),
    ):
        told.append(f"{word} {short_bytes(size)}")
    grew = grown_of(row, growth)
    if grew:
        told.append(f"Δ {short_delta(grew)}")
    return "  ".join(one for one in told if one)


def addresses_text(rows: Sequence[SpaceRow], address: int | None = None) -> str:
    """Return the first address of each row; of one row the address that is meant."""
    if len(rows) == 1 and address is not None:
        return f"{address:#x}"
    return "\n".join(f"{row.start:#x}" for row in rows)


def rows_tsv(rows: Sequence[SpaceRow], growth: Grown) -> str:
    """Return a heading and a line for each row, with tabs between."""
    lines = [TSV_HEADING, *(_cells(row, growth, row_name(row)) for row in rows)]
    return "".join("\t".join(map(_cell, line)) + "\n" for line in lines)


def _cells(row: SpaceRow, growth: Grown, name: str) -> Sequence[_Cell]:
    amounts = row.amounts
    return (
        row.process.pid,
        row.what.value,
        row.key.kind,
        name,
        f"{row.start:#x}",
        f"{row.end:#x}",
        _perms(row),
        len(row.regions),
        row.size,
        *(
            amounts.mapped,
            amounts.resident,
            amounts.own,
            amounts.shared,
            amounts.swapped,
        ),
        grown_of(row, growth),
    )


def grown_of(row: SpaceRow, growth: Grown) -> int | None:
    """Return the bytes that came into a row within the window; None: unknown."""
    grown = growth.get(row.process.identity)
    if grown is None or grown.total is None:
        return None
    return sum(grown.by_start.get(one.start, 0) for one in row.regions)


def _perms(row: SpaceRow) -> str | None:
    """Permissions, where all regions of a row have the same."""
    found = {one.perms for one in row.regions}
    return next(iter(found)) if len(found) == 1 else None


def _cell(value: _Cell) -> str:
    if value is None:
        return ""
    return cell_text(value) if isinstance(value, str) else str(value)
