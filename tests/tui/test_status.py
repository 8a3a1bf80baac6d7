"""The right end of the top line on narrow terminals."""

import pytest

from memscope.render.runs import plain, width_of
from memscope.tui.status import StatusLine, status_runs

pytestmark = pytest.mark.tui

RECORDING = StatusLine(interval_s=0.5, gaps=1, is_recording=True)


def test_where_there_is_room_everything_is_said() -> None:
    text = plain(status_runs(RECORDING, 80))

    assert text.startswith("textbook · ● live 2 Hz · ◉ recording · 1 not seen · ")
    assert text.endswith(" · en ")


def test_what_matters_least_gives_way_whole() -> None:
    assert plain(status_runs(RECORDING, 54)).endswith("1 not seen ")
    assert (
        plain(status_runs(RECORDING, 48)) == "● live 2 Hz · ◉ recording · 1 not seen "
    )


@pytest.mark.parametrize("room", range(40, 90))
def test_nothing_is_wider_than_its_room(room: int) -> None:
    assert width_of(status_runs(RECORDING, room)) <= room
