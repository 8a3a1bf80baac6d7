"""Reads a whole recording for its timeline: sums of every process, frame by frame."""

from collections.abc import Iterator

from memscope.codec.tape.reader import RecordingReader
from memscope.model.process import Process
from memscope.model.recording import ProcessTimeline, Timeline, TimelineMoment

MOST_MOMENTS = 1000
"""A picture has no more pixels than that; frames of a longer one are left out."""


def timeline_of(recording: RecordingReader, shown: int) -> Timeline:
    """Return the timeline of a recording.

    Args:
        recording: Open; its frames are read in order.
        shown: Index of the frame that is shown beside it.

    Raises:
        BadFile: What is written there makes no sense.
    """
    seen: dict[tuple[int, int], list[TimelineMoment]] = {}
    for index in _chosen(len(recording), shown):
        at = recording.time_of(index)
        for process in recording.snapshot(index).processes:
            seen.setdefault(process.identity, []).append(_moment(at, process))
    return Timeline(
        duration_s=recording.duration_s,
        at=recording.time_of(shown),
        processes=tuple(
            ProcessTimeline(identity, tuple(moments))
            for identity, moments in seen.items()
        ),
        bookmarks=tuple(recording.bookmarks),
        steps=tuple(recording.steps),
    )


def _chosen(count: int, shown: int) -> Iterator[int]:
    """Yield indices in order: evenly spread, with the last one and the one shown."""
    step = -(-count // MOST_MOMENTS)
    return iter(sorted({*range(0, count, step), count - 1, shown}))


def _moment(at: float, process: Process) -> TimelineMoment:
    return TimelineMoment(
        at,
        process.usage.virtual,
        process.usage.resident,
        len(process.regions),
        len(process.threads),
    )
