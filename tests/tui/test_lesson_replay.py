"""A lesson from a recording: its questions and claims, in the order of the lesson."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from memscope.codec.tape.encoder import RecordingEncoder
from memscope.model.bars import Bar, BarRow, BarTable
from memscope.model.claim import Claim, StepResult, Verdict
from memscope.model.recording import About, StepMark
from memscope.tui.screens.help import HelpScreen
from memscope.tui.screens.lesson_replay import LessonReplayScreen
from tests.tui.stage import SIZES
from tests.tui.synthetic import pair
from tests.tui.test_replay_screen import recorded, replaying

pytestmark = pytest.mark.tui

BARS = BarTable("size", ("took",), (BarRow("9 [bars]", (Bar(4.0),)),))


def told(name: str, *verdicts: Verdict, took_ms: float = 10.0) -> StepResult:
    """A step that says its name everywhere, hostile as a file may be."""
    claims = tuple(
        Claim(f"{name}-{at}", f"{name} [claims] {at}", verdict, None, {})
        for at, verdict in enumerate(verdicts)
    )
    exhibits = (BARS,) if name == "three" else ()
    return StepResult(
        name, f"{name} [titled]", f"{name} tells.", f"{name} asks?", claims, took_ms,
        exhibits,
    )  # fmt: skip


STEPS = (
    told("one", Verdict.TRUE),
    told("two", Verdict.FALSE, Verdict.UNKNOWN, took_ms=2500.0),
    told("three", Verdict.TRUE, Verdict.TRUE),
)


def film_of(folder: Path, *steps: tuple[float, int]) -> Path:
    """A look a second for ten seconds, and steps just after some of them."""
    recorder, look, due = RecordingEncoder(), pair(), dict(steps)
    parts = [recorder.begin(About(look.taken_at, 1.0, "counting"))]
    for at in range(10):
        seen = look.processes[: 1 + at % 2]
        parts.append(recorder.frame(float(at), replace(look, processes=seen)))
        if (index := due.get(at)) is not None:
            mark = StepMark(at + 0.1, "counting", "We count", "en", index, STEPS[index])
            parts.append(recorder.step(mark))
    path = folder / "film.memscope"
    path.write_bytes(b"".join([*parts, recorder.end(9.5)]))
    return path


def lesson_film(folder: Path) -> Path:
    return film_of(folder, (1, 0), (5, 1), (7, 2))


@pytest.mark.parametrize("size", SIZES)
async def test_every_step_asks_and_then_shows_what_was_claimed(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with replaying(lesson_film(tmp_path), size) as stage:
        for name, at, shown in (("one", 1, "✔"), ("two", 5, "✘"), ("three", 7, "✔")):
            await stage.sees(f"{name} [titled]")
            await stage.sees(f"{name} asks?", "let it happen")
            await stage.loses("[claims]")

            await stage.press("n")
            await stage.at(float(at))
            await stage.sees(f"{shown} {name} [claims] 0")
            await (stage.sees if name == "three" else stage.loses)("9 [bars]")
            await stage.press("n")

        await stage.sees("what we have seen", "✔ 3 held", "✘ 1 did not hold", "? 1")


async def test_p_shows_the_step_before_as_it_went(tmp_path: Path) -> None:
    async with replaying(lesson_film(tmp_path)) as stage:
        await stage.press("p")
        await stage.sees("one asks?", "let it happen")

        await stage.press("n", "n", "n", "n", "n", "n")
        await stage.sees("what we have seen")
        for shown in ("three [claims] 1", "two [claims] 1", "one [claims] 0"):
            await stage.press("p")
            await stage.sees(shown)
        await stage.press("p")
        await stage.sees("one [claims] 0")

        await stage.press("R")
        await stage.at(0.0)
        await stage.sees("one asks?", "let it happen")


async def test_what_is_played_is_asked_while_it_happened_and_shown_when_it_had(
    tmp_path: Path,
) -> None:
    async with replaying(lesson_film(tmp_path)) as stage:
        for at, shown, hidden in (
            (1, "one [claims] 0", "let it happen"),
            (2, "one [claims] 0", "two"),
            (3, "two asks?", "[claims]"),
            (4, "it is happening…", "[claims]"),
            (5, "two [claims] 1", "it is happening…"),
        ):
            stage.replay.seek(float(at))
            await stage.at(float(at))
            await stage.sees(shown)
            await stage.loses(hidden)

        # From the middle of a step `n` goes to its end.
        stage.replay.seek(4.0)
        await stage.at(4.0)
        await stage.press("n")
        await stage.at(5.0)
        await stage.sees("two [claims] 1")


async def test_who_asked_and_then_plays_sees_what_is_played(tmp_path: Path) -> None:
    async with replaying(lesson_film(tmp_path)) as stage:
        await stage.press("n", "n")
        await stage.sees("two asks?")

        await stage.press("full_stop")
        await stage.at(2.0)
        await stage.sees("one [claims] 0")


async def test_the_sheet_is_of_the_last_time_it_was_tried(tmp_path: Path) -> None:
    async with replaying(film_of(tmp_path, (1, 0), (3, 1), (6, 0), (8, 1))) as stage:
        stage.replay.seek(9.0)
        await stage.at(9.0)
        await stage.sees("two [titled]", "2/2")

        await stage.press("n")
        await stage.sees("what we have seen", "✔ 1 held", "✘ 1 did not hold")


async def test_a_number_that_nobody_would_write_does_no_harm(tmp_path: Path) -> None:
    recorder, look = RecordingEncoder(), pair()
    mark = StepMark(0.1, "counting", "We count", "en", 1 << 40, STEPS[0])
    parts = [recorder.begin(About(look.taken_at, 1.0, "counting"))]
    parts += [recorder.frame(0.0, look), recorder.step(mark), recorder.end(0.2)]
    path = tmp_path / "film.memscope"
    path.write_bytes(b"".join(parts))

    async with replaying(path) as stage:
        await stage.sees("one [titled]", "● 1/1", "✔ one [claims] 0")


async def test_presenter_mode_and_the_keys(tmp_path: Path) -> None:
    async with replaying(lesson_film(tmp_path)) as stage:
        await stage.press("P")
        assert stage.scope.has_class("-presenter")
        assert not stage.scope.query_one("#region").display

        await stage.press("question_mark", "question_mark")
        assert isinstance(stage.app.screen, HelpScreen)
        assert stage.app.screen._keys == LessonReplayScreen.KEYS


async def test_a_recording_without_a_lesson_has_no_such_pane(tmp_path: Path) -> None:
    async with replaying(recorded(tmp_path)) as stage:
        assert not isinstance(stage.scope, LessonReplayScreen)
        assert not stage.scope.query("#lesson")
