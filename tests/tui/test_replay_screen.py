"""The scope on a recording: keys, both directions, hostile names, damaged files."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from memscope.codec.tape.encoder import RecordingEncoder
from memscope.collect.tape.replay import ReplaySource
from memscope.model.claim import StepResult
from memscope.model.recording import About, Bookmark, StepMark
from memscope.tui.app import MemscopeApp
from memscope.tui.screens.help import HelpScreen
from memscope.tui.screens.lesson_replay import replay_screen_for
from memscope.tui.screens.replay import REPLAY_KEYS, ReplayScreen
from memscope.tui.widgets.replay_bar import ReplayBar
from tests.tui.stage import SIZES, Obedient, Stage
from tests.tui.synthetic import Steps, pair

pytestmark = pytest.mark.tui

HOSTILE = "[red]here\x1b[31m\udcff"


def recorded(folder: Path, *, seconds: int = 60, cut: int = 0) -> Path:
    """A look a second; one of two processes ends half-way."""
    recorder, look = RecordingEncoder(), pair()
    parts = [recorder.begin(About(look.taken_at, 1.0, HOSTILE))]
    for at in range(seconds):
        half = replace(look, processes=look.processes[: 2 if at < seconds / 2 else 1])
        parts.append(recorder.frame(float(at), half))
        if at in {20, 40}:
            parts.append(recorder.bookmark(Bookmark(float(at), f"{HOSTILE} {at}")))
    data = b"".join([*parts, recorder.end(float(seconds))])
    path = folder / "film.memscope"
    path.write_bytes(data[: len(data) - cut])
    return path


class Replay(Stage):
    """A running app with a recording on it."""

    def __init__(self, stage: Stage, replay: ReplaySource) -> None:
        super().__init__(stage.pilot, stage.source, stage.actor)
        self.replay = replay

    async def at(self, seconds: float) -> None:
        """Wait until the look of that moment is drawn."""
        await self.until(
            lambda: self.scope.view is not None and self.scope.view.at == seconds
        )
        await self.settle()


@asynccontextmanager
async def replaying(
    path: Path, size: tuple[int, int] = (120, 36)
) -> AsyncIterator[Replay]:
    source = ReplaySource.open(path)
    source.pause()
    app = MemscopeApp(lambda app: _push(app, source))
    async with app.run_test(size=size, notifications=True) as pilot:
        stage = Replay(Stage(pilot, Steps(pair()), Obedient()), source)
        await stage.until(lambda: isinstance(app.screen, ReplayScreen))
        await stage.at(0.0)
        yield stage


def _push(app: MemscopeApp, source: ReplaySource) -> None:
    app.push_screen(replay_screen_for(source))


@pytest.mark.parametrize("size", SIZES)
async def test_where_in_the_recording_it_is_can_be_seen(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with replaying(recorded(tmp_path), size) as stage:
        await stage.sees("0:00.0 / 0:59.0", "paused", r"[red]here\x1b[31m\xff")
        assert "live" not in stage.text()


async def test_steps_go_both_ways(tmp_path: Path) -> None:
    async with replaying(recorded(tmp_path)) as stage:
        await stage.press("full_stop")
        await stage.at(1.0)
        await stage.press("full_stop")
        await stage.at(2.0)
        await stage.press("comma")
        await stage.at(1.0)

        await stage.sees("0:01.0 / 0:59.0")


async def test_ten_seconds_are_skipped_both_ways(tmp_path: Path) -> None:
    async with replaying(recorded(tmp_path)) as stage:
        await stage.press("right_square_bracket", "right_square_bracket")
        await stage.at(20.0)
        await stage.press("left_square_bracket")
        await stage.at(10.0)


async def test_bookmarks_are_jumped_to_and_named(tmp_path: Path) -> None:
    async with replaying(recorded(tmp_path)) as stage:
        await stage.press("right_curly_bracket")
        await stage.at(20.0)
        await stage.sees(r"◆ [red]here\x1b[31m\xff 20")

        await stage.press("right_curly_bracket")
        await stage.at(40.0)
        await stage.press("left_curly_bracket")
        await stage.at(20.0)
        await stage.press("left_curly_bracket")
        await stage.sees("there is no further mark")


async def test_the_way_back_shows_what_was_there_then(tmp_path: Path) -> None:
    async with replaying(recorded(tmp_path)) as stage:
        assert stage.scope.view is not None
        before = [one.process.pid for one in stage.scope.view.processes]

        stage.replay.seek(50.0)
        await stage.at(50.0)
        assert any(one.ended for one in stage.scope.view.processes)

        stage.replay.seek(5.0)
        await stage.at(5.0)
        assert [one.process.pid for one in stage.scope.view.processes] == before
        assert not any(one.ended for one in stage.scope.view.processes)
        assert not stage.scope.view.events


async def test_a_lesson_that_goes_on_to_others_ends_nobody(tmp_path: Path) -> None:
    recorder, look = RecordingEncoder(), pair()
    step = StepResult("one", "One", "", "", (), 1.0)
    parts = [recorder.begin(About(look.taken_at, 1.0, "lesson"))]
    for at, process in enumerate(look.processes):
        parts.append(recorder.frame(float(at), replace(look, processes=(process,))))
        mark = StepMark(float(at), "threads", "Threads", "en", at, step)
        parts.append(recorder.step(mark))
    path = tmp_path / "film.memscope"
    path.write_bytes(b"".join([*parts, recorder.end(2.0)]))

    async with replaying(path) as stage:
        await stage.press("full_stop")
        await stage.at(1.0)

        await stage.sees("anatomy  4243")
        await stage.loses("4242")
        await stage.loses("ended")


async def test_space_plays_to_the_end_and_speed_is_shown(tmp_path: Path) -> None:
    async with replaying(recorded(tmp_path, seconds=4)) as stage:
        await stage.press(*["greater_than_sign"] * 9)
        assert stage.replay.speed == 50
        await stage.press("space")
        await stage.at(3.0)

        await stage.until(lambda: not stage.replay.is_playing)
        await stage.press("less_than_sign", "space")
        assert stage.replay.speed == 10


async def test_a_click_on_the_line_goes_there(tmp_path: Path) -> None:
    async with replaying(recorded(tmp_path)) as stage:
        bar = stage.scope.query_one(ReplayBar)

        await stage.pilot.click(ReplayBar, offset=(bar.size.width // 2, 0))
        await stage.until(lambda: stage.replay.position_s > 10)

        assert stage.replay.position_s < 50


async def test_a_damaged_file_plays_and_says_so(tmp_path: Path) -> None:
    async with replaying(recorded(tmp_path, cut=150)) as stage:
        await stage.sees("cut off or damaged")

        assert stage.replay.duration_s < 59


async def test_every_key_is_explained(tmp_path: Path) -> None:
    async with replaying(recorded(tmp_path)) as stage:
        await stage.press("question_mark", "question_mark")
        assert isinstance(stage.app.screen, HelpScreen)
        assert stage.app.screen._keys == REPLAY_KEYS
