"""The lesson's pane and keys, on a lesson without samples."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace

from memscope.analyze.series import Ticks
from memscope.errors import SampleFailed
from memscope.lessons.base import Lesson, Step, step
from memscope.lessons.engine import LessonRun
from memscope.lessons.stage import Stage as LessonStage
from memscope.lessons.texts import StepWords
from memscope.model.bars import Bar, BarRow, BarTable
from memscope.model.exhibit import PoolMoment, Worker
from memscope.model.snapshot import Snapshot
from memscope.tui.app import MemscopeApp
from memscope.tui.screens.lesson import LessonScreen, screen_for
from memscope.tui.session import LessonSession
from tests.patience import PATIENCE_S
from tests.tui.stage import SIZES, Obedient, Stage, lines_with
from tests.tui.synthetic import Steps, pair, process, snapshot

pytestmark = pytest.mark.tui


class Counting(Lesson):
    """Three steps: one that holds, one with a pool, one that fails on the way."""

    name = "counting"
    runs = 0

    @step(
        "count",
        title="We [count]",
        narration="There are things to count.",
        question="How many [heap] are there?",
        hint="Use your fingers.",
        notes="Wait for them.",
        claims={"two": "There are {number} of them.", "odd": "They are odd."},
    )
    def count(self, stage: LessonStage) -> None:
        type(self).runs += 1
        stage.progress("counting slowly")
        stage.claim("two", True, number=2)
        stage.claim("odd", False)

    @step("pool", title="A pool", narration="Workers wait.")
    def pool(self, stage: LessonStage) -> None:
        worker = Worker(4243, "worker-1", 7, 12.0, (0x1000, 0x9000), 4096)
        stage.exhibit(PoolMoment(4242, 3, 5, (worker,)))
        stage.claim("unknown-here", None, why="nobody [knows]")

    @step("fails", title="It fails")
    def fails(self, stage: LessonStage) -> None:
        raise SampleFailed("anatomy: ended [early]")


class Moving(Lesson):
    """A step whose picture moves until it is told to end."""

    name = "moving"
    goes_on = threading.Event()
    ends = threading.Event()

    @step("move", title="We [count]", claims={"done": "It is done."})
    def move(self, stage: LessonStage) -> None:
        stage.show(4242, focus=STACK_OF_A_WORKER)
        for queued, may_go in ((7, self.goes_on), (2, self.ends)):
            stage.exhibit_instead(PoolMoment(4242, queued, 0, ()))
            may_go.wait(30)
        stage.exhibit_instead(BarTable("size", ("took",), (BarRow("9", (Bar(4.0),)),)))
        stage.claim("done", True)


class Waiting(Lesson):
    """A step that takes its time."""

    name = "waiting"
    began = threading.Event()
    ended = threading.Event()

    @step("wait", title="We [count]")
    def wait(self, stage: LessonStage) -> None:
        self.began.set()
        try:
            stage.pause(60)
        finally:
            self.ended.set()


class Telling(Lesson):
    """A step with more to say than a low screen holds."""

    name = "telling"

    @step(
        "much",
        title="We [count]",
        narration="A long story.",
        claims={f"claim-{n}": f"Sentence {n}." for n in range(12)},
    )
    def much(self, stage: LessonStage) -> None:
        for n in range(12):
            stage.claim(f"claim-{n}", True)


class Long(Counting):
    """As many steps as the longest of the five has."""

    name = "long"

    @classmethod
    def steps(cls) -> tuple[Step, ...]:
        """Count twelve times."""
        (first, *_others), numbers = super().steps(), range(1, 13)
        return tuple(
            Step(f"no-{n}", first.action, StepWords(f"We [count] {n}")) for n in numbers
        )


STACK_OF_A_WORKER = next(
    one.stack.start for one in pair().processes[0].threads[1:] if one.stack is not None
)


@asynccontextmanager
async def giving(
    size: tuple[int, int] = (120, 36),
    lesson: type[Lesson] = Counting,
    *looks: Snapshot,
) -> AsyncIterator[Stage]:
    Counting.runs = 0
    run, source = LessonRun(lesson), Steps(*(looks or (pair(),)))
    session = LessonSession(
        lambda: "counting",
        source,
        note=lambda: "a step starts one",
        on_close=run.close,
        keeps_ended=False,
        run=run,
    )
    app = MemscopeApp(lambda app: _push(app, session))
    async with app.run_test(size=size, notifications=True) as pilot:
        stage = Stage(pilot, source, Obedient())
        await stage.sees("We [count]")
        await stage.settle()
        yield stage
    run.close()


def _push(app: MemscopeApp, session: LessonSession) -> None:
    app.push_screen(screen_for(session))


def points_at_a_worker(stage: Stage) -> bool:
    row = stage.scope.panes.beside.selected
    regions = row.some.regions if row is not None and not row.is_hole else ()
    return any(STACK_OF_A_WORKER in region for region in regions)


async def test_a_step_is_predicted_before_it_happens() -> None:
    async with giving() as stage:
        await stage.sees("1/3", "How many [heap] are there?", "let it happen")
        await stage.loses("There are 2 of them.")
        assert Counting.runs == 0

        await stage.press("n")

        assert Counting.runs == 1
        await stage.sees("✔ There are 2 of them.", "✘ They are odd.")


async def test_n_goes_on_and_p_goes_back_without_running_again() -> None:
    async with giving() as stage:
        await stage.press("n", "n")
        await stage.sees("2/3", "Workers wait.")

        await stage.press("p")

        await stage.sees("1/3", "✔ There are 2 of them.")
        assert Counting.runs == 1


async def test_what_was_measured_is_drawn_and_a_reason_is_told() -> None:
    async with giving((120, 40)) as stage:
        await stage.press("n", "n", "n")

        await stage.sees("queue (3 waiting)", "4243", "task 7", "4 KiB / 32 KiB")
        await stage.sees("? unknown here", "nobody [knows]")


async def test_a_picture_moves_while_its_step_runs() -> None:
    Moving.goes_on.clear()
    Moving.ends.clear()
    async with giving((120, 40), Moving, pair(), pair()) as stage:
        await stage.pilot.press("n")
        await stage.sees("queue (7 waiting)")

        Moving.goes_on.set()
        await stage.sees("queue (2 waiting)")
        await stage.sees("it is happening")

        Moving.ends.set()
        await stage.sees("It is done.", "size", "████ 4")
        await stage.loses("queue (")


async def test_what_a_step_lets_people_see_is_pointed_at_while_it_runs() -> None:
    Moving.goes_on.clear()
    Moving.ends.clear()
    async with giving((120, 40), Moving, pair(), pair()) as stage:
        await stage.pilot.press("n")
        await stage.sees("queue (7 waiting)")
        assert not points_at_a_worker(stage)

        stage.source.step()
        await stage.until(lambda: points_at_a_worker(stage))

        Moving.goes_on.set()
        Moving.ends.set()
        await stage.settle()


async def test_where_no_process_is_left_nothing_is_said_of_a_region() -> None:
    empty = replace(pair(), processes=())
    async with giving((120, 36), Counting, snapshot(process()), empty) as stage:
        await stage.sees("libc.so.6")

        await stage.next_look()

        await stage.loses("libc.so.6")


async def test_a_step_that_fails_says_why_and_the_lesson_ends_with_a_summary() -> None:
    async with giving((120, 40)) as stage:
        await stage.press("n", "n", "n", "n", "n")
        await stage.sees("anatomy: ended [early]")

        await stage.press("n")

        await stage.sees("what we have seen", "We [count]", "✔✘", "1 held")


async def test_starting_over_runs_the_first_step_again() -> None:
    async with giving() as stage:
        await stage.press("n", "n", "R")
        await stage.sees("1/3", "let it happen")

        await stage.press("n")

        assert Counting.runs == 2


async def test_a_step_is_marked_in_the_history_when_it_happened() -> None:
    async with giving() as stage:
        began = stage.scope.view
        assert began is not None
        await stage.press("n")

        (marked,) = stage.scope.picture.steps
        assert (marked.what, marked.at) == (Ticks.STEP, began.at)
        assert marked.name
        await stage.press("R")
        assert stage.scope.picture.steps == ()


async def test_hint_and_notes_are_shown_when_asked_for() -> None:
    async with giving() as stage:
        await stage.loses("Use your fingers.")

        await stage.press("h", "t")
        await stage.sees("Use your fingers.", "Wait for them.")

        await stage.press("h", "t")
        await stage.loses("Use your fingers.")
        await stage.loses("Wait for them.")


async def test_presenter_mode_leaves_only_what_matters() -> None:
    async with giving((120, 36), Counting, snapshot(process())) as stage:
        await stage.sees("─ region")

        await stage.press("P")

        await stage.sees("How many [heap] are there?", "libc.so.6")
        await stage.loses("─ region")


@pytest.mark.parametrize("size", SIZES)
async def test_the_lesson_is_readable_at_every_size(size: tuple[int, int]) -> None:
    async with giving(size) as stage:
        await stage.press("n")

        await stage.sees("We [count]", "How many [heap]", "✔ There are 2 of them.")


async def test_what_does_not_fit_is_announced_and_a_key_away() -> None:
    async with giving((80, 24), Telling) as stage:
        await stage.loses("more line")

        await stage.press("n")
        await stage.sees("Sentence 0.", "J ↓ 3 more lines")
        await stage.loses("Sentence 11.")

        await stage.press("J")
        await stage.sees("Sentence 11.")
        await stage.loses("more line")

        await stage.press("K")
        await stage.sees("Sentence 0.", "J ↓ 3 more lines")


async def test_a_low_screen_leaves_out_the_story_once_there_are_claims() -> None:
    async with giving((80, 24), Telling) as stage:
        await stage.sees("A long story.")

        await stage.press("n")

        await stage.loses("A long story.")


async def test_a_step_under_way_is_given_up_with_its_screen() -> None:
    async with giving(lesson=Waiting) as stage:
        await stage.pilot.press("n")
        await stage.until(Waiting.began.is_set)

        # As quitting does, which waits for the threads of steps.
        await stage.app.pop_screen()

        assert await asyncio.to_thread(Waiting.ended.wait, PATIENCE_S)


@pytest.mark.parametrize("size", SIZES)
async def test_the_sheet_at_the_end_is_seen_at_once(size: tuple[int, int]) -> None:
    async with giving(size, Long) as stage:
        await stage.press(*["n"] * 24)

        await stage.sees("what we have seen", "1  We [count] 1")
        await stage.sees("12  We [count] 12", "12 held")


@pytest.mark.parametrize("size", SIZES)
async def test_before_anything_runs_one_pane_says_so(size: tuple[int, int]) -> None:
    empty = replace(pair(), processes=())
    async with giving(size, Counting, empty) as stage:
        (line,) = lines_with(stage.text(), "nothing to show")

        await stage.sees("a step starts one")
        assert line.startswith("─"), line


@pytest.mark.parametrize("size", SIZES)
async def test_the_first_processes_get_the_keys(size: tuple[int, int]) -> None:
    empty = replace(pair(), processes=())
    async with giving(size, Counting, empty, pair()) as stage:
        await stage.next_look()

        assert stage.app.focused is stage.scope.panes.list


@pytest.mark.parametrize("size", SIZES)
async def test_the_keys_stay_with_the_maps_when_a_step_shows_others(
    size: tuple[int, int],
) -> None:
    empty = replace(pair(), processes=())
    others = replace(pair(), processes=(process(5151),))
    async with giving(size, Counting, pair(), empty, others) as stage:
        await stage.next_look()
        await stage.next_look()

        assert stage.app.focused is stage.table
        assert stage.selected.process.pid == 5151


async def test_the_language_changes_on_the_fly() -> None:
    async with giving() as stage:
        await stage.press("L")
        await stage.sees("予想")


async def test_only_a_lesson_gets_the_lessons_screen() -> None:
    async with giving() as stage:
        assert isinstance(stage.app.screen, LessonScreen)
