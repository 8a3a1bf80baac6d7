"""The pane of threads at each width, in both languages, and without colours."""

from itertools import pairwise
from pathlib import Path

import pytest

from memscope.analyze.lanes.look import ThreadsLook
from memscope.analyze.lanes.order import ThreadOrder
from memscope.analyze.lanes.rows import ThreadKey, ThreadRows
from memscope.i18n import set_language
from memscope.render.runs import Line, plain, width_of
from memscope.render.threads.layout import layout_of
from memscope.render.threads.legend import head_line, legend_line, threads_title
from memscope.render.threads.line import ThreadSheet, thread_line
from memscope.render.threads.strip import WIDTHS
from tests.golden import check, sheet
from tests.unit.render.threads.shop import PID, look

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).with_name("golden")
WIDE = (44, 58, 78, 98, 126, 160)
"""Cells of the pane on terminals of 48, 120, 80 or 160, 200 and more columns."""


def drawn(*looks: ThreadsLook, width: int = 78, letters: bool = False) -> list[Line]:
    one = ThreadSheet(layout_of(width), "x86_64", letters)
    return [
        head_line(one.layout, width, ThreadOrder.CPU),
        *(thread_line(row, one, width) for row in ThreadRows(looks)),
        legend_line(width, has_stacks=width >= 57, letters=letters),
    ]


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_threads_at_each_width(lang: str) -> None:
    set_language(lang)
    one = look()
    parts = [
        (f"{width} cells: {threads_title([one], ThreadOrder.CPU)}",
         drawn(one, width=width))
        for width in WIDE
    ]  # fmt: skip

    check(GOLDEN / f"threads-{lang}.txt", sheet(parts))
    assert all(width_of(line) == width for width, (_name, lines)
               in zip(WIDE, parts, strict=True) for line in lines)  # fmt: skip


def test_special_cases() -> None:
    both = look(), look(ended=True)
    fold = ThreadKey(both[0].process.identity, -(PID + 8))
    page = ThreadSheet(layout_of(78), "x86_64")
    opened = ThreadRows(both[:1], opened={fold}, order=ThreadOrder.NAME)
    parts = [
        ("two processes, one of them ended", drawn(*both)),
        ("no colours", drawn(both[0], letters=True)),
        ("first look", drawn(look(seconds=0))),
        ("a pause, and an end before now", drawn(look(pause=(20, 45)))),
        ("an open fold, by name", [thread_line(row, page, 78) for row in opened]),
    ]

    check(GOLDEN / "threads-special.txt", sheet(parts))


def test_strips_have_whole_seconds() -> None:
    used = {layout_of(width).strip.width for width in range(20, 240)} - {0}

    assert used <= set(WIDTHS)
    assert all(60 % width == 0 for width in WIDTHS)


@pytest.mark.parametrize("width", range(24, 200, 4))
def test_columns_stand_beside_one_another_and_end_with_the_line(width: int) -> None:
    places = [place for _name, place in layout_of(width, digits=7).named()]

    for one, after in pairwise(places):
        assert one.start + one.width < after.start
    assert places[-1].start + places[-1].width <= width


def test_a_head_is_never_cut_in_any_language() -> None:
    for lang in ("en", "ja"):
        set_language(lang)
        for width in WIDE:
            text = plain(head_line(layout_of(width), width, ThreadOrder.NAME))
            assert "…" not in text, (lang, width)
