"""Permissions that stand out are marked, by a sign as well as by colour."""

import pytest
from memscope.render.map.card import Context, region_card
from memscope.render.map.row import Marks, region_row
from msgspec.structs import replace

from memscope.model.kinds import Kind
from memscope.model.region import Access, access_of
from memscope.render.palette import ACCESS_MARKS
from memscope.render.runs import plain
from memscope.render.words.access import (
    access_style,
    access_sums,
    access_words,
    marked,
)
from memscope.units import cell_width
from tests.tui.synthetic import process
from tests.unit.analyze.regions import region

pytestmark = pytest.mark.unit

WX = replace(region(Kind.JIT, pages=4), perms="rwxp")
NONE = replace(region(Kind.RESERVED, pages=2), perms="---p")


@pytest.mark.parametrize(
    ("perms", "access", "shown"),
    [
        ("rwxp", Access.WRITABLE_CODE, "rwxp!"),
        ("-wxs", Access.WRITABLE_CODE, "-wxs!"),
        ("---p", Access.NONE, "---p∅"),
        ("---s", Access.NONE, "---s∅"),
        ("r-xp", None, "r-xp"),
        ("rw-p", None, "rw-p"),
        ("--xp", None, "--xp"),
        ("", None, ""),
    ],
)
def test_what_stands_out(perms: str, access: Access | None, shown: str) -> None:
    assert access_of(perms) is access
    assert marked(perms) == shown
    assert (access_words(perms) is None) == (access is None)


def test_a_mark_is_one_cell_and_no_two_are_alike() -> None:
    marks = ACCESS_MARKS.values()

    assert [cell_width(one.sign) for one in marks] == [1] * len(Access)
    assert len({one.sign for one in marks}) == len({one.style for one in marks}) == 2


@pytest.mark.parametrize("width", [24, 30, 40, 60, 100])
def test_rows_of_every_width_bear_the_mark(width: int) -> None:
    rows = [region_row(one, width, None, Marks()) for one in (WX, NONE, region())]

    assert [cell_width(plain(row)) for row in rows] == [width] * 3
    assert "!" in plain(rows[0])
    assert "∅" in plain(rows[1])
    signs = [run for run in rows[0] if "!" in run.text]
    assert all("bad" in run.style for run in signs)
    assert not {"!", "∅"} & {*plain(rows[2])}


def test_the_card_says_what_it_means() -> None:
    text = "\n".join(map(plain, region_card(WX, Context(process()), 60)))

    assert "rwxp!" in text
    assert "writable and executable" in text


def test_they_are_counted() -> None:
    assert access_sums([region()]) == []
    assert access_sums([WX, NONE, WX]) == [
        (access_style("rwxp"), "! 2 regions are writable and executable: 32 KiB"),
        (access_style("---p"), "∅ 1 region allows no access: 8 KiB of address space"),
    ]
