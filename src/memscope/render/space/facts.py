"""What the region pane is drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass

from memscope.analyze.growth.growth import Growth
from memscope.analyze.space.row import SpaceRow, What
from memscope.model.abi import address_digits
from memscope.model.place import HexRow
from memscope.model.process import Process
from memscope.model.region import Region


@dataclass(frozen=True, slots=True)
class RegionFacts:
    """What is known of the selected row.

    Attributes:
        row: It.
        measured: Its region with what a closer look told of it; None: there was none.
        parts: Those of a group, likewise; (): not known of all.
        growth: Of its process; None: nobody compared.
        news: What happened a moment ago, in words.
        leak: Why it looks like a leak, a sentence each; (): it does not.
        problem: Why there are no pages, in words.
        first: The first bytes, where there is room for them.
    """

    row: SpaceRow
    measured: Region | None = None
    parts: Sequence[Region] = ()
    growth: Growth | None = None
    news: str = ""
    leak: Sequence[str] = ()
    problem: str = ""
    first: Sequence[HexRow] = ()

    @property
    def process(self) -> Process:
        """Whose it is."""
        return self.row.process

    @property
    def region(self) -> Region | None:
        """The one region that it is; None of a hole, of several, of a process."""
        is_one = len(self.row.regions) == 1 and self.row.what is not What.PROCESS
        return self.row.regions[0] if is_one else None

    @property
    def digits(self) -> int:
        """Of its addresses."""
        return address_digits(self.process.abi)
