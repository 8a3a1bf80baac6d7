"""Keys about time: mark a moment, see what changed since, keep a recording."""

from pathlib import Path

import pytest

from memscope.analyze.space.reading import Order
from memscope.codec.tape.reader import RecordingReader
from memscope.tui.widgets.bars import KeyBar
from tests.tui.stage import SIZES, Stage, scope_on
from tests.tui.synthetic import KIB, pair
from tests.tui.test_replay_screen import recorded, replaying

pytestmark = pytest.mark.tui


def said(stage: Stage) -> str:
    return stage.scope.query_one(KeyBar).said


@pytest.mark.parametrize("size", SIZES)
async def test_d_shows_what_changed_since_the_mark(size: tuple[int, int]) -> None:
    async with scope_on(pair(), pair(heap=1280 * KIB + 132 * KIB), size=size) as stage:
        await stage.press("b", *"start", "enter")
        await stage.next_look()
        await stage.press("d")
        assert stage.table.reading.since == "bookmark"
        assert stage.table.reading.order is Order.GREW

        await stage.press("d")
        order = stage.table.reading.order
        assert order.value == Order.ADDRESS.value


async def test_without_a_mark_d_says_what_to_do() -> None:
    async with scope_on() as stage:
        await stage.press("d")

        assert stage.app.focused is stage.table
        assert "b marks a moment first" in said(stage)


async def test_a_bookmark_may_have_no_name_and_esc_sets_none() -> None:
    async with scope_on() as stage:
        await stage.press("b", "escape", "d")
        assert "b marks a moment first" in said(stage)

        await stage.press("b", "enter", "d")
        assert stage.table.reading.since == "bookmark"


async def test_o_records_what_is_seen_and_b_sets_bookmarks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with scope_on(pair(), pair(heap=1412 * KIB)) as stage:
        await stage.press("o")
        await stage.sees("⏺")
        await stage.press("b", "enter")
        await stage.next_look()
        await stage.press("o")
        await stage.loses("⏺")
        told = said(stage)

    (path,) = tmp_path.iterdir()
    assert path.name in told
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
        await stage.loses("⏺")


async def test_a_recording_is_not_recorded_again(tmp_path: Path) -> None:
    async with replaying(recorded(tmp_path)) as stage:
        await stage.press("o")

        assert "this is a recording already" in said(stage)
