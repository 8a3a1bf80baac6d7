"""One order for several lists: what is in two of them stands in one place."""

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def merged(sides: Sequence[Iterable[Key]]) -> list[Key]:
    """Return every key of every side once.

    The order of the first side is kept as it is; what only a later one has stands
    below its neighbour above, in that side's order.

    Args:
        sides: Each without a key twice.
    """
    result: list[Key] = []
    for side in sides:
        result = _with(result, side)
    return result


def _with(keys: list[Key], side: Iterable[Key]) -> list[Key]:
    known = set(keys)
    first: list[Key] = []
    below: dict[Key, list[Key]] = {}
    waiting = first
    for key in side:
        if key in known:
            waiting = below.setdefault(key, [])
        else:
            waiting.append(key)
    result = list(first)
    for key in keys:
        result.append(key)
        result += below.get(key, ())
    return result
