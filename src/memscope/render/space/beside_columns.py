"""How wide each column is, for two to four processes beside each other."""

from dataclasses import dataclass

LEAD = 4
"""Cells of the letter and a blank."""
_STACKED = 78
"""Below, the processes of a row follow one another; 80 cells may have a scroll bar."""
_SIZES = 98
"""Below, the sizes at the outside go."""
_ADDRESSES = 140
_WIDE = 170
"""From here on also how much of address space it is."""
ADDRESS = 13
_MAPPED = 11
_SIZE = 7
_DELTA = 9
_MOST_BAR = 48
_MOST_NAME = 36


@dataclass(frozen=True, slots=True)
class BesideColumns:
    """Cells of each column; 0: it is not there.

    Attributes:
        width: Of all together.
        count: Processes.
        name: What the object is.
        address: Where it begins, for each process.
        size: In RAM, for each process.
        bar: For each process.
        gutter: Between two neighbours.
        all: What all share, of three and more.
        delta: Of two: B minus A.
        is_stacked: The processes follow one another, each on a line of its own.
        mapped: Address space, for each process.
    """

    width: int
    count: int
    name: int
    address: int
    size: int
    bar: int
    gutter: int
    all: int
    delta: int
    is_stacked: bool = False
    mapped: int = 0


def columns_for(width: int, count: int, *, addresses: bool = False) -> BesideColumns:
    """Return the columns.

    Args:
        width: Cells.
        count: Processes, 2 to 4.
        addresses: Addresses matter more than usual: there from 100 cells on.
    """
    if width < _STACKED:
        return _stacked(width, count)
    if count == 2:
        return _two(width, addresses=addresses)
    return _several(width, count)


def _two(width: int, *, addresses: bool) -> BesideColumns:
    has_sizes = width >= _SIZES
    with_address = width >= (_SIZES if addresses else _ADDRESSES)
    address = ADDRESS if with_address else 0
    mapped = _MAPPED if width >= _WIDE else 0
    size = _SIZE if has_sizes else 0
    gutter = 18 if width >= 118 else 16
    wanted = 0 if with_address and width < _ADDRESSES else width // 5
    name = min(max(wanted, 20), _MOST_NAME)
    rest = width - LEAD - name - gutter - _DELTA - 2 * (size + address + mapped)
    bar = min(rest // 2, _MOST_BAR)
    # What two halves leave over goes to the name, so that nothing is blank.
    name += rest - 2 * bar
    return BesideColumns(
        width, 2, name, address, size, bar, gutter, 0, _DELTA, mapped=mapped
    )


def _several(width: int, count: int) -> BesideColumns:
    has_sizes = width >= _SIZES
    size = 6 if has_sizes else 0
    gutter = 13 if width >= 160 else 8
    together = 14 if width >= 160 else 9
    name = min(max(width // 7, 12), _MOST_NAME)
    rest = width - LEAD - name - gutter * (count - 1) - together - size * count
    bar = min(rest // count, _MOST_BAR)
    name += rest - count * bar
    return BesideColumns(width, count, name, 0, size, bar, gutter, together, 0)


def _stacked(width: int, count: int) -> BesideColumns:
    gutter = 16 if width >= 50 else 10
    delta = _DELTA if count == 2 else 0
    together = 9 if count > 2 else 0
    name = max(width - LEAD - gutter - delta - together, 4)
    size = 6
    bar = max(width - LEAD - 2 - size - 1, 4)
    return BesideColumns(
        width, count, name, 0, size, bar, gutter, together, delta, True
    )
