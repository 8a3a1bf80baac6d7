"""Several processes over time are one picture, a layer each."""

import pytest

from memscope.analyze.layers import LayerKey
from memscope.analyze.series import NO_SERIES, Series, Tick, Ticks
from memscope.analyze.series_together import together

pytestmark = pytest.mark.unit


def series(times: list[float], resident: list[int | None], *ticks: Tick) -> Series:
    return Series(times=times, resident=resident, ticks=ticks)


def test_each_process_is_a_layer_with_a_colour_of_its_own() -> None:
    one = together([("A shop", series([1.0, 2.0], [10, 20])),
                    ("B heap", series([1.0, 2.0], [1, 2]))])  # fmt: skip

    assert [layer.key for layer in one.layers] == [
        LayerKey("A shop", "process-0"), LayerKey("B heap", "process-1")
    ]  # fmt: skip
    assert [list(layer.values) for layer in one.layers] == [[10, 20], [1, 2]]
    assert list(one.resident) == [11, 22]


def test_who_was_not_there_has_nothing_and_the_sum_is_that_of_the_others() -> None:
    one = together([("A", series([1.0, 2.0], [10, 20])), ("B", series([2.0], [5]))])

    assert list(one.times) == [1.0, 2.0]
    assert list(one.resident) == [10, 25]


def test_where_one_is_unknown_so_is_the_sum() -> None:
    one = together([("A", series([1.0], [10])), ("B", series([1.0], [None]))])

    assert list(one.resident) == [None]


def test_what_happened_in_several_is_told_in_order_and_once() -> None:
    mark = Tick(2.0, Ticks.BOOKMARK, "b")
    more = Tick(1.0, Ticks.APPEARED, "heap", 1, 5)

    one = together(
        [("A", series([1.0], [1], mark)), ("B", series([1.0], [1], more, mark))]
    )

    assert one.ticks == (more, mark)


def test_nothing_together_is_nothing() -> None:
    assert together([]).times == []
    assert list(together([("A", NO_SERIES)]).resident) == []
