"""What was seen of one arena of glibc's malloc."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from memscope.analyze.malloc.walk import Walked
from memscope.i18n import N_
from memscope.parse.glibc_arena import ArenaRecord
from memscope.parse.glibc_chunks import ChunkForm

TORN = N_("a list of free blocks changed while it was read")


class WalkedArena(Struct, frozen=True, gc=False):
    """What was seen of an arena.

    Attributes:
        record: Its record.
        name: Short name for people.
        threads: TIDs that allocate from it; None: unknown.
        form: How blocks are laid out.
        walks: Of each of its ranges, in order.
        cached: Blocks in threads' caches: address to bytes.
        fast: Blocks in its fast lists.
        unlisted: Why these are not known; None: they are.
        can_trim: The break of the process is where the top block ends.
    """

    record: ArenaRecord
    name: str
    threads: tuple[int, ...] | None
    form: ChunkForm
    walks: Sequence[Walked]
    cached: Mapping[int, int]
    fast: Mapping[int, int]
    unlisted: str | None
    can_trim: bool

    @property
    def why(self) -> str | None:
        """Why it is not whole; None when it is."""
        broken = (one.why for one in self.walks if one.why is not None)
        return next(broken, self.unlisted)

    @property
    def kept(self) -> dict[int, int]:
        """Blocks that look as if they were in use and are not: address to bytes."""
        return {**self.cached, **self.fast}

    @property
    def top(self) -> tuple[int, int]:
        """(start, end) of the top block; empty when no walk came there."""
        ranges = (one.range for one in self.walks if one.range.has_top)
        return next(((one.stop, one.end) for one in ranges), (0, 0))
