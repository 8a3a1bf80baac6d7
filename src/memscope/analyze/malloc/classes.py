"""Blocks by size: each small size for itself, large ones by powers of two."""

from collections import Counter

from memscope.model.occupancy import BlockClass

_SMALL = 1024
"""Bytes up to which every size is a class; larger ones share one up to the double."""


def classes_of(live: "Counter[int]", free: "Counter[int]") -> tuple[BlockClass, ...]:
    """Return the classes that have blocks, the smallest first.

    Args:
        live: Bytes of a block to how many are in use.
        free: The same of those that are not.
    """
    sums: dict[int, list[int]] = {}
    for place, counts in ((0, live), (1, free)):
        for size, count in counts.items():
            row = sums.setdefault(class_of(size), [0, 0, 0, 0])
            row[place] += count
            row[place + 2] += count * size
    return tuple(
        BlockClass(size, *row) for size, row in sorted(sums.items()) if any(row)
    )


def class_of(size: int) -> int:
    """Return the smallest size of the class that a size belongs to."""
    return size if size <= _SMALL else 1 << size.bit_length() - 1
