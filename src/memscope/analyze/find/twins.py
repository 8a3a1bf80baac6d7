"""Hits that are one and the same memory, which is mapped at several addresses."""

from dataclasses import dataclass, field

from memscope.model.region import Region


@dataclass(slots=True)
class Doubles:
    """Remembers the hits of one search, in order."""

    _first: dict[tuple[str, int, int], int] = field(default_factory=dict)

    def earlier(self, region: Region, address: int) -> int | None:
        """Return an earlier hit that is the same memory; note this one otherwise."""
        if not region.aliases:
            return None
        place = region.offset + address - region.start
        key = region.device, region.inode, place
        first = self._first.setdefault(key, address)
        return None if first == address else first
