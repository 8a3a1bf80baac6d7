"""Records a lesson as it goes: what is on stage all the time, and every step."""

from collections.abc import Iterator
from contextlib import contextmanager

from memscope.collect.tape.film import Film
from memscope.collect.tape.writer import RecordingFile
from memscope.i18n import language
from memscope.lessons.engine import LessonRun, Ran
from memscope.model.recording import StepMark


@contextmanager
def filmed(run: LessonRun, path: str, *, force: bool = False) -> Iterator[None]:
    """Record a run into a file for the length of the block.

    Args:
        run: The lesson, before its first step.
        path: Of the recording.
        force: Replace a file that exists.

    Raises:
        MemscopeError: The file cannot be written, or not all of it.
    """

    def title() -> str:
        return run.lesson.words_in(language()).title

    with (
        RecordingFile(path, force=force) as file,
        Film(file, lambda: run.stage.shown, title=title()) as camera,
    ):

        def note(ran: Ran) -> None:
            # A lesson that was started over comes to its first step again.
            index = run.steps.index(ran.step)
            name, step = run.lesson.name, run.result_of(ran)
            camera.step(StepMark(0.0, name, title(), language(), index, step))

        run.when_done = note
        try:
            yield
        finally:
            run.when_done = None
