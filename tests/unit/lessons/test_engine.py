"""The course of a lesson: forward, back, over again, in both languages."""

import pytest

from memscope.codec.names import encode
from memscope.errors import AccessDenied, ProcessGone, SampleFailed, UsageProblem
from memscope.lessons.base import Lesson, step
from memscope.lessons.engine import LessonRun
from memscope.lessons.registry import BrokenLesson
from memscope.lessons.settings import Setting
from memscope.lessons.stage import Cancelled, Stage
from memscope.lessons.texts import LessonWords, StepWords
from memscope.model.address import Address
from memscope.model.bars import BarTable
from memscope.model.claim import Verdict

pytestmark = pytest.mark.unit


class Counting(Lesson):
    name = "counting"
    title = "Counting"
    settings = {"most": Setting(3, 1, 9)}  # noqa: RUF012 (as a lecturer writes it)

    @step(
        "one",
        title="One",
        narration="We count to {most}.",
        question="What comes first?",
        claims={"first": "First comes {n}."},
    )
    def one(self, stage: Stage) -> None:
        self.n = 1
        stage.claim("first", True, n=self.n)

    @step("two", narration="First came {n}. We count to {most}.")
    def two(self, stage: Stage) -> None:
        self.n += 1
        stage.claim("second", None, why="nobody looked", n=self.n)


def test_an_address_among_the_evidence_is_a_number_as_it_always_was() -> None:
    with LessonRun(Counting) as run:
        run.stage.claim("at", True, start=Address(7), measured={"end": Address(9)})

        values = run.stage.findings[-1].evidence

    assert encode(values) == b'{"start":7,"end":9}'


def test_steps_run_once_each_in_the_order_in_which_they_are_written() -> None:
    with LessonRun(Counting) as run:
        first, second = run.next(), run.next()

        assert [one.id for one in run.steps] == ["one", "two"]
        assert (first.step.id, second.step.id) == ("one", "two")
        assert run.is_at_end
        with pytest.raises(IndexError):
            run.next()


def test_going_back_shows_what_was_and_runs_nothing() -> None:
    with LessonRun(Counting) as run:
        first, second = run.next(), run.next()

        assert run.back() is first
        assert run.back() is first
        assert run.next() is second
        assert run.result().summary.true == 1


def test_starting_over_forgets_everything() -> None:
    with LessonRun(Counting) as run:
        first = run.next()
        run.start_over()

        assert run.ran == []
        again = run.next()
        assert again is not first
        assert again.findings[0].evidence == {"n": 1}


def test_before_a_step_one_knows_the_settings_and_what_earlier_steps_measured() -> None:
    with LessonRun(Counting, options={"most": 5}) as run:
        one, two = run.steps

        assert run.preview(one).narration == "We count to 5."
        assert run.preview(two).narration == "First came –. We count to 5."
        run.next()
        assert run.preview(two).narration == "First came 1. We count to 5."
        run.next()
        assert run.result().steps[1].narration == "First came 1. We count to 5."


def test_a_claim_without_words_is_called_by_its_id() -> None:
    with LessonRun(Counting) as run:
        run.next()
        claim = run.result_of(run.next()).claims[0]

    assert (claim.text, claim.verdict) == ("second", Verdict.UNKNOWN)
    assert claim.why == "nobody looked"


@pytest.mark.parametrize("options", [{"least": 1}, {"most": 0}, {"most": 10}])
def test_a_number_that_makes_no_sense_is_refused_before_anything_starts(
    options: dict[str, float],
) -> None:
    with pytest.raises(UsageProblem, match=r"least|most"):
        LessonRun(Counting, options=options)


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (ProcessGone(7), "a process that the step needs has ended; start over"),
        (
            AccessDenied(7, "maps"),
            "the kernel hides a process that the step needs; run as its owner",
        ),
        (
            SampleFailed("there is no compiler", hint="Take one."),
            "there is no compiler",
        ),
    ],
)
def test_what_stops_a_step_is_a_reason_and_the_lesson_goes_on(
    error: Exception, why: str
) -> None:
    class Stopping(Lesson):
        name = "stopping"

        @step("stops")
        def stops(self, stage: Stage) -> None:
            stage.claim("before", True)
            raise error

        @step("goes-on")
        def goes_on(self, stage: Stage) -> None:
            stage.claim("after", True)

    with LessonRun(Stopping) as run:
        run.next()
        run.next()
        stopped, gone_on = run.result().steps

    before, end = stopped.claims
    assert before.verdict is Verdict.TRUE
    assert end.verdict is Verdict.UNKNOWN
    assert end.why is not None
    assert end.why.startswith(why)
    assert gone_on.claims[0].verdict is Verdict.TRUE


def test_a_step_that_needs_what_no_step_found_says_so() -> None:
    class Needing(Lesson):
        name = "needing"

        sample: str

        @step("needs")
        def needs(self, stage: Stage) -> None:
            stage.claim("is-there", bool(self.sample))

    with LessonRun(Needing) as run:
        claim = run.result_of(run.next()).claims[0]

    assert claim.verdict is Verdict.UNKNOWN
    assert claim.why is not None
    assert "start over" in claim.why
    assert not hasattr(Needing(), "sample")


def test_a_mistake_in_somebody_elses_lesson_is_one_line_with_its_place() -> None:
    class Mistaken(Lesson):
        name = "mistaken"

        @step("divides")
        def divides(self, stage: Stage) -> None:
            stage.claim("infinite", 1 / 0 > 1)

    with (
        LessonRun(Mistaken) as run,
        pytest.raises(
            BrokenLesson,
            match=r"^mistaken, step divides: ZeroDivisionError: .*engine.py:\d+\)$",
        ),
    ):
        run.next()


def test_closing_ends_a_step_that_waits() -> None:
    class Waiting(Lesson):
        name = "waiting"

        @step("waits")
        def waits(self, stage: Stage) -> None:
            stage.cancel()
            stage.wait_until(lambda: False, seconds=60)

    with LessonRun(Waiting) as run, pytest.raises(Cancelled):
        run.next()


def test_words_change_with_the_language_after_the_step_was_run() -> None:
    class Speaking(Lesson):
        name = "speaking"
        words = {  # noqa: RUF012 (as a lecturer writes it)
            "en": LessonWords(
                "Speak", steps={"say": StepWords(claims={"n": "It is {n}."})}
            ),
            "ja": LessonWords(
                "話す", steps={"say": StepWords(claims={"n": "{n}です。"})}
            ),
        }

        @step("say")
        def say(self, stage: Stage) -> None:
            stage.claim("n", True, n=3)

    with LessonRun(Speaking) as run:
        run.next()

        assert run.result("en").steps[0].claims[0].text == "It is 3."
        assert run.result("ja").steps[0].claims[0].text == "3です。"
        assert run.result("fr").title == "Speak"


def test_a_lesson_made_from_another_has_its_steps_and_those_that_it_replaces() -> None:
    class More(Counting):
        name = "more"

        @step("two", title="Twice")
        def two(self, stage: Stage) -> None:
            stage.claim("twice", True)

        @step("three")
        def three(self, stage: Stage) -> None:
            stage.claim("third", True)

    assert [one.id for one in More.steps()] == ["one", "two", "three"]
    assert More.steps()[1].words.title == "Twice"


class Repeating(Lesson):
    name = "repeating"
    settings = {"tasks": Setting(40, 1, 99)}  # noqa: RUF012 (as a lecturer writes it)

    @step("few", title="Few", claims={"few": "{tasks} tasks."})
    def few(self, stage: Stage) -> None:
        stage.claim("few", True, tasks=9)

    @step("many", title="Many", narration="Now there are {tasks} tasks.")
    def many(self, stage: Stage) -> None:
        """Uses the number that was given."""


def test_a_number_that_was_given_wins_over_one_that_an_earlier_step_measured() -> None:
    with LessonRun(Repeating) as run:
        run.next()

        assert run.preview(run.steps[1]).narration == "Now there are 40 tasks."
        assert run.result().steps[0].claims[0].text == "9 tasks."


class Drawing(Lesson):
    name = "drawing"

    @step("draw", title="Draw")
    def draw(self, stage: Stage) -> None:
        stage.exhibit(bars("a"))
        stage.exhibit(bars("b"))
        stage.exhibit_instead(bars("c"))
        stage.exhibit(bars("d"))


def bars(name: str) -> BarTable:
    return BarTable(name, (), ())


def test_a_view_hears_of_every_exhibit_and_the_step_keeps_the_last_ones() -> None:
    seen: list[str] = []
    with LessonRun(Drawing) as run:

        def look() -> None:
            tables = [one for one in run.stage.exhibits if isinstance(one, BarTable)]
            seen.append("".join(one.head for one in tables))

        run.tell_exhibits(look)
        run.next()
        run.start_over()
        run.next()

        assert run.result().steps[0].exhibits == (bars("c"), bars("d"))
    assert seen == ["a", "ab", "c", "cd"] * 2
