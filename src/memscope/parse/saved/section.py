"""What was gathered of one process while the lines of a text were read."""

from dataclasses import dataclass, field

from memscope.model.flaw import Flaw
from memscope.parse.saved.rows import SavedRow


@dataclass(slots=True)
class SavedSection:
    """Lines about one process.

    Attributes:
        pid: Process id; None: nobody said.
        command: What it runs; None likewise.
        rows: Mappings, in the order of the text.
        sums: Numbers of smaps_rollup, or of a last line, in KiB, by their names.
        status: Lines of status, as the kernel would write them.
        limits: Lines of limits, likewise.
        total: KiB of address space that a last line claims; None: there is none.
        in_rollup: Numbers that follow are of all mappings together.
        is_closed: Other text has followed the mappings.
        total_before: What the line before that claimed; some count on and on.
        is_pmap: The mappings are told without offsets and inodes of files.
        has_end: It ends with a line that only a whole output has.
        has_columns: It begins with a line that names its columns.
        flaws: What is wrong or missing.
    """

    pid: int | None = None
    command: str | None = None
    rows: list[SavedRow] = field(default_factory=list)
    sums: dict[bytes, int] = field(default_factory=dict)
    status: list[bytes] = field(default_factory=list)
    limits: list[bytes] = field(default_factory=list)
    total: int | None = None
    total_before: int = 0
    is_pmap: bool = False
    has_end: bool = False
    has_columns: bool = False
    in_rollup: bool = False
    is_closed: bool = False
    flaws: list[Flaw] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Nothing was said of it yet."""
        return not (self.rows or self.sums or self.status or self.limits)

    def has_status(self, name: bytes) -> bool:
        """Tell whether a field of status was there already."""
        head = name + b":"
        return any(one.startswith(head) for one in self.status)
