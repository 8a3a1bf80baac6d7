"""Runs a lesson step by step; a screen or the command line asks for the next one."""

from collections.abc import Callable, Mapping, Sequence
from time import perf_counter

from memscope.errors import AccessDenied, MemscopeError, ProcessGone
from memscope.i18n import N_, _
from memscope.i18n import language as language_in_use
from memscope.lab.lab import Lab
from memscope.lessons.base import Lesson, NotYet, Step, folder_of, is_built_in
from memscope.lessons.registry import BrokenLesson
from memscope.lessons.settings import settle
from memscope.lessons.stage import Cancelled, Judgement, Stage
from memscope.lessons.texts import StepWords
from memscope.model.claim import Claim, Evidence, LessonResult, StepResult, Verdict
from memscope.model.exhibit import Exhibit
from memscope.model.sentence import fill

STOPPED = "step-completed"
"""Id of the finding that says why a step did not come to its end."""


class Ran:
    """A step that was run: its findings, without words, so that the language can
    change afterwards."""

    __slots__ = ("exhibits", "findings", "focus", "shown", "step", "took_ms")

    def __init__(self, step: Step, stage: Stage, took_ms: float) -> None:
        self.step = step
        self.findings: tuple[Judgement, ...] = tuple(stage.findings)
        self.exhibits = tuple(stage.exhibits)
        self.shown = stage.shown
        self.focus = stage.focus
        self.took_ms = took_ms

    @property
    def values(self) -> Evidence:
        """Everything measured in the step, for the braces of its texts."""
        values: Evidence = {}
        for finding in self.findings:
            values.update(finding.evidence)
        return values


class LessonRun:
    """One run of a lesson: forward by running steps, back by looking at old ones.

    Close it, or use it as a context manager: that reaps every program it started.
    """

    def __init__(
        self,
        lesson: type[Lesson],
        *,
        sample: str = "python",
        options: Mapping[str, float] | None = None,
        progress: Callable[[str], None] | None = None,
        make_lab: Callable[[], Lab] = Lab,
    ) -> None:
        """Get ready to run the first step; nothing is started yet.

        Args:
            lesson: What to give.
            sample: Language of the sample programs, `python` or `c`.
            options: Numbers of the lesson by name, where not the default.
            progress: Called with a line about what a long step is doing.
            make_lab: Makes what starts the programs.

        Raises:
            UsageProblem: The lesson has no such number, or it is out of bounds.
        """
        self.lesson = lesson
        self.steps = lesson.steps()
        self.ran: list[Ran] = []
        self.at = -1
        self._sample = sample
        self._options = settle(lesson.settings, options or {})
        self._progress = progress
        self._drawn: Callable[[], None] = lambda: None
        self._is_watched = False
        self.when_done: Callable[[Ran], None] | None = None
        self._make_lab = make_lab
        self.stage = self._new_stage()
        self.lesson_in_hand = lesson()

    def __enter__(self) -> "LessonRun":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def tell_progress(self, progress: Callable[[str], None]) -> None:
        """Tell this, too, what a long step is doing; from the step's thread."""
        self._progress = self.stage.progress = progress

    def tell_exhibits(self, drawn: Callable[[], None]) -> None:
        """Call this whenever there is something new to draw; from the step's thread.

        Somebody is watching then, so steps take the time that people need to see.
        """
        self._drawn = self.stage.when_exhibited = drawn
        self._is_watched = self.stage.is_watched = True

    @property
    def is_at_end(self) -> bool:
        """The step on show is the last one."""
        return self.at == len(self.steps) - 1

    def next(self) -> Ran:
        """Go on by one step, running it unless it was run before.

        A step that fails on the way keeps what it found so far, and one more finding
        that says what went wrong: the lesson goes on.

        Raises:
            IndexError: There is no further step.
            Cancelled: The run was closed meanwhile.
            BrokenLesson: The code of a lesson that is not ours failed.
        """
        step = self.steps[self.at + 1]
        if self.at + 1 == len(self.ran):
            self.ran.append(self._run(step))
            if self.when_done is not None:
                self.when_done(self.ran[-1])
        self.at += 1
        return self.ran[self.at]

    def back(self) -> Ran | None:
        """Show the step before; the processes stay as they are."""
        if self.at > 0:
            self.at -= 1
        return self.ran[self.at] if self.ran else None

    def start_over(self) -> None:
        """Reap everything and go back to before the first step."""
        self.close()
        self.stage = self._new_stage()
        self.lesson_in_hand = self.lesson()
        self.ran.clear()
        self.at = -1

    def close(self) -> None:
        """End what runs and reap every program."""
        self.stage.cancel()
        self.stage.lab.close()

    def _new_stage(self) -> Stage:
        stage = Stage(
            self._make_lab(),
            language=self._sample,
            folder=folder_of(self.lesson),
            options=self._options,
            progress=self._progress,
        )
        stage.when_exhibited = self._drawn
        stage.is_watched = self._is_watched
        return stage

    def _run(self, step: Step) -> Ran:
        stage = self.stage
        stage.clear()
        stage.findings = []
        stage.exhibits = []
        began = perf_counter()
        try:
            step.action(self.lesson_in_hand, stage)
        except Cancelled:
            raise
        except MemscopeError as error:
            stage.check()  # what a lesson trips over once it is closed is no finding
            why = _why_of(error)
            stage.findings.append(Judgement(STOPPED, Verdict.UNKNOWN, why, {}))
        except Exception as error:
            if is_built_in(self.lesson):
                raise
            raise BrokenLesson(self.lesson.name, step.id, error) from error
        return Ran(step, stage, round((perf_counter() - began) * 1000, 1))

    def words(self, step: Step, language: str | None = None) -> StepWords:
        """Return the words of a step in a language, or in that of the screen."""
        return self.lesson.step_words(step, language or language_in_use())

    def preview(self, step: Step, language: str | None = None) -> StepResult:
        """Put a step into words before it is run, with what is known by then."""
        return self._in_words(step, (), (), 0.0, language)

    def result_of(self, ran: Ran, language: str | None = None) -> StepResult:
        """Put a step that was run into words.

        Narration and question stay as they were before it was run: they must not
        give away what is to be predicted.
        """
        return self._in_words(
            ran.step, ran.findings, ran.exhibits, ran.took_ms, language
        )

    def _known_before(self, step: Step) -> Evidence:
        """Return what the steps before this one measured, and what was given.

        A number that was given wins: a step before may have used another one.
        """
        values: Evidence = {}
        for ran in self.ran:
            if ran.step is step:
                break
            values.update(ran.values)
        return {**values, **self._options}

    def _in_words(
        self,
        step: Step,
        findings: Sequence[Judgement],
        exhibits: tuple[Exhibit, ...],
        took_ms: float,
        language: str | None,
    ) -> StepResult:
        words, values = self.words(step, language), self._known_before(step)
        return StepResult(
            id=step.id,
            title=words.title,
            narration=fill(words.narration, values),
            question=fill(words.question, values),
            claims=tuple(_claim(finding, words) for finding in findings),
            took_ms=took_ms,
            exhibits=exhibits,
        )

    def result(self, language: str | None = None) -> LessonResult:
        """Put all that was run into words."""
        language = language or language_in_use()
        return LessonResult(
            name=self.lesson.name,
            title=self.lesson.words_in(language).title,
            lang=language,
            steps=tuple(self.result_of(ran, language) for ran in self.ran),
        )


def _claim(finding: Judgement, words: StepWords) -> Claim:
    if finding.id == STOPPED:
        sentence = _("The step could be carried out to its end.")
    else:
        sentence = words.claims.get(finding.id, finding.id.replace("-", " "))
    return Claim(
        finding.id,
        fill(sentence, finding.evidence),
        finding.verdict,
        _(finding.why) if finding.why else None,
        finding.evidence,
    )


def _why_of(error: MemscopeError) -> str:
    """Say why a step stopped; sentences of our own are translated when shown."""
    if isinstance(error, NotYet):
        return N_("an earlier step did not find out what this one needs; start over")
    if isinstance(error, ProcessGone):
        return N_("a process that the step needs has ended; start over")
    if isinstance(error, AccessDenied):
        return N_("the kernel hides a process that the step needs; run as its owner")
    return f"{error}. {error.hint}" if error.hint else str(error)
