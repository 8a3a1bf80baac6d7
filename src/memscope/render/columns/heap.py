"""Columns of arenas, and of blocks by size."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from memscope.i18n import N_, _
from memscope.model.occupancy import BlockClass, Occupancy
from memscope.render.columns.column import Column, number_column, size_column

_CELLS = 24
_SHADES = "·░▒▓█"


class ArenaRow(Struct, frozen=True, gc=False):
    """A row of the table of arenas.

    Attributes:
        arena: The arena, or the sum of several.
        name: In the reader's language.
        threads: Whose it is, in words.
    """

    arena: Occupancy
    name: str
    threads: str

    @property
    def size(self) -> int | None:
        """Bytes of its ranges, as far as they were walked."""
        ranges = self.arena.stretches
        return sum(one.end - one.start for one in ranges) if ranges else None


def picture(arena: Occupancy, cells: int = _CELLS) -> str:
    """Draw how much is in use from an arena's begin to its end: darker is more."""
    count, size = (
        len(arena.profile),
        sum(one.end - one.start for one in arena.stretches),
    )
    if not count or not size:
        return ""
    drawn = []
    for cell in range(cells):
        low, high = cell * count // cells, max((cell + 1) * count // cells, 1)
        free = sum(arena.profile[low:high]) * count / size / max(high - low, 1)
        drawn.append(_shade(1 - free))
    return "".join(drawn)


def _shade(used: float) -> str:
    """Return nothing for nothing only, and all for all only."""
    if used <= 0.001:
        return _SHADES[0]
    if used >= 0.999:
        return _SHADES[-1]
    return _SHADES[min(1 + int(used * 3), 3)]


ARENA_COLUMNS: tuple[Column[ArenaRow], ...] = (
    Column("arena", N_("arena"), lambda row: row.name, str),
    size_column("size", N_("size"), lambda row: row.size),
    size_column("live", N_("in use"), lambda row: row.arena.live),
    size_column("free", N_("free"), lambda row: row.arena.free),
    size_column("cached", N_("in caches"), lambda row: row.arena.cached),
    size_column("returnable", N_("trim gives"), lambda row: row.arena.returnable),
    size_column("largest", N_("largest free"), lambda row: row.arena.largest_free),
    number_column("blocks", N_("blocks in use"), lambda row: row.arena.live_blocks),
    Column("picture", N_("begin to end"), lambda row: picture(row.arena), str),
    Column("threads", N_("threads"), lambda row: row.threads, str),
)


class ClassRow(Struct, frozen=True, gc=False):
    """A row of the table of sizes.

    Attributes:
        one: Blocks of a size, or of several.
        name: The size in words.
        bar: How many of all bytes that is, drawn.
    """

    one: BlockClass
    name: str
    bar: str


CLASS_COLUMNS: tuple[Column[ClassRow], ...] = (
    Column("size", N_("block size"), lambda row: row.name, str, align=">"),
    number_column("live", N_("in use"), lambda row: row.one.live),
    size_column("live_bytes", N_("bytes in use"), lambda row: row.one.live_bytes),
    number_column("free", N_("free"), lambda row: row.one.free),
    size_column("free_bytes", N_("bytes free"), lambda row: row.one.free_bytes),
    Column("bar", "", lambda row: row.bar, str),
)


ClassRange = tuple[BlockClass, int]
"""Blocks of several sizes, and the largest of these."""


_BAR = 20
_RANGED = 1025
"""Sizes from which a class has several."""


def summed(classes: Iterable[BlockClass]) -> list[BlockClass]:
    """Return classes of several arenas as one of each size, the smallest first."""
    sums: dict[int, BlockClass] = {}
    for one in classes:
        known = sums.get(one.size)
        sums[one.size] = one if known is None else _together(one.size, known, one)
    return [one for _, one in sorted(sums.items())]


def ranged(classes: Iterable[BlockClass]) -> list[ClassRange]:
    """Return the same by powers of two."""
    found: dict[int, BlockClass] = {}
    for one in classes:
        end = 1 << (one.size - 1).bit_length() if one.size < _RANGED else 2 * one.size
        known = found.get(end)
        found[end] = one if known is None else _together(known.size, known, one)
    return [(one, end) for end, one in sorted(found.items())]


def _together(size: int, one: BlockClass, other: BlockClass) -> BlockClass:
    return BlockClass(
        size,
        one.live + other.live,
        one.free + other.free,
        one.live_bytes + other.live_bytes,
        one.free_bytes + other.free_bytes,
    )


def class_rows(classes: Sequence[BlockClass | ClassRange]) -> list[ClassRow]:
    """Return the rows of the table of sizes."""
    pairs = [one if isinstance(one, tuple) else (one, one.size) for one in classes]
    most = max((_bytes_of(one) for one, _ in pairs), default=0) or 1
    return [
        ClassRow(one, _name(one.size, end), "▪" * -(-_bytes_of(one) * _BAR // most))
        for one, end in pairs
    ]


def _name(low: int, high: int) -> str:
    if low >= _RANGED and low == high:
        high = 2 * low
    if high > low:
        return _("{low}–{high}").format(low=f"{low:,}", high=f"{high:,}")
    return f"{low:,}"


def _bytes_of(one: BlockClass) -> int:
    return one.live_bytes + one.free_bytes
