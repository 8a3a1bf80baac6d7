"""Keys about time: mark a moment, see what changed since, keep a recording."""

from pathlib import Path

import pytest

from memscope.codec.tape.reader import RecordingReader
from memscope.tui.screens.diff import DiffScreen
from memscope.tui.screens.scope.screen import ScopeScreen
from tests.tui.stage import SIZES, Stage, scope_on
from tests.tui.synthetic import KIB, pair
from tests.tui.test_replay_screen import recorded, replaying

pytestmark = pytest.mark.tui


def said(stage: Stage) -> str:
    return " ".join(one.message for one in stage.app._notifications)


@pytest.mark.parametrize("size", SIZES)
async def test_d_shows_what_changed_since_the_mark(size: tuple[int, int]) -> None:
    async with scope_on(pair(), pair(heap=1280 * KIB + 132 * KIB), size=size) as stage:
        await stage.press("b")
        await stage.next_look()
        await stage.press("d")
        await stage.until(lambda: isinstance(stage.app.screen, DiffScreen))
        await stage.settle()

        await stage.sees("+132 KiB", "grew")
        await stage.press("escape")
        assert isinstance(stage.app.screen, ScopeScreen)


async def test_without_a_mark_d_says_what_to_do() -> None:
    async with scope_on() as stage:
        await stage.press("d")

        assert isinstance(stage.app.screen, ScopeScreen)
        assert "b marks a moment first" in said(stage)


async def test_two_moments_of_a_recording_are_compared_in_order_of_time(
    tmp_path: Path,
) -> None:
    async with replaying(recorded(tmp_path)) as stage:
        for _ in range(4):
            await stage.press("right_square_bracket")
        await stage.at(40.0)
        await stage.press("b", "left_square_bracket", "left_square_bracket")
        await stage.at(20.0)
        await stage.press("d")
        await stage.until(lambda: isinstance(stage.app.screen, DiffScreen))
        await stage.settle()

        # One of the two processes ends at 30 s: between the two, whatever came first.
        await stage.sees("only in A")
        await stage.loses("only in B")


async def test_o_records_what_is_seen_and_b_sets_bookmarks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with scope_on(pair(), pair(heap=1412 * KIB)) as stage:
        await stage.press("o")
        await stage.sees("◉ recording")
        await stage.press("b")
        await stage.next_look()
        await stage.press("o")
        await stage.loses("◉ recording")

    (path,) = tmp_path.iterdir()
    assert path.name in said(stage)
    with RecordingReader.open(path) as recording:
        assert len(recording) == 2
        assert [mark.name for mark in recording.bookmarks] == ["mark-1"]
        assert recording.is_closed_well
        heaps = [
            sum(region.size for region in recording.snapshot(at).processes[0].regions)
            for at in range(2)
        ]
    assert heaps[1] - heaps[0] == 132 * KIB


async def test_a_recording_is_whole_when_the_screen_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with scope_on() as stage:
        await stage.press("o")

    (path,) = tmp_path.iterdir()
    with RecordingReader.open(path) as recording:
        assert recording.is_closed_well


async def test_a_folder_that_cannot_be_written_to_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    async with scope_on() as stage:
        await stage.press("o")

        assert "cannot write" in said(stage)
        await stage.loses("◉ recording")


async def test_a_recording_is_not_recorded_again(tmp_path: Path) -> None:
    async with replaying(recorded(tmp_path)) as stage:
        await stage.press("o")

        assert "this is a recording already" in said(stage)
