"""What is kept of a lesson: its scenes, and its film in a file."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from memscope.collect.look.snapshot import Collector
from memscope.collect.tape.film import Film
from memscope.collect.tape.writer import RecordingWriter
from memscope.i18n import language
from memscope.lessons.engine import LessonRun, Ran
from memscope.model.claim import Scene
from memscope.model.recording import StepMark


@dataclass(frozen=True, slots=True)
class Scenes:
    """The scenes of a run, in order of its steps."""

    found: list[Scene] = field(default_factory=list)
    _collector: Collector = field(default_factory=Collector)

    def add(self, ran: Ran) -> None:
        """Look at what is on stage after a step; what has ended is left out."""
        self.found.append(Scene(self._collector.look(ran.shown).processes))


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
        RecordingWriter(path, force=force) as file,
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
