"""What a lesson puts on the scope screen: which samples, told what."""

from collections.abc import Mapping, Sequence

from memscope.collect.poll import LiveSource
from memscope.i18n import _, language
from memscope.lab.catalog import find_sample
from memscope.lab.lab import Lab
from memscope.lab.sample import Sample
from memscope.lessons.engine import LessonRun
from memscope.lessons.registry import find_lesson
from memscope.tui.close_looks import LiveCloser
from memscope.tui.lesson_row import FREE_PLAY, LessonRow
from memscope.tui.measuring import live_measure
from memscope.tui.session import Cast, LessonSession, Session

Options = Mapping[str, float] | None


def process_and_threads(lab: Lab) -> Session:
    """Start two processes with three threads each."""
    samples = [lab.start("anatomy", args=["--threads", "2"]) for _n in range(2)]
    pids = [sample.pid for sample in samples]
    actions = find_sample("anatomy").actions
    return Session(
        title=lambda: _(FREE_PLAY),
        source=LiveSource(lambda: pids),
        measure=live_measure(),
        closer=LiveCloser(),
        casts={sample.pid: Cast(sample, actions) for sample in samples},
        on_close=lambda: _stop(samples),
    )


def _stop(samples: Sequence[Sample]) -> None:
    for sample in samples:
        sample.stop()


def lesson_scene(
    name: str, *, sample: str = "python", options: Options = None
) -> LessonRow:
    """Return the scene of a lesson: a built-in one, an offered one, or a file.

    Raises:
        UsageProblem: There is no such lesson.
        BadFile: The file holds none.
    """
    lesson = find_lesson(name)

    def open_lesson(lab: Lab) -> Session:
        run = LessonRun(lesson, sample=sample, options=options)
        return LessonSession(
            title=lambda: lesson.words_in(language()).title,
            source=LiveSource(lambda: run.stage.shown),
            measure=live_measure(),
            closer=LiveCloser(),
            note=lambda: _("no program is running now; a step starts one"),
            on_close=run.close,
            keeps_ended=False,
            run=run,
        )

    words = lesson.words_in
    return LessonRow(
        lambda: words(language()).title, lambda: words(language()).summary, open_lesson
    )
