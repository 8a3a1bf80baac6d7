"""Only cells that differ are sent, and they make the new picture of the old one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from memscope.tui.sent import Cell, SentCells, cells_of, pieces

RED, BLUE = Style(color="red"), Style(color="blue")
pytestmark = pytest.mark.unit

WIDTH = 40
SIGNS = st.sampled_from(["a", "b", " ", "█", "▁", "共", "有", "é", "e\u0301"])


@st.composite
def strips(draw: st.DrawFn) -> Strip:
    """A line of some width, with wide signs and signs that combine."""
    segments: list[Segment] = []
    room = WIDTH
    while room:
        text = draw(SIGNS)
        if Segment(text).cell_length > room:
            text = "x"
        segments.append(Segment(text, draw(st.sampled_from([RED, BLUE, None]))))
        room -= segments[-1].cell_length
    return Strip(segments)


def chops(y: int, **parts: Strip) -> ChopsUpdate:
    """An update of one line, by column (`x3`)."""
    strips = {int(name[1:]): strip for name, strip in parts.items()}
    lines: list[dict[int, Strip | None]] = [{} for _ in range(y)]
    return ChopsUpdate([*lines, dict(strips)], [(y, 0, WIDTH)], [[]] * (y + 1))


@given(strips(), strips())
def test_what_is_sent_makes_the_new_line_of_the_old_one(old: Strip, new: Strip) -> None:
    shows: list[Cell] = cells_of(old)

    for begin, end in pieces(cells_of(old), cells_of(new)):
        sent = cells_of(new.crop(begin, end))
        assert len(sent) == end - begin  # no wide sign was cut in two
        shows[begin:end] = sent

    assert shows == cells_of(new)


@given(strips())
def test_an_equal_line_sends_nothing_and_an_unknown_one_all(line: Strip) -> None:
    sent = SentCells()

    first = sent.differing(chops(3, x0=line))

    assert first is not None
    assert [(x, y, strip.cell_length) for x, y, strip in first.parts] == [(0, 3, WIDTH)]
    assert sent.differing(chops(3, x0=line)) is None
    sent.forget()
    assert sent.differing(chops(3, x0=line)) is not None


def test_one_cell_that_differs_is_one_cell_sent() -> None:
    sent = SentCells()
    sent.differing(chops(0, x0=Strip([Segment("a" * WIDTH, RED)])))

    update = sent.differing(
        chops(0, x0=Strip([Segment("a" * 7, RED), Segment("b" + "a" * 32, RED)]))
    )

    assert update is not None
    assert [(x, y, strip.text) for x, y, strip in update.parts] == [(7, 0, "b")]
    assert "\x1b[1;8H" in update.render_segments(Console())


def test_far_places_are_sent_alone_and_near_ones_together() -> None:
    sent = SentCells()
    sent.differing(chops(0, x0=Strip([Segment("." * WIDTH)])))

    text = "x..x" + "." * 30 + "x" + "." * 5
    update = sent.differing(chops(0, x0=Strip([Segment(text)])))

    assert update is not None
    assert [(x, strip.text) for x, _y, strip in update.parts] == [
        (0, "x..x"),
        (34, "x"),
    ]


def test_a_whole_frame_is_what_the_terminal_shows() -> None:
    sent, half = SentCells(), Strip([Segment("a" * 20, RED)])

    sent.note(LayoutUpdate([[half, half]], Region(0, 0, WIDTH, 1)))

    assert sent.differing(chops(0, x20=half)) is None
    other = sent.differing(chops(0, x20=Strip([Segment("a" * 20, BLUE)])))
    assert other is not None
    assert other.parts[0][0] == 20


def test_parts_may_be_divided_otherwise_than_before() -> None:
    sent = SentCells()
    sent.differing(chops(0, x0=Strip([Segment("abcdef")]), x6=Strip([Segment("gh")])))

    assert sent.differing(chops(0, x3=Strip([Segment("defgh")]))) is None
    assert sent.differing(chops(0, x3=Strip([Segment("defgX")]))) is not None
