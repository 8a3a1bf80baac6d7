"""What a step leaves on the screen, and for how long."""

import pytest

from memscope.lessons.base import Lesson, step
from memscope.lessons.engine import LessonRun
from memscope.lessons.registry import find_lesson
from memscope.lessons.stage import Cancelled, Stage, region_at
from memscope.model.kinds import Kind

pytestmark = [pytest.mark.live, pytest.mark.once]


class Leaving(Lesson):
    name = "leaving"

    @step("one")
    def one(self, stage: Stage) -> None:
        self.sample = stage.start("anatomy")
        stage.stop_later(self.sample)

    @step("two")
    def two(self, stage: Stage) -> None:
        stage.claim("gone", not self.sample.alive)


def test_a_program_stays_until_the_next_step_begins() -> None:
    with LessonRun(Leaving) as run:
        run.next()
        sample = run.stage.lab.programs[0]
        assert sample.alive

        (finding,) = run.next().findings

        assert finding.verdict.value == "true"


def test_starting_over_ends_what_was_to_stay() -> None:
    with LessonRun(Leaving) as run:
        run.next()
        sample = run.stage.lab.programs[0]

        run.start_over()

        assert not sample.alive


@pytest.mark.parametrize(
    ("lesson", "step_id"),
    [
        ("isolation", "foreign-address"),
        ("isolation", "libraries"),
        ("threads", "at-the-same-time"),
        ("threads", "one-for-all"),
    ],
)
def test_what_is_said_to_run_on_is_still_there_to_be_looked_at(
    lesson: str, step_id: str
) -> None:
    with LessonRun(find_lesson(lesson)) as run:
        run.steps = tuple(one for one in run.steps if one.id == step_id)
        run.next()

        there = {process.pid for process in run.stage.look().processes}

        ended = 1 if step_id == "one-for-all" else 0
        assert len(there) == len(run.stage.shown) - ended > 0


def test_what_is_pointed_at_after_blocks_were_freed_is_still_the_heap() -> None:
    with LessonRun(find_lesson("process"), sample="python") as run:
        run.steps = tuple(one for one in run.steps if one.id in {"born", "heap-grows"})
        run.next()
        run.next()
        assert run.stage.focus is not None

        (process,) = run.stage.look().processes

        region = region_at(process, run.stage.focus)
        assert region is not None
        assert region.kind is Kind.HEAP


@pytest.mark.parametrize("is_watched", [False, True])
def test_only_where_somebody_watches_time_passes_to_see(is_watched: bool) -> None:
    """A pause ends at once in a lesson that was ended; without one, nothing does."""
    with LessonRun(Leaving) as run:
        if is_watched:
            run.tell_exhibits(lambda: None)
        run.stage.cancel()

        paused = False
        try:
            run.stage.let_see(1, 2, focus=3)
        except Cancelled:
            paused = True

        assert paused is is_watched
        assert (run.stage.shown, run.stage.focus) == ((1, 2), 3)
