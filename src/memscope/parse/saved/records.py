"""What a saved text says of one process."""

from collections.abc import Sequence

from msgspec import Struct

from memscope.model.flaw import Flaw
from memscope.parse.smaps import Smaps
from memscope.parse.status import Status


class SavedProcess(Struct, frozen=True, gc=False):
    """One process, as far as a text tells of it; None: it does not tell.

    Attributes:
        pid: Process id.
        command: What it runs, as pmap prints it.
        table: Its mappings; without numbers the columns of usages are empty.
        sums: Of all of it, by the kernel's names, in bytes.
        status: Fields of status; without a text there are none.
        limits: The text of limits, b"" without.
        is_named_by_base: Paths are names of files without their folders.
        flaws: What is wrong or missing.
    """

    pid: int | None
    command: str | None
    table: Smaps
    sums: dict[str, int]
    status: Status
    limits: bytes
    is_named_by_base: bool
    flaws: Sequence[Flaw]

    @property
    def is_whole(self) -> bool:
        """No mapping is known to be missing."""
        return not any(one.is_loss for one in self.flaws)
