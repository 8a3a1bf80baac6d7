"""What a served program is told before it starts: where to begin, what it may open.

It goes through the environment of the program, which other users cannot read; the
secrets of the addresses are no part of it.
"""

import os
from dataclasses import asdict, dataclass
from typing import Self

from msgspec import convert

from memscope.tui.served.wire import read, written

NAME = "MEMSCOPE_SERVED"


@dataclass(frozen=True, slots=True)
class ServePlan:
    """What one served program shows.

    Attributes:
        place: Where it begins: the end of an address.
        recordings: The folder whose recordings may be opened; "": none.
        file: One more recording, wherever it lies; "": none.
        shares_bytes: Who follows sees the bytes of processes, too.
    """

    place: str = ""
    recordings: str = ""
    file: str = ""
    shares_bytes: bool = False

    def environment(self) -> dict[str, str]:
        """Return what to add to the environment of the program."""
        return {NAME: written(asdict(self))}

    @classmethod
    def of_environment(cls) -> Self:
        """Return what this program was told; it is the default when it was not."""
        return convert(read(os.environ.get(NAME, "{}")), cls)
