"""What a closer look is about: a process on screen, and an address in it."""

from collections.abc import Callable
from dataclasses import dataclass

from memscope.model.process import Process
from memscope.model.region import Region
from memscope.model.snapshot import Snapshot
from memscope.render.words.names import process_name
from memscope.tui.view import ProcessView


@dataclass(frozen=True, slots=True)
class LookSubject:
    """Follows a process from look to look.

    Attributes:
        latest: Gives the process as it was drawn last.
        snapshot: Gives the look that it is from.
        address: Somewhere in the region; None when no region is selected.
    """

    latest: Callable[[], ProcessView]
    snapshot: Callable[[], Snapshot]
    address: int | None = None

    @property
    def process(self) -> Process:
        """The process as it was seen last."""
        return self.latest().process

    @property
    def region(self) -> Region | None:
        """The region as it is now: it may have grown, or be gone."""
        if self.address is None:
            return None
        return self.process.region_at(self.address)

    @property
    def name(self) -> str:
        """Letter, number and name of the process."""
        view = self.latest()
        return f"{view.letter} · {view.process.pid} {process_name(view.process)}"
