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
        of: Whose limit it is, where it is not the process's own: the path of a control
            group, `user 1000`, or `machine`.
    """

    name: Annotated[str, Meta(description="As sysctl, prlimit or cgroups call it.")]
    used: Size | None
    limit: Size
    is_bytes: Annotated[bool, Meta(description="Bytes; else counts.")] = False
    of: Annotated[
        str | None,
        Meta(description="Path of a cgroup, `user 1000`, `machine`; null: its own."),
    ] = None

    @property
    def share(self) -> float | None:
        """How much of it is used, 1.0: all; None: unknown."""
        if self.used is None:
            return None
        return self.used / self.limit if self.limit else 1.0

    @property
    def left(self) -> int | None:
        """How much there may be more; None: unknown."""
        return None if self.used is None else max(self.limit - self.used, 0)


def nearest_first(limits: tuple[Limit, ...]) -> tuple[Limit, ...]:
    """Return limits in order: the one that is reached first, then the others."""
    return tuple(sorted(limits, key=_nearness))


def _nearness(limit: Limit) -> tuple[float, str]:
    return (-1.0 if limit.share is None else limit.share) * -1, limit.name
