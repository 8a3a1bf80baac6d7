"""Looks at the stage after each step, for a hand-out with pictures."""

from dataclasses import dataclass, field

from memscope.collect.look.snapshot import Collector
from memscope.lessons.engine import Ran
from memscope.model.claim import Scene


@dataclass(frozen=True, slots=True)
class Scenes:
    """The scenes of a run, in order of its steps."""

    found: list[Scene] = field(default_factory=list)
    _collector: Collector = field(default_factory=Collector)

    def add(self, ran: Ran) -> None:
        """Look at what is on stage after a step; what has ended is left out."""
        self.found.append(Scene(self._collector.look(ran.shown).processes))
