"""Servers side by side: one scale for all, nothing drawn that nobody saw."""

import pytest

from memscope.model.exhibit import LoadMoment, LoadRun
from memscope.render.bars import area, over_time
from memscope.render.lesson.lanes import lane_lines
from memscope.render.runs import Line, plain, width_of

pytestmark = pytest.mark.unit

GIB, MIB = 1 << 30, 1 << 20


def moment(at_ms: float, threads: int, virtual: int | None = 46 * MIB) -> LoadMoment:
    stacks = (threads - 1) * 8 * MIB
    return LoadMoment(
        at_ms=at_ms,
        done=0,
        threads=threads,
        virtual=virtual,
        resident=30 * MIB,
        proportional=None,
        unique=None,
        stacks_reserved=stacks,
        stacks_touched=stacks // 1024,
        arenas=0,
    )


def run(server: str, seconds: float, *moments: LoadMoment, errors: int = 0) -> LoadRun:
    return LoadRun(server, 40, errors, seconds, 1702.4, 3090.1, 3524.5, moments)


SLOW = run("single", 4.0, *(moment(at * 100.0, 1) for at in range(40)))
FAST = run("threaded", 1.0, moment(0, 1), moment(200, 41, GIB), moment(900, 21))


def row(lines: list[Line], name: str) -> str:
    return next(plain(one) for one in lines if plain(one).startswith(name))


def lanes_of(text: str) -> tuple[str, str]:
    """Return the areas of two lanes, without names and numbers."""
    return text[14:50], text[67:103]


def test_lanes_share_the_axis_of_time() -> None:
    lines = lane_lines([SLOW, FAST], 120)

    slow, fast = lanes_of(row(lines, "threads"))

    assert slow.count("▁") > 35 * 0.9
    assert 8 <= len(fast.split()[0]) <= 11, "a quarter of the time, rounded up"
    assert row(lines, "time").count("4.0 s") == 2


def test_lanes_share_the_scale_of_values() -> None:
    lines = lane_lines([SLOW, FAST], 120)

    slow, fast = lanes_of(row(lines, "threads"))

    assert set(slow.strip()) == {"▁"}
    assert "█" in fast
    assert row(lines, "threads").split()[-1] == "41"


def test_between_two_looks_stays_what_was_seen_last() -> None:
    _, fast = lanes_of(row(lane_lines([SLOW, FAST], 120), "threads"))

    assert " " not in fast.strip().split()[0]


def test_what_nobody_knows_stays_empty_and_is_not_zero() -> None:
    lines = lane_lines([SLOW, FAST], 120)

    assert set(row(lines, "proportional").split()[1:]) == {"–"}
    assert "0 B" in row(lines, "stacks")


def test_times_have_no_more_digits_than_they_are_worth() -> None:
    lines = lane_lines([SLOW], 120)

    assert row(lines, "p50").split()[-3:] == ["1.7s", "3.1s", "3.5s"]
    assert row(lines, "took").split()[1:] == ["4.0", "s", "10/s", "0", "errors"]


def test_errors_are_told_where_there_is_little_room_too() -> None:
    lines = lane_lines([SLOW, FAST, run("pool", 1.0, moment(0, 9), errors=2)], 76)

    assert "✘ 2" in row(lines, "took")


@pytest.mark.parametrize("width", [40, 76, 116, 196])
@pytest.mark.parametrize("rows", [1, 2])
def test_lanes_fit_every_width(width: int, rows: int) -> None:
    lines = lane_lines([SLOW, FAST, SLOW], width, rows=rows)

    assert {width_of(one) for one in lines} == {width}
    assert sum("3.5s" in plain(one) for one in lines) == (3 if width == 40 else 1)


def test_where_there_is_little_room_details_are_left_out() -> None:
    every, few = lane_lines([SLOW], 76), lane_lines([SLOW], 76, brief=True)

    assert len(every) - len(few) == 3
    assert not any(plain(one).startswith("arenas") for one in few)


def test_a_load_on_its_way_has_no_times_yet() -> None:
    lines = lane_lines([run("pool", 0.0, moment(0, 9), moment(50, 9))], 76)

    assert row(lines, "took").split() == ["took", "–"]
    assert "0/40" in row(lines, "answered")


def test_a_cell_has_the_largest_value_of_its_time() -> None:
    samples = [(0.0, 1), (4.0, 9), (5.0, 2), (30.0, 3)]

    assert over_time(samples, 4, span=40.0, end=40.0) == [9, 2, 2, 3]
    assert over_time(samples[:3], 4, span=40.0, end=12.0) == [9, 2, None, None]


def test_something_is_never_drawn_as_nothing() -> None:
    (line,) = area([None, 0, 1, 1000], 1000, 1, "ink.heap")

    assert plain(line) == " ▁▁█"
    assert [part.style for part in line] == ["ink.heap", "faint", "ink.heap"]


def test_a_higher_area_is_filled_from_below() -> None:
    top, bottom = area([0, 8, 16], 16, 2, "ink.heap")

    assert (plain(top), plain(bottom)) == ("  █", "▁██")
