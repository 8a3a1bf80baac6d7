"""A recording: what it is about, its bookmarks and steps, its course over time."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from memscope.model.claim import StepResult


class About(Struct, frozen=True, gc=False):
    """What a recording says of itself.

    Attributes:
        created_at: When it began, with time zone.
        interval_s: Seconds between looks, as planned.
        title: What was recorded; "" when nobody said.
    """

    created_at: datetime
    interval_s: float
    title: str = ""


class Bookmark(Struct, frozen=True, gc=False):
    """A moment with a name.

    Attributes:
        at: Seconds since the recording began.
        name: What somebody called it.
    """

    at: float
    name: str


def bookmark_name(number: int) -> str:
    """Name a bookmark that nobody named; a bare number would look like seconds."""
    return f"mark-{number}"


class StepMark(Struct, frozen=True, gc=False):
    """A step of a lesson that was given while recording.

    Attributes:
        at: Seconds since the recording began, when the step was done.
        lesson: Name of the lesson.
        title: Of the lesson, in the language of the run.
        lang: `en` or `ja`.
        index: Which step it is; the first is 0.
        step: The step with its claims.
    """

    at: float
    lesson: str
    title: str
    lang: str
    index: int
    step: StepResult


def lesson_runs(marks: Iterable[StepMark]) -> list[list[StepMark]]:
    """Part the steps of a recording: a lesson that was started over begins anew.

    Args:
        marks: In order of time.
    """
    runs: list[list[StepMark]] = []
    for mark in marks:
        last = runs[-1][-1] if runs else None
        if last is None or last.lesson != mark.lesson or last.index >= mark.index:
            runs.append([])
        runs[-1].append(mark)
    return runs


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
