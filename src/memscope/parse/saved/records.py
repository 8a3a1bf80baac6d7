"""What a saved text says of one process."""

from collections.abc import Sequence

from msgspec import Struct

from memscope.i18n import N_
from memscope.parse.smaps import Smaps
from memscope.parse.status import Status


class Flaw(Struct, frozen=True, gc=False):
    """Something that is wrong with a text, or missing from it.

    Attributes:
        what: What cannot be known.
        why: The reason; `{line}` and `{n}` stand for numbers.
        line: Number of the line that shows it, from 1; 0: of no line.
        count: How many; 0: they are not counted.
    """

    what: str
    why: str
    line: int = 0
    count: int = 0

    @property
    def is_loss(self) -> bool:
        """Mappings are missing, so that sums are of what is left."""
        return self.what == THE_REST


THE_REST = N_("the rest of the memory map")
NUMBERS = N_("numbers of some regions")
FILES = N_("devices, inodes and offsets of files")
PERMISSIONS = N_("permissions of the regions")
ADDRESSES = N_("addresses of the regions")
PROCESSES = N_("where one process ends and the next begins")


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
