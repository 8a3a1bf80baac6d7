"""The pane of the history leads to moments: by keys, by mouse, from mark to mark."""

from datetime import datetime

import pytest

from memscope.analyze.layers import LayerKey
from memscope.analyze.series import Layer, Series, Tick, Ticks
from memscope.model import labels
from memscope.tui.widgets.history_pane import HistoryPane, clock_at_zero
from tests.unit.tui.widgets.alone import OneWidget, alone

pytestmark = pytest.mark.unit

TIMES = [100 + beat / 2 for beat in range(121)]
VALUES = [(10 + beat // 10) << 20 for beat in range(121)]
SERIES = Series(
    times=TIMES,
    layers=(Layer(LayerKey(labels.HEAP, "heap"), VALUES),),
    resident=VALUES,
    ticks=(
        Tick(120.0, Ticks.BOOKMARK, "before load"),
        Tick(140.0, Ticks.APPEARED, labels.HEAP, 1, 64 << 20),
    ),
)


def went(app: OneWidget) -> list[float | None]:
    return [one.at for one in app.heard if isinstance(one, HistoryPane.Went)]


async def test_it_shows_what_there_was_and_where_it_ends() -> None:
    pane = HistoryPane()
    async with alone(pane, size=(80, 8)) as (app, pilot):
        pane.show(SERIES)
        await pilot.pause()

        text = "\n".join(app.text())
        assert "heap" in text
        assert "22.0M" in text
        assert "b before load" in text
        assert str(pane.border_title) == "history 60 s · resident by kind"


async def test_the_last_event_stands_in_the_title_where_it_fits() -> None:
    pane = HistoryPane()
    async with alone(pane, size=(80, 8)):
        pane.show(SERIES, news="heap +11M in 30 s")
        titled = "history 60 s · resident by kind · heap +11M in 30 s"
        assert str(pane.border_title) == titled

        pane.show(SERIES, news="a" * 60)
        assert str(pane.border_title) == "history 60 s · resident by kind"


async def test_steps_jumps_and_marks_lead_to_moments_and_back_to_now() -> None:
    pane = HistoryPane()
    async with alone(pane, HistoryPane.Went) as (app, pilot):
        pane.show(SERIES)
        pane.step(-1)
        pane.jump(-10)
        assert pane.mark(-1) is SERIES.ticks[1]
        assert pane.mark(-1) is SERIES.ticks[0]
        assert pane.mark(-1) is None
        pane.mark(1)
        pane.jump(-1000)
        pane.step(-1)
        pane.to_now()
        pane.step(1)
        await pilot.pause()

        assert went(app) == [159.5, 149.5, 140.0, 120.0, 140.0, 100.0, None]


async def test_the_last_step_is_now() -> None:
    pane = HistoryPane()
    async with alone(pane, HistoryPane.Went) as (app, pilot):
        pane.show(SERIES, at=159.5)
        pane.step(1)
        await pilot.pause()

        assert went(app) == [None]


async def test_a_click_goes_to_the_look_that_is_under_it() -> None:
    pane = HistoryPane()
    async with alone(pane, HistoryPane.Went, size=(80, 8)) as (app, pilot):
        pane.show(SERIES)
        await pilot.click(offset=(40, 3))
        await pilot.click(offset=(2, 3))
        await pilot.pause()

        (at,) = went(app)
        assert at in TIMES
        assert "-" in app.text()[-1]


async def test_the_same_again_draws_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pane = HistoryPane()
    async with alone(pane) as (_app, pilot):
        pane.show(SERIES)
        await pilot.pause()
        before = list(pane._lines)
        drawn: list[object] = []
        monkeypatch.setattr(pane, "refresh", lambda *areas, **_how: drawn.append(areas))
        pane.show(SERIES)

        assert drawn == []
        assert pane._lines == before


async def test_spans_go_round() -> None:
    pane = HistoryPane()
    async with alone(pane) as (_app, _pilot):
        pane.show(SERIES)
        spans = []
        for _turn in range(4):
            spans.append(pane.span_s)
            pane.cycle_span()

        assert spans == [60.0, 360.0, None, 60.0]


def test_the_clock_counts_from_local_midnight() -> None:
    noon = datetime(2026, 11, 22, 12, 0, 30, tzinfo=datetime.now().astimezone().tzinfo)

    assert clock_at_zero(noon, 30.0) == 12 * 3600
