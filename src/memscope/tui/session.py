"""What a scope screen is about: where its snapshots come from, and whom it may ask."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from memscope.lab.catalog import Action
from memscope.lessons.engine import LessonRun
from memscope.tui.close_looks import Closer
from memscope.tui.feed import Source
from memscope.tui.measuring import Measure
from memscope.tui.whereabouts.where import Whereabouts


class Actor(Protocol):
    """A sample of ours, which does what it is told."""

    @property
    def alive(self) -> bool:
        """It still runs."""
        ...

    def tell(self, word: str, *values: object) -> dict[str, Any]:
        """Ask, wait for the answer, return it; raises SampleFailed."""
        ...


@dataclass(frozen=True, slots=True)
class Cast:
    """A sample of ours and what it can be told to do."""

    actor: Actor
    actions: Sequence[Action]


@dataclass(frozen=True, slots=True)
class Session:
    """One visit to the scope screen.

    Attributes:
        title: What is looked at, in the reader's language.
        source: Gives the snapshots.
        casts: Our own samples by pid; nobody else is ever asked to do anything.
        note: What to say when there is nothing to show, such as how a program ended.
        on_close: Called when the screen is left for another; may take its time.
        measure: Looks closely at a process; None: what the source gives is all.
        closer: Looks at pages, bytes, registers; None: there is no living process.
        keeps_ended: Go on showing processes that are gone.
        where: What an address says of it; None: that of the process in front.
        tour: Starts the program that the tour is given on; None: there is no tour.
            Takes its time, and may raise MemscopeError.
    """

    title: Callable[[], str]
    source: Source
    casts: Mapping[int, Cast] = field(default_factory=dict)
    note: Callable[[], str] = str
    on_close: Callable[[], None] | None = None
    measure: Measure | None = None
    closer: Closer | None = None
    keeps_ended: bool = True
    where: Whereabouts | None = None
    tour: "Callable[[], Session] | None" = None


@dataclass(frozen=True, slots=True)
class LessonSession(Session):
    """A session that follows a lesson.

    Attributes:
        run: The lesson under way.
    """

    run: LessonRun | None = None
