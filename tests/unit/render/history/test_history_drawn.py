"""The history at each width, in both languages, and where little is known."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memscope.analyze.layers import LayerKey
from memscope.analyze.series import NO_SERIES, Layer, Series
from memscope.analyze.series_together import together
from memscope.i18n import set_language
from memscope.render.history.axes import bytes_axis, time_axis
from memscope.render.history.picture import (
    HistoryAsked,
    history_lines,
    history_title,
    plot_of,
)
from memscope.render.runs import Line, plain, width_of
from tests.golden import check, sheet
from tests.unit.render.history.shop import CLOCK_S, MIB, NOW, paused, shop

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).with_name("golden")
SIZES = ((44, 6), (78, 6), (58, 10), (80, 12), (100, 16))
"""Of the pane where the terminal has 80x24 and more columns and lines."""


def drawn(
    series: Series, width: int = 78, height: int = 10, **asked: object
) -> list[Line]:
    wanted = {"span_s": 360.0, "clock_s": CLOCK_S} | asked
    return history_lines(series, HistoryAsked(**wanted), width, height)  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_growing_program_at_each_size(lang: str) -> None:
    set_language(lang)
    parts = [
        (f"{width}x{height}: {history_title(shop())}", drawn(shop(), width, height))
        for width, height in SIZES
    ]

    check(GOLDEN / f"history-{lang}.txt", sheet(parts))


def test_special_cases() -> None:
    parts = [
        ("looking back", drawn(shop(), at=1150.0)),
        ("looking back, low", drawn(shop(), height=6, at=1150.0)),
        ("pointed at a mark", drawn(shop(), height=6, pointer=38)),
        ("the last minute, no clock", drawn(shop(), span_s=60.0, clock_s=None)),
        ("all there is", drawn(shop(), span_s=None)),
        ("nothing is known of a while", drawn(shop(range(300, 400)))),
        ("nobody looked for a while", drawn(paused(300, 400))),
        ("no colours", drawn(shop(), letters=True)),
        ("two processes", drawn(together([("shop.py", shop()), ("heap", shop())]))),
    ]

    check(GOLDEN / "history-special.txt", sheet(parts))


def test_a_title_says_how_long_and_of_what() -> None:
    short = Series(times=[0.0, 600.0], resident=[1, 1], whole_s=245.0, is_short=True)

    assert history_title(NO_SERIES) == "history"
    assert history_title(shop()) == "history 6 min · resident by kind"
    assert history_title(shop(), 2) == "history 6 min · RSS by process, added up"
    assert history_title(short) == (
        "history 10 min · resident by kind · looks of the last 4 min"
    )


def cells_of(lines: list[Line], series: Series, width: int, height: int) -> list[str]:
    """Return the columns of the picture, from the left."""
    plot = plot_of(series, 360.0, width, height)
    rows = [plain(line)[plot.left :][: plot.time.columns] for line in lines]
    shown = rows[1:-2] if plot.is_high else rows[:-1]
    return ["".join(one) for one in zip(*shown, strict=True)]


def later(series: Series, seconds: float) -> Series:
    """Return the same process, which did nothing more."""
    extra = [NOW + 0.5 * beat for beat in range(1, int(seconds * 2) + 1)]
    return Series(
        times=[*series.times, *extra],
        layers=[Layer(x.key, [*x.values, *[x.values[-1]] * len(extra)])
                for x in series.layers],
        resident=[*series.resident, *[series.resident[-1]] * len(extra)],
    )  # fmt: skip


@pytest.mark.parametrize("seconds", [0.5, 3.0, 6.0, 20.0])
def test_what_was_drawn_moves_by_whole_columns(seconds: float) -> None:
    one = Series(times=shop().times, layers=shop().layers, resident=shop().resident)
    before = cells_of(drawn(one, 78, 12), one, 78, 12)
    then = later(one, seconds)
    after = cells_of(drawn(then, 78, 12), then, 78, 12)

    step = plot_of(one, 360.0, 78, 12).time.step_s
    moved = int((NOW + seconds) // step) - int(NOW // step)
    # The last column is not over yet, and the first is the only one that goes.
    assert after[: len(after) - moved - 1] == before[moved:-1]


def test_a_process_that_does_nothing_is_drawn_the_same_again() -> None:
    values = [10 * MIB] * 400
    layer = Layer(LayerKey("heap", "heap"), values)
    still = Series([0.5 * beat for beat in range(400)], [layer], values)
    longer = later(still, 0)
    longer = Series([*still.times, 200.0], [Layer(layer.key, [*values, values[0]])],
                    [*values, values[0]])  # fmt: skip

    asked = HistoryAsked(60.0)
    assert history_lines(still, asked, 80, 12) == history_lines(longer, asked, 80, 12)


@settings(max_examples=50)
@given(
    st.lists(
        st.lists(st.none() | st.integers(0, 1 << 40), min_size=3, max_size=3),
        min_size=0,
        max_size=6,
    ),
    st.integers(1, 140),
    st.integers(1, 24),
    st.sampled_from([60.0, 360.0, None]),
)
def test_any_series_is_drawn_in_the_room_there_is(
    rows: list[list[int | None]], width: int, height: int, span_s: float | None
) -> None:
    found = [Layer(LayerKey(f"{n}", "heap"), row) for n, row in enumerate(rows)]
    series = Series([1.0, 2.0, 90.0], found, rows[0] if rows else [None] * 3)

    lines = history_lines(series, HistoryAsked(span_s, at=1.5), width, height)

    assert [width_of(line) for line in lines] == [width] * height


@given(st.integers(0, 1 << 50), st.integers(1, 40))
def test_an_axis_holds_what_there_is_and_wastes_little(most: int, rows: int) -> None:
    axis = bytes_axis(most, rows)

    assert axis.unit * rows >= most
    assert axis.eighths(most) <= rows * 8
    assert axis.unit == 1024 or axis.unit * rows <= most * 1.34 + rows


@given(st.floats(0, 1e6), st.integers(1, 200), st.floats(0, 1e5))
def test_the_last_column_is_now(now: float, columns: int, age: float) -> None:
    for span in (60.0, 360.0, None):
        axis = time_axis(now, span, min(age, now), columns)
        assert axis.column_of(now) == columns - 1
        assert span or axis.column_of(now - min(age, now)) >= -1
