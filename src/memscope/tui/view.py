"""What the scope screen draws: prepared once a look, off the screen's thread."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from memscope.analyze.beside.rows import SideBySide
from memscope.analyze.growth.events import Happening
from memscope.analyze.growth.growth import NO_GROWTH, Growth
from memscope.analyze.lanes.look import ThreadsLook
from memscope.analyze.layers import LayerKey
from memscope.analyze.series import NO_SERIES, Series
from memscope.analyze.several.totals import Several
from memscope.analyze.space.space import MemorySpace
from memscope.analyze.space.terrain import Terrain
from memscope.model.diff import Change
from memscope.model.process import Process
from memscope.model.snapshot import Gap, Snapshot


@dataclass(frozen=True, slots=True)
class Options:
    """What the reader asked to see.

    Attributes:
        beside: Identities of two to four processes to be seen side by side; (): of
            all, where there are as many.
    """

    beside: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ProcessView:
    """One process, ready to draw.

    Attributes:
        letter: Its letter on screen.
        process: As seen last.
        ended: It has ended since.
        space: Its groups, regions and holes.
        terrain: What lies where in it; None: whoever asks makes it.
        changed: What changed in the last seconds, by start address of the region.
        gaps: What could not be seen of it in the last look.
        threads: Its threads, and what they did in the last minute.
        growth: What grew within the window that the reader chose.
        series: Its memory by kind over time, with what happened; all that is known,
            also when another moment is looked at.
        layers: Bytes in RAM of each kind of memory.
        appeared: When regions were first seen, by first address, of those that came
            while somebody looked.
        began: When it was first seen; None: it never was before.
    """

    letter: str
    process: Process
    ended: bool
    space: MemorySpace
    changed: Mapping[int, Change]
    gaps: tuple[Gap, ...] = ()
    growth: Growth = NO_GROWTH
    terrain: Terrain | None = None
    series: Series = NO_SERIES
    layers: Mapping[LayerKey, int] = field(default_factory=dict)
    appeared: Mapping[int, float] = field(default_factory=dict)
    began: float | None = None
    threads: ThreadsLook | None = None

    @property
    def key(self) -> tuple[int, int]:
        """Identity: never another process, even when the pid is used again."""
        return self.process.identity

    def has_same_memory(self, other: "ProcessView") -> bool:
        """Tell whether both say the same but of time and of what threads do.

        What is equal in looks one after another is the same record.
        """
        return (
            self.process is other.process
            and self.space is other.space
            and self.growth is other.growth
            and self.terrain is other.terrain
            and (self.letter, self.ended, self.began, self.changed, self.gaps)
            == (other.letter, other.ended, other.began, other.changed, other.gaps)
            and (self.layers, self.appeared) == (other.layers, other.appeared)
        )


@dataclass(frozen=True, slots=True)
class Event:
    """What happened in one process between two looks.

    Attributes:
        at: Seconds, in the source's clock.
        letter: The process's letter.
        changes: Never empty, unless the process ended.
        ended: The process ended.
    """

    at: float
    letter: str
    changes: tuple[Change, ...] = ()
    ended: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """One look at everything on the scope screen.

    Attributes:
        at: When it was taken.
        snapshot: The look.
        options: What the reader asked to see.
        processes: Those on the screen.
        events: What happened, look by look, the newest first.
        happenings: The same, each thing once, with its sum.
        now: When the last look of all was taken; None: this is the last.
        several: Totals of all processes, the closed ones too; None: all are open.
        beside: Those that stand side by side; None: there are no two, or too many.
        together: Memory over time of several processes, a layer each.
    """

    at: float
    snapshot: Snapshot
    options: Options
    processes: tuple[ProcessView, ...]
    events: tuple[Event, ...]
    beside: SideBySide | None = None
    several: Several | None = None
    happenings: tuple[Happening, ...] = ()
    now: float | None = None
    together: Series = NO_SERIES

    def has_same_memory(self, other: "View") -> bool:
        """Tell whether nothing is new in it but the time and what threads do."""
        return (
            self.now is None
            and other.now is None
            and (self.options, self.several) == (other.options, other.several)
            and self.beside is other.beside
            and self.snapshot.gaps == other.snapshot.gaps
            and len(self.processes) == len(other.processes)
            and all(map(ProcessView.has_same_memory, self.processes, other.processes))
        )

    @property
    def back_s(self) -> float:
        """Seconds before the last look; 0: it is that."""
        return 0.0 if self.now is None else self.now - self.at

    def find(self, key: tuple[int, int]) -> ProcessView | None:
        """Return the process of that identity."""
        return next((one for one in self.processes if one.key == key), None)
