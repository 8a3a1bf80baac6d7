"""A limit that is in force, and how near it is."""

from typing import Annotated

from msgspec import Meta, Struct

from memscope.model.region import Size


class Limit(Struct, frozen=True, gc=False):
    """One limit; what has no limit is not listed.

    Attributes:
        name: Such as `vm.max_map_count`, `RLIMIT_AS`, `memory.max`.
        used: How much of it is taken; None: unknown.
        limit: How much there may be.
        is_bytes: Both are bytes, else they are counts.
    """

    name: Annotated[str, Meta(description="As sysctl, prlimit or cgroups call it.")]
    used: Size | None
    limit: Size
    is_bytes: Annotated[bool, Meta(description="Bytes; else counts.")] = False

    @property
    def share(self) -> float | None:
        """How much of it is used, 1.0: all; None: unknown."""
        if self.used is None:
            return None
        return self.used / self.limit if self.limit else 1.0
