"""How processes went over a recording, without their regions."""

from msgspec import Struct

from memscope.model.recording import Bookmark, StepMark


class TimelineMoment(Struct, frozen=True, gc=False):
    """One process at one moment.

    Attributes:
        at: Seconds since the recording began.
        virtual: Bytes of address space; None: not known.
        resident: Bytes in RAM; None: not known.
        regions: How many.
        threads: How many.
    """

    at: float
    virtual: int | None
    resident: int | None
    regions: int
    threads: int


class ProcessTimeline(Struct, frozen=True, gc=False):
    """One process over the time that it was seen.

    Attributes:
        identity: (pid, start time in ticks).
        moments: In order of time; at least one.
    """

    identity: tuple[int, int]
    moments: tuple[TimelineMoment, ...]


class Timeline(Struct, frozen=True, gc=False):
    """A whole recording.

    Attributes:
        duration_s: Seconds to its last frame.
        at: The moment that is shown beside it.
        processes: All that were seen, in order of appearance.
        bookmarks: In order of time.
        steps: Steps of lessons, in order of time.
    """

    duration_s: float
    at: float
    processes: tuple[ProcessTimeline, ...]
    bookmarks: tuple[Bookmark, ...] = ()
    steps: tuple[StepMark, ...] = ()

    def of(self, identity: tuple[int, int]) -> ProcessTimeline | None:
        """Return the timeline of one process, if it was seen."""
        found = (one for one in self.processes if one.identity == identity)
        return next(found, None)
