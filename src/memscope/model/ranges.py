"""Many address ranges at once, fast enough for every page range of a process."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, field


class Ranges(Struct, frozen=True, gc=False):
    """Half-open address ranges [start, end), sorted, none overlapping another.

    Kept as two lists of numbers rather than objects: there may be 100,000 of them.

    Attributes:
        starts: First addresses, ascending.
        ends: First address after each.
    """

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.starts)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self.starts, self.ends, strict=True)

    @property
    def total(self) -> int:
        """Bytes in all ranges together."""
        return sum(self.ends) - sum(self.starts)

    def __contains__(self, address: int) -> bool:
        index = bisect_right(self.starts, address) - 1
        return index >= 0 and address < self.ends[index]

    def size_up_to(self, end: int) -> int:
        """Return the length of the range that ends exactly there, 0 without one."""
        index = bisect_left(self.starts, end) - 1
        if index < 0 or self.ends[index] != end:
            return 0
        return end - self.starts[index]

    def within(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the parts of the ranges that lie in [start, end), in order."""
        index = max(bisect_right(self.starts, start) - 1, 0)
        for at in range(index, len(self.starts)):
            low, high = self.starts[at], self.ends[at]
            if low >= end:
                return
            if high > start:
                yield max(low, start), min(high, end)

    def bytes_in(self, start: int, end: int) -> int:
        """Return how many bytes of [start, end) the ranges cover."""
        return sum(high - low for low, high in self.within(start, end))

    def bytes_in_each(self, bounds: Iterable[tuple[int, int]]) -> list[int]:
        """Return what `bytes_in` says of many ranges, in one walk over both.

        A bound that starts in the middle of a page counts only its own bytes, so
        the parts of a VMA add up to the VMA.

        Args:
            bounds: (start, end) in ascending order, none overlapping another.
        """
        starts, ends = self.starts, self.ends
        if not starts:
            return [0 for _ in bounds]
        index, count = 0, len(starts)
        result = []
        for start, end in bounds:
            while index < count and ends[index] <= start:
                index += 1
            covered, at = 0, index
            while at < count and starts[at] < end:
                low, high = starts[at], ends[at]
                covered += (high if high < end else end) - (
                    low if low > start else start
                )
                at += 1
            # The last one may reach into the next bound.
            index = at - 1 if at > index else at
            result.append(covered)
        return result

    def changed_since(self, before: "Ranges") -> tuple[int, int] | None:
        """Return where the first difference begins and the last one ends; None: equal.

        Of two long lists that are mostly alike this costs little more than comparing.
        """
        if self == before:
            return None
        first = min(
            _common_run(self.starts, before.starts), _common_run(self.ends, before.ends)
        )
        new, old = self._without(first), before._without(first)
        if not new or not old:
            rest = new or old
            return rest.starts[0], rest.ends[-1]
        last = min(
            _common_run(new.starts[::-1], old.starts[::-1]),
            _common_run(new.ends[::-1], old.ends[::-1]),
        )
        return _beginning(new, old), _end(new, old, last)

    def _without(self, count: int) -> "Ranges":
        return Ranges(self.starts[count:], self.ends[count:])

    def joined(self) -> "Ranges":
        """Return the same addresses with neighbours that touch made one."""
        touching = set(self.starts) & set(self.ends)
        if not touching:
            return self
        return Ranges(
            [start for start in self.starts if start not in touching],
            [end for end in self.ends if end not in touching],
        )


def _beginning(one: Ranges, other: Ranges) -> int:
    """Return the first address of a difference: the first ranges are not equal."""
    starts = one.starts[0], other.starts[0]
    return min(starts) if starts[0] != starts[1] else min(one.ends[0], other.ends[0])


def _end(one: Ranges, other: Ranges, alike: int) -> int:
    """Return where the last difference ends; so many last ranges are equal."""
    if alike in (len(one), len(other)):
        rest = one if len(one) > alike else other
        return rest.ends[-1 - alike]
    ends = one.ends[-1 - alike], other.ends[-1 - alike]
    if ends[0] != ends[1]:
        return max(ends)
    return max(one.starts[-1 - alike], other.starts[-1 - alike])


def _common_run(one: Sequence[object], other: Sequence[object]) -> int:
    """Return how many items two lists have in common at their beginning.

    Comparing slices of long lists costs far less than comparing their items in turn.
    """
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
