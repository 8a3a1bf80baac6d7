"""A lesson is recorded as it goes, also when it is started over."""

from pathlib import Path

import pytest

from memscope.codec.tape.reader import RecordingReader
from memscope.lessons.base import Lesson, step
from memscope.lessons.engine import LessonRun
from memscope.lessons.filming import filmed
from memscope.lessons.stage import Stage
from memscope.model.recording import lesson_runs

pytestmark = [pytest.mark.live, pytest.mark.once]


class Counting(Lesson):
    """Two steps without a process."""

    name = "counting"

    @step("one", title="One")
    def one(self, stage: Stage) -> None:
        stage.claim("seen", True)

    @step("two", title="Two")
    def two(self, stage: Stage) -> None:
        stage.claim("seen", True)


def test_a_lesson_that_was_started_over_counts_its_steps_anew(tmp_path: Path) -> None:
    path = tmp_path / "film.memscope"
    with LessonRun(Counting) as run, filmed(run, str(path)):
        run.next()
        run.next()
        run.start_over()
        run.next()

    with RecordingReader.open(path) as recording:
        runs = lesson_runs(recording.steps)

    assert [[mark.index for mark in one] for one in runs] == [[0, 1], [0]]
    assert [[mark.step.id for mark in one] for one in runs] == [["one", "two"], ["one"]]
