"""How a process stands with the kernel: its namespaces, and who is ended first."""

from typing import Annotated

from msgspec import Meta, Struct

from memscope.model.region import Size


class Oom(Struct, frozen=True, gc=False):
    """How likely the kernel ends it when memory is short.

    Attributes:
        score: `oom_score`: the highest goes first; 1000: it uses all that it may.
        adjust: `oom_score_adj`, from -1000 (never) to 1000 (first).
    """

    score: Size | None
    adjust: int | None


class Namespaces(Struct, frozen=True, gc=False):
    """What it sees of the machine.

    Attributes:
        ids: Inode number by name, such as `pid` or `mnt`; None: may not be read.
        pids: Its process id in every pid namespace that it is in, from ours inwards.
    """

    ids: dict[str, int] | None = None
    pids: Annotated[
        tuple[int, ...], Meta(description="From our pid namespace inwards.")
    ] = ()

    @property
    def pid_inside(self) -> int | None:
        """Its process id as it sees it; None: unknown."""
        return self.pids[-1] if self.pids else None
